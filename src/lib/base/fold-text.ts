import { withPlainDigits } from './digits';

/**
 * Text as it is compared, everywhere: labels, keywords, conditions, names, search. Without case,
 * without accents of Latin, Greek and Cyrillic letters, with one form for quotes, dashes, spaces,
 * digits and full-width letters; so "I can’t" is "i can't" and "Devolución" is "devolucion". Marks
 * of other scripts are letters and stay. Symbols and emoji stay: C++ is not C#.
 *
 * F1 Folding what is folded changes nothing.
 * F2 The same on every host: nothing depends on a locale.
 */
export function foldText(text: string): string {
	if (text === lastText) return lastFolded;
	const cut = text.length > MAX_FOLDED ? text.slice(0, MAX_FOLDED) : text;
	lastFolded = (PLAIN.test(cut) ? cut.toLowerCase() : foldLetters(cut)).replace(SPACES, ' ').trim();
	lastText = text;
	return lastFolded;
}

/** Nothing that people write is stored longer. More was forged: it is cut (case 30). */
const MAX_FOLDED = 10_000;
/** ASCII, without the grave accent that some type for an apostrophe. */
const PLAIN = /^[\t\n\r\x20-\x5f\x61-\x7e]*$/;
const SPACES = /\s+/g;

// All the rules of all workflows look at the same message, one after another: the last answer is
// remembered. It depends on nothing but the argument, so nobody can see that it is there.
let lastText = '';
let lastFolded = '';

function foldLetters(text: string): string {
	const folded = text
		.replace(SPACING_ACUTE, "'")
		.normalize('NFKD')
		.replace(IGNORABLE, '')
		.replace(ACCENTED, withoutAccent)
		.toLowerCase()
		.normalize('NFKD')
		.replace(ACCENTED, withoutAccent)
		.replace(LETTERS, (letter) => PLAIN_LETTERS[letter] ?? letter)
		.replace(SINGLE_QUOTES, "'")
		.replace(DOUBLE_QUOTES, '"')
		.replace(DASHES, '-');
	return withPlainDigits(folded).normalize('NFC');
}

/** Its compatibility form is a space and an accent, and people mean an apostrophe. */
const SPACING_ACUTE = /[\u00b4\u1ffd\u0384]/g;
/** Invisible: joiners, direction marks, variants of an emoji. Not the letters of a flag's name. */
const IGNORABLE = /[\u20e3]|(?![\u{e0020}-\u{e007f}])\p{Default_Ignorable_Code_Point}/gu;
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])(\p{M}+)/gu;
const SINGLE_QUOTES =
	/[`\u2018-\u201b\u2039\u203a\u2032\u2035\u02b9\u02bb-\u02bd\u055a\u05f3\ua78b\ua78c]/g;
const DOUBLE_QUOTES = /[\u00ab\u00bb\u201c-\u201f\u2033\u2036\u301d-\u301f\u05f4]/g;
const DASHES = /[\u2010-\u2015\u2043\u2212\u02d7\u05be\u2e3a\u2e3b]/g;

/** Й, ї and ў are letters of their own, and no reader takes them for и, і and у. */
const OWN_LETTERS = ['и\u0306', 'И\u0306', 'і\u0308', 'І\u0308', 'у\u0306', 'У\u0306'];

function withoutAccent(_whole: string, base: string, marks: string): string {
	const letter = base + marks.charAt(0);
	return OWN_LETTERS.includes(letter) ? letter : base;
}

/** Letters that Unicode does not take apart, and people without their keyboard write otherwise. */
const PLAIN_LETTERS: Record<string, string> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ð: 'd',
	þ: 'th',
	ħ: 'h',
	ı: 'i',
	ŋ: 'ng',
	ŧ: 't',
	ς: 'σ',
};
const LETTERS = /[ßæœøłđðþħıŋŧς]/g;
