import { foldText } from '../base/fold-text';

/**
 * The numbers that a label holds, as a customer who types one of them may mean them: "2 nights",
 * "Dos noches", "Plan II", "Second floor".
 */
export type LabelNumbers = {
	/** It stands there as a word. */
	stated: Set<number>;
	/** It may be a number: "one" and "una", "first", "II", the figure of "B2B". */
	possible: Set<number>;
	/** Whether the label holds a number at all, also one that nobody types: "2.5 GB", "-2". */
	isNumbered: boolean;
};

export function numbersIn(label: string): LabelNumbers {
	const text = foldText(label);
	const found: LabelNumbers = { stated: new Set(), possible: new Set(), isNumbered: false };
	for (const { 0: whole, 1: figures = '', index } of text.matchAll(FIGURES)) {
		found.isNumbered = true;
		const value = figures.replace(/[.,:]0{1,2}$/, '');
		const before = text.slice(0, index).at(-1) ?? '';
		const isNegative = whole !== figures && !/[\p{L}\p{M}\p{N}]/u.test(before);
		if (isNegative || !/^\d+$/.test(value)) continue;
		(ALPHABETIC.test(before) && whole === figures ? found.possible : found.stated).add(+value);
	}
	for (const [word] of text.matchAll(WORDS)) {
		const stated = STATED.get(word);
		if (stated !== undefined) found.stated.add(stated);
		const possible = POSSIBLE.get(word);
		if (possible !== undefined) found.possible.add(possible);
		if (stated !== undefined || LARGE.has(word)) found.isNumbered = true;
	}
	return found;
}

/** Of one whole: "2.5", "10:30" and "24/7" hold no 2, 10 and 24. The hyphen of "1-2" is no sign. */
const FIGURES = /-?(\d+(?:[.,:/]\d+)*)/g;
/** Scripts with spaces between words: a figure right after a letter is part of a name. */
const ALPHABETIC = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
const IDEOGRAPHS = '一二三四五六七八九十';
const WORDS = new RegExp(`[${IDEOGRAPHS}两兩]+|(?:(?!\\p{Script=Han})[\\p{L}\\p{M}])+`, 'gu');

/** Folded, in the languages of the product. The first word of each line is the number 0 or 1. */
const STATED = numbered(
	0,
	'zero - two three four five six seven eight nine ten eleven twelve',
	'cero - dos tres cuatro cinco seis siete ocho nueve diez - doce',
);
const POSSIBLE = numbered(
	1,
	'one - - - - - - - - - once',
	'un',
	'uno',
	'una',
	'i ii iii iv v vi vii viii ix x xi xii',
	'first second third fourth fifth sixth seventh eighth ninth tenth',
	'primer segundo tercer cuarto quinto sexto septimo octavo noveno decimo',
	'primero - tercero',
	'primera segunda tercera cuarta quinta sexta septima octava novena decima',
	[...IDEOGRAPHS].join(' '),
	'- 两',
	'- 兩',
);
/** Nobody types them as the number of an option, but beside them that number would be unclear. */
const LARGE = new Set(
	(
		'thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty ' +
		'seventy eighty ninety hundred thousand trece catorce quince dieciseis diecisiete dieciocho ' +
		'diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien mil'
	).split(' '),
);

function numbered(first: number, ...lines: string[]): Map<string, number> {
	const entries = lines.flatMap((line) =>
		line.split(' ').map((word, index) => [word, first + index] as const),
	);
	return new Map(entries.filter(([word]) => word !== '-'));
}
