/**
 * The language of the messenger with the region that the browser gives it: numbers and dates are
 * read by it.
 */
export function regionalLanguage(locale: string, browser: readonly string[]): string {
	const isSame = (tag: string) => tag.toLowerCase().split('-')[0] === locale;
	return browser.find(isSame) ?? locale;
}

/**
 * What is told of the customer: what the page says, and the language in which the messenger speaks
 * to them where neither the page nor anything before has named one.
 */
export function withLanguage(
	settings: Record<string, unknown>,
	known: string | undefined,
	language: string,
): Record<string, unknown> {
	return known === undefined ? { language, ...settings } : settings;
}
