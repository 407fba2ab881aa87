import rules from '../../attributes/phone-rules.json';

/** Every country that has telephone numbers, by its name in this language, for a Select. */
export function countries(locale: string): { value: string; label: string }[] {
	const names = new Intl.DisplayNames(locale, { type: 'region' });
	return Object.keys(rules.countries)
		.map((country) => ({ value: country, label: names.of(country) ?? country }))
		.sort((a, b) => a.label.localeCompare(b.label, locale));
}
