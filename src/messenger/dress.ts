import { chooseLocale } from './locale.svelte';
import { brandVariables } from './look';

export const DARK = '(prefers-color-scheme: dark)';
export const DEFAULT_COLOR = '#00756f';

/** Language, theme and colour of the frame, as the page, the contact and the company ask for. */
export function dress(wanted: {
	settings: Record<string, unknown>;
	color: string;
	locales: unknown[];
}): void {
	const { settings, color, locales } = wanted;
	chooseLocale(settings['language_override'], ...locales);
	const theme = settings['theme'];
	const isDark = theme === 'dark' || (theme !== 'light' && matchMedia(DARK).matches);
	const { dataset, style } = document.documentElement;
	dataset['theme'] = isDark ? 'dark' : 'light';
	for (const [name, value] of Object.entries(brandVariables(color, isDark))) {
		style.setProperty(name, value);
	}
}
