import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import { plainDigits } from '../base/digits';
import { withoutSurroundings } from './surroundings';
import rules from './phone-rules.json';

/**
 * A telephone number as it is stored: E.164, `+56912345678`, where its country is known. Where it
 * is not, as it was typed, if it can be a number at all.
 */
export function readPhone(text: string, country?: string): string | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const bare = withoutSurroundings(plainDigits(text));
	const plain = withoutSurroundings(bare.replace(/^tel:/i, '')).replace(
		/[\u2010-\u2015\u2212]/g,
		'-',
	);
	if (!SHAPE.test(plain)) return undefined;
	const defaultCountry = isCountry(country) ? country : undefined;
	const number = parsePhoneNumberFromString(
		plain,
		{ ...(defaultCountry && { defaultCountry }), extract: false },
		metadata,
	);
	if (number) return number.isPossible() ? number.number : undefined;
	if (defaultCountry || plain.startsWith('+')) return undefined;
	const digits = plain.replace(/[^0-9]/g, '').length;
	return digits >= MIN_DIGITS && digits <= MAX_DIGITS ? plain.replace(/ +/g, ' ') : undefined;
}

/** The shortest number that somebody can be called at, and the longest that E.164 allows. */
const MIN_DIGITS = 6;
const MAX_DIGITS = 15;
/** With what stands around it. */
const MAX_LENGTH = 100;
const SHAPE = /^\+?[0-9 ()./-]{5,32}$/;

/** The library's own, without what only writing needs: they weigh a third (see the test). */
const metadata: MetadataJson = Object(rules);

function isCountry(country: string | undefined): country is keyof typeof metadata.countries {
	return country !== undefined && Object.hasOwn(metadata.countries, country);
}
