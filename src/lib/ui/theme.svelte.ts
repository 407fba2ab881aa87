export type Theme = 'light' | 'dark' | 'system';

/** The same key is read by static/theme.js before the first paint. */
const KEY = 'relevo.theme';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

let chosen = $state<Theme>(stored());

export const theme = {
	get chosen(): Theme {
		return chosen;
	},
	choose(next: Theme): void {
		chosen = next;
		try {
			localStorage.setItem(KEY, next);
		} catch {
			// Storage is denied: the choice holds until the page is closed.
		}
		apply();
	},
};

prefersDark.addEventListener('change', apply);
addEventListener('storage', (event) => {
	if (event.key !== KEY) return;
	chosen = stored();
	apply();
});

function apply(): void {
	const dark = chosen === 'dark' || (chosen === 'system' && prefersDark.matches);
	document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

function stored(): Theme {
	try {
		const value = localStorage.getItem(KEY);
		return value === 'light' || value === 'dark' ? value : 'system';
	} catch {
		// Storage is denied: follow the system.
		return 'system';
	}
}
