import { join } from 'node:path';
import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min.json';
import { expect, test } from 'vitest';
import { readPhone } from './phone';
import { PHONES, textFormat } from './text';

/** How numbers are written and of which kind they are: reading one needs neither. */
const FORMATS = 4;
const TYPES = 11;
const RULES = join(import.meta.dirname, 'phone-rules.json');

function trimmed(entries: object): object {
	return Object.fromEntries(
		Object.entries(entries).map(([country, entry]: [string, unknown[]]) => {
			const rules: unknown[] = entry.slice(0, TYPES);
			if (rules[FORMATS]) rules[FORMATS] = [];
			return [country, rules];
		}),
	);
}

/** `npx vitest run src/lib/attributes/phone.test.ts -u` writes them after an update. */
test('the rules are those of the library, without the parts that reading does not need', async () => {
	const rules = {
		...metadata,
		countries: trimmed(metadata.countries),
		nonGeographic: trimmed('nonGeographic' in metadata ? Object(metadata.nonGeographic) : {}),
	};
	await expect(`${JSON.stringify(rules)}\n`).toMatchFileSnapshot(RULES);
});

const TYPED = [
	...['(555) 123-4567', '+(34) 600 123 456', '030/1234567', '600123456', '+56 9 1234 5678'],
	...['9 1234 5678', '12345', '0044 20 7946 0958', '011 34 600123456', '911', '+999 12345678'],
	...['15551234567', '+39 06 12345678', '8 (912) 345-67-89', '+54 9 11 1234-5678', '0'],
];

test('V-8: with them every country reads as with all of them', () => {
	for (const country of Object.keys(metadata.countries)) {
		for (const typed of TYPED) {
			const options = { defaultCountry: country, extract: false };
			// The names of countries are those of the library itself.
			const number = parsePhoneNumberFromString(typed, options as object, metadata);
			expect(readPhone(typed, country), `${typed} in ${country}`).toBe(
				number?.isPossible() ? number.number : undefined,
			);
		}
	}
});

test('V-8: the example of a country is a number of that country', () => {
	for (const [country, example] of Object.entries(PHONES)) {
		expect(readPhone(example ?? '', country), country).toBe(example?.replaceAll(' ', ''));
	}
	const exampleIn = (country?: string) =>
		textFormat.example?.(
			{ shape: 'phone' },
			{ locale: 'es', zone: 'UTC', now: 0, country, phone: readPhone },
		);
	expect(exampleIn('CL')).toBe('+56 9 1234 5678');
	expect(exampleIn('TV'), 'none rather than a foreign one').toBeUndefined();
	expect(exampleIn('toString')).toBeUndefined();
	expect(exampleIn()).toMatch(/^\+/);
});
