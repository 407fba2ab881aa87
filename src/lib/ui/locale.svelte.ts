import * as runtime from '../i18n/paraglide/runtime';

type Locale = (typeof runtime.locales)[number];

let current = $state<Locale>(runtime.getLocale());
runtime.overwriteGetLocale(() => current);

/**
 * The language of the interface. Every message function reads it, so a template that calls one is
 * drawn again when it changes: no reload, no lost draft (U40).
 */
export const locale = {
	get current(): Locale {
		return current;
	},
	choose(next: Locale): void {
		current = next;
		document.documentElement.lang = next;
		void runtime.setLocale(next, { reload: false });
	},
};
