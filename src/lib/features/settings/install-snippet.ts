/** What a site pastes before `</body>`; the script finds the relay by its own address. */
export function installSnippet(origin: string): string {
	return [
		'<script>',
		'  window.relevoSettings = {};',
		'  window.Relevo = window.Relevo || function () {',
		'    (Relevo.q = Relevo.q || []).push(arguments);',
		'  };',
		"  Relevo('boot');",
		'</' + 'script>',
		`<script async src="${origin}/widget.js"></` + 'script>',
	].join('\n');
}
