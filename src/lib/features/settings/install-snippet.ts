/**
 * What a site pastes before `</body>`. The script finds its relay by its own address, and starts.
 */
export function installSnippet(origin: string): string {
	const close = '</' + 'script>';
	return [
		`<script>window.relevoSettings = {};${close}`,
		`<script async src="${origin}/widget.js">${close}`,
	].join('\n');
}
