import { Locale } from '../lib/model/workspace';
import { overwriteGetLocale } from '../lib/i18n/paraglide/runtime';

/**
 * The language of the frame: the page's or the contact's, never kept in storage, which may be
 * denied. Texts read it through `getLocale`, so that a change redraws them.
 */
let locale = $state<Locale>('en');
overwriteGetLocale(() => locale);

export function currentLocale(): Locale {
	return locale;
}

/** The first that we speak of what page, contact and browser ask for. */
export function chooseLocale(...wanted: unknown[]): void {
	for (const language of wanted) {
		const known = Locale.safeParse(String(language).slice(0, 2).toLowerCase());
		if (!known.success) continue;
		locale = known.data;
		break;
	}
	document.documentElement.lang = locale;
}
