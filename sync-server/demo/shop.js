// The page's own language switch. The launcher follows the page's language.
const root = document.documentElement;
const asked = new URLSearchParams(location.search).get('lang');
root.lang = (asked ?? navigator.language).startsWith('es') ? 'es' : 'en';

for (const button of document.querySelectorAll('[data-language]')) {
	button.addEventListener('click', () => {
		root.lang = button.dataset.language;
		window.Relevo?.('update', { language_override: root.lang });
	});
}
