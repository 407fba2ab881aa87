import { CURRENCIES } from '../base/currencies';
import { plainDigits } from '../base/digits';

/**
 * A number as people of this locale write it. Where their own marks do not fit, any other usual
 * ones do, as long as all that fit mean the same: "1,5" is one and a half everywhere, but "1,234"
 * may be two numbers in Switzerland, and is then none.
 */
export function readNumber(text: string, locale: string): number | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const plain = plainDigits(text)
		.replace(/[\u2010-\u2015\u2212]/g, '-')
		.replace(/[’'`´]/g, "'")
		.trim();
	const [, sign = '', typed = ''] =
		/^([+-]?) ?([0-9.,' \u066b\u066c]+)$/.exec(withoutCurrency(plain)) ?? [];
	// "5." ends a sentence.
	const number = typed.replace(/([0-9])[.,]$/, '$1');
	const read = (marks: Marks) => readWith(number, marks);
	const own = read(marksOf(locale));
	const found = own === undefined ? new Set(USUAL.map(read)) : new Set([own]);
	found.delete(undefined);
	const [value, other] = found;
	if (value === undefined || other !== undefined || !Number.isFinite(value)) return undefined;
	return sign === '-' && value !== 0 ? -value : value;
}

/** The amount alone of "CLP 25.000", "US$ 1,500" or "$1.500.-"; else the text as it is. */
function withoutCurrency(text: string): string {
	const [, sign = '', before = '', amount = '', after = ''] =
		MONEY.exec(text.replace(ROUND, '$1')) ?? [];
	const marks = [before, after].filter(Boolean);
	return amount && marks.length < 2 && marks.every(isCurrency) ? sign + amount : text;
}

/** "1.500.-": there are no cents. */
const ROUND = /([0-9])[.,] ?-{1,2}(?![^ ])/;
const MONEY =
	/^([+-]?) ?(\p{L}{0,3}\p{Sc}?) ?([^\p{L}\p{Sc}]*[^\p{L}\p{Sc} ]) ?(\p{L}{0,3}\p{Sc}?)$/u;
/** "$", "US$". */
const SIGN = /^\p{Lu}{0,2}\p{Sc}$/u;

/** In small letters a code is a word: "try 2" and "10 cup" are no amounts. */
function isCurrency(mark: string): boolean {
	return SIGN.test(mark) || CURRENCIES.has(mark);
}

/** The same number in the locale's marks, all digits of it. */
export function printNumber(value: number, locale: string): string {
	const known = formats.get(locale);
	if (known) return known.format(value);
	const format = new Intl.NumberFormat(locale, { maximumSignificantDigits: 17 });
	formats.set(locale, format);
	return format.format(value);
}

/** The largest number there is has 309 digits, and in India a mark between every two. */
const MAX_LENGTH = 500;

type Marks = { group: string; decimal: string };

/** As Arabic writes them, apart from full stop and comma, which Arabic uses too. */
const MARKS: Marks = { group: '\u066c', decimal: '\u066b' };

const USUAL: readonly Marks[] = [
	{ group: ',', decimal: '.' },
	{ group: '.', decimal: ',' },
	{ group: ' ', decimal: '.' },
	{ group: ' ', decimal: ',' },
	{ group: "'", decimal: '.' },
	{ group: "'", decimal: ',' },
	MARKS,
];

const formats = new Map<string, Intl.NumberFormat>();
const marks = new Map<string, Marks>();

function marksOf(locale: string): Marks {
	const known = marks.get(locale);
	if (known) return known;
	const found: Marks = { group: '', decimal: '.' };
	for (const { type, value } of new Intl.NumberFormat(locale).formatToParts(1234567.5)) {
		if (type === 'group') found.group = plainDigits(value).replace('’', "'");
		if (type === 'decimal') found.decimal = value;
	}
	marks.set(locale, found);
	return found;
}

function readWith(text: string, { group, decimal }: Marks): number | undefined {
	const [whole = '', fraction, more] = text.split(decimal);
	if (more !== undefined) return undefined;
	if (fraction !== undefined && !/^[0-9]+$/.test(fraction)) return undefined;
	const groups = group ? whole.split(group) : [whole];
	if (!groups.every((digits, index) => /^[0-9]+$/.test(digits) || (index === 0 && fraction))) {
		return undefined;
	}
	if (groups.length > 1 && !areGroups(groups)) return undefined;
	return Number(`${groups.join('') || '0'}.${fraction ?? '0'}`);
}

/** Thousands, or as India writes: thousands, then hundreds. */
function areGroups([first = '', ...rest]: readonly string[]): boolean {
	if (first.startsWith('0') || rest.at(-1)?.length !== 3) return false;
	const inner = rest.slice(0, -1);
	return (
		(first.length <= 3 && inner.every(({ length }) => length === 3)) ||
		(first.length <= 2 && inner.length > 0 && inner.every(({ length }) => length === 2))
	);
}
