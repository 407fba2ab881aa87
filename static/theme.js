// Runs before the first paint, from a file because the security policy forbids inline scripts.
// ui/theme.svelte.ts owns the same key and keeps the attribute right afterwards.
(function () {
	let theme = null;
	let locale = null;
	try {
		theme = localStorage.getItem('relevo.theme');
		locale = localStorage.getItem('PARAGLIDE_LOCALE');
	} catch {
		// Storage is denied here: the system's theme and language are used.
	}
	const dark =
		theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
	document.documentElement.dataset.theme = dark ? 'dark' : 'light';
	if (locale === 'es' || locale === 'en') document.documentElement.lang = locale;
})();
