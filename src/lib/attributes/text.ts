import { foldText } from '../base/fold-text';
import { addressIn } from '../base/links';
import type { AttributeValue } from '../model/event';
import { MAX_TEXT_LENGTH } from '../model/event';
import { z } from '../model/schema';
import {
	type FormatText,
	defineFormat,
	withKnown,
	KNOWN_OPERATORS,
	type Operator,
} from './attribute';
import type { Reading } from './reading';
import { LINK_END, withoutSurroundings } from './surroundings';

const Shape = z.enum(['any', 'email', 'phone', 'url']);
const Settings = z.object({ shape: z.optional(Shape) });

/** Words. A shape checks that an e-mail address, telephone number or link looks like one. */
export const textFormat = defineFormat({
	format: 'text',
	settings: Settings,
	initialSettings: () => ({ shape: 'any' as const }),
	empty: '',
	value: ({ shape = 'any' }) =>
		z.string().check(z.maxLength(MAX_TEXT_LENGTH), z.regex(SHAPES[shape])),
	parse: readText,
	print: (value) => (typeof value === 'string' ? value : value === null ? '' : String(value)),
	holdsWords: true,
	from: (value, _source, settings, reading) => readText(String(value), settings, reading),
	rules: (settings) => settings,
	takesLooseWords: ({ shape = 'any' }) => shape === 'any',
	standsOut: (text, { shape }) => shape === 'email' || (shape === 'phone' && /^\s*\+/.test(text)),
	example: exampleOf,
	operators: {
		is: compare((actual, expected) => actual === expected),
		isNot: negate(compare((actual, expected) => actual === expected)),
		contains: compare((actual, expected) => actual.includes(expected)),
		doesNotContain: negate(compare((actual, expected) => actual.includes(expected))),
		containsAnyOf: {
			arity: 'many',
			holds(actual, expected) {
				if (typeof actual !== 'string' || !Array.isArray(expected)) return false;
				const folded = foldText(actual);
				return expected.some((word) => {
					const wanted = typeof word === 'string' ? foldShort(word) : '';
					return wanted !== '' && folded.includes(wanted);
				});
			},
		},
		startsWith: compare((actual, expected) => actual.startsWith(expected)),
		endsWith: compare((actual, expected) => actual.endsWith(expected)),
		...KNOWN_OPERATORS,
	},
	sortKey: (value) => (typeof value === 'string' ? foldText(value) : ''),
});

export const text: FormatText = {
	es: {
		title: 'Texto',
		description: 'Palabras libres, un correo o un teléfono.',
		operators: /* @__PURE__ */ withKnown('es', {
			is: 'es',
			isNot: 'no es',
			contains: 'contiene',
			doesNotContain: 'no contiene',
			containsAnyOf: 'contiene alguna de',
			startsWith: 'empieza por',
			endsWith: 'termina en',
		}),
		fields: {
			shape: 'Forma',
			any: 'Cualquiera',
			email: 'Correo electrónico',
			phone: 'Teléfono',
			url: 'Enlace',
		},
	},
	en: {
		title: 'Text',
		description: 'Free words, an e-mail address or a phone number.',
		operators: /* @__PURE__ */ withKnown('en', {
			is: 'is',
			isNot: 'is not',
			contains: 'contains',
			doesNotContain: 'does not contain',
			containsAnyOf: 'contains any of',
			startsWith: 'starts with',
			endsWith: 'ends with',
		}),
		fields: {
			shape: 'Shape',
			any: 'Anything',
			email: 'E-mail address',
			phone: 'Phone number',
			url: 'Link',
		},
	},
};

/**
 * Each expression is linear in the length of what it reads: no part can match what its neighbour
 * matches.
 */
const SHAPES = {
	any: /^[^]*$/,
	email: /^[^\s@<>]{1,64}@[^\s@.<>]+(?:\.[^\s@.<>]+)+$/,
	phone: /^\+?[0-9(][0-9 ()./-]{4,24}$/,
	url: /^(?:https?:\/\/)?[^\s/@.:?#]{1,63}(?:\.[^\s/@.:?#]{1,63})+(?::\d{1,5})?(?:[/?#]\S*)?$/i,
} as const;

function exampleOf(
	{ shape = 'any' }: z.infer<typeof Settings>,
	{ locale, country = 'ES' }: Pick<Reading, 'locale' | 'country'>,
): string | undefined {
	if (shape === 'phone') return Object.hasOwn(PHONES, country) ? PHONES[country] : undefined;
	return locale.startsWith('es') ? EXAMPLES[shape]?.replace('example', 'ejemplo') : EXAMPLES[shape];
}

const EXAMPLES: Partial<Record<z.infer<typeof Shape>, string>> = {
	email: 'ana@example.com',
	url: 'https://example.com',
};

/** Of the countries that are likely here: a foreign number would explain nothing. */
export const PHONES: Partial<Record<string, string>> = {
	AR: '+54 9 11 2345 6789',
	BO: '+591 7 123 4567',
	BR: '+55 11 96123 4567',
	CL: '+56 9 1234 5678',
	CO: '+57 321 123 4567',
	CR: '+506 8312 3456',
	DE: '+49 1512 3456789',
	DO: '+1 809 234 5678',
	EC: '+593 99 123 4567',
	ES: '+34 600 123 456',
	FR: '+33 6 12 34 56 78',
	GB: '+44 7400 123456',
	GT: '+502 5123 4567',
	MX: '+52 55 1234 5678',
	PE: '+51 912 345 678',
	PY: '+595 961 456 789',
	US: '+1 201 555 0123',
	UY: '+598 94 231 234',
	VE: '+58 412 123 4567',
};

/** Longer ones are not delivered; with a name before it. */
const MAX_EMAIL = 400;
/** No browser's address is longer. */
const MAX_LINK = 2_048;

function readText(
	text: string,
	{ shape = 'any' }: z.infer<typeof Settings>,
	{ phone, country }: Reading,
): string | undefined {
	const typed = text.trim().slice(0, MAX_TEXT_LENGTH);
	if (shape === 'phone') return phone(typed, country);
	const cleaned = shape === 'email' ? readEmail(typed) : shape === 'url' ? readLink(typed) : typed;
	return SHAPES[shape].test(cleaned) ? cleaned : undefined;
}

/**
 * The address alone of `Ana <ana@example.com>`, `mailto:ana@example.com` or "ana@example.com".
 * Empty where words stand beside it without a space: nobody can write to "ana@example.comです".
 */
function readEmail(text: string): string {
	if (text.length > MAX_EMAIL) return '';
	const narrow = text.replace(/[\uff01-\uff5e]/g, (sign) =>
		String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
	);
	const inBrackets = /<([^<>]{1,320})>[^\p{L}\p{N}]*$/u.exec(narrow)?.[1] ?? narrow;
	const address = withoutSurroundings(
		withoutSurroundings(inBrackets)
			.replace(/^mailto:/i, '')
			.replace(/\?[^@]*$/, ''),
	);
	return MAILBOX.test(address) && !GLUED.test(address) ? address : '';
}

const MAILBOX =
	/^[\p{L}\p{M}\p{Nd}.!#$%&'*+/=?^_`{|}~-]+@(?:[\p{L}\p{M}\p{Nd}._-]|\u200c|\u200d)+$/u;
/** Scripts that have no spaces between words. */
const UNSPACED =
	'[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}' +
	'\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';
const GLUED = new RegExp(`[a-z\\d]${UNSPACED}|${UNSPACED}[a-z\\d]`, 'iu');

/** By the rule of the links in a message. None begins with a bracket. */
function readLink(text: string): string {
	if (text.length > MAX_LINK) return '';
	return addressIn(withoutSurroundings(text, LINK_END).replace(/^\p{Ps}+/u, ''));
}

function compare(test: (actual: string, expected: string) => boolean): Operator {
	return {
		arity: 'one',
		holds(actual: AttributeValue | undefined, expected) {
			if (typeof actual !== 'string' || typeof expected !== 'string') return false;
			const wanted = foldShort(expected);
			// An empty expectation is an unfinished rule: it must not match every text there is.
			return wanted !== '' && test(foldText(actual), wanted);
		},
	};
}

function negate(operator: Operator): Operator {
	return {
		arity: operator.arity,
		holds: (actual, expected, now) => !operator.holds(actual, expected, now),
	};
}

/** Folds what the author wrote without displacing the customer's text from `foldText`'s memory. */
function foldShort(expected: string): string {
	const known = folded.get(expected);
	if (known !== undefined) return known;
	const result = foldText(expected);
	if (folded.size >= MAX_REMEMBERED) folded.clear();
	folded.set(expected, result);
	return result;
}

/** More expectations than this are folded again; a workspace has a few hundred. */
const MAX_REMEMBERED = 2_000;
const folded = new Map<string, string>();
