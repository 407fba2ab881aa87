import { foldText } from '../base/fold-text';
import { numbersIn } from './label-numbers';
import type { PromptOption } from './prompt';
import { readYesNo } from './yes-no';

/**
 * The option that a typed text means: its label, the number in its label or, where no label holds
 * one, its place, in any digits, or the same yes or no in other words (E-14). Undefined when none
 * or several fit: a guess would send a customer down the wrong path.
 */
export function matchOption(
	typed: string,
	options: readonly PromptOption[],
): PromptOption | undefined {
	if (typed.length > MAX_LENGTH) return undefined;
	const labelled = byLabel(typed, options);
	if (labelled.length > 0) return labelled.length === 1 ? labelled[0] : undefined;
	const number = NUMBER.exec(foldText(typed))?.[1];
	return number === undefined ? byYesNo(typed, options) : byNumber(Number(number), options);
}

/** The same without numbers and other words: for what is said by itself, such as a keyword. */
export function matchLabel(
	typed: string,
	options: readonly PromptOption[],
): PromptOption | undefined {
	const found = typed.length > MAX_LENGTH ? [] : byLabel(typed, options);
	return found.length === 1 ? found[0] : undefined;
}

/** True when a reader takes two of them for one text. Empty ones are not texts. */
export function sameLabels(labels: readonly string[]): boolean {
	const folded = labels.map(foldText).filter(Boolean);
	return new Set(folded).size < folded.length;
}

/** Labels have at most 200 characters. A longer text than this is no label (case 30). */
const MAX_LENGTH = 1_000;
/** "1", "1.", "(1)", "#1"; not "-1" or "1.2". */
const NUMBER = /^[#([]? ?([0-9]{1,9}) ?[.,:;!)\]]*$/;

/** From what differs in nothing to what differs in signs only: the first that any label passes. */
const ALIKE: ((text: string) => string)[] = [
	(text) => text.normalize('NFC').replace(/\s+/g, ' ').trim(),
	(text) => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase(),
	foldText,
	(text) => spaced(foldText(text), PUNCTUATION),
	(text) => spaced(foldText(text), NO_WORD),
];
/** Not the signs that are read as part of a name: C#, 50%, R&D. And no colour of an emoji. */
const PUNCTUATION = /(?![#%&*@/\\])[\p{P}\p{Emoji_Modifier}]+/gu;
const NO_WORD = /[^\p{L}\p{M}\p{N}]+/gu;

function spaced(text: string, signs: RegExp): string {
	return text.replace(signs, ' ').replace(/\s+/g, ' ').trim();
}

/** Several: they are alike for everybody, and so none is meant. */
function byLabel(typed: string, options: readonly PromptOption[]): PromptOption[] {
	for (const as of ALIKE) {
		const wanted = as(typed);
		const found = wanted === '' ? [] : options.filter(({ label }) => as(label) === wanted);
		if (found.length > 0) return found;
	}
	return [];
}

/**
 * "2" is "2 nights" wherever that stands. The place of an option counts only where no label says
 * otherwise: the third of "2 nights", "3 nights" and "4 nights" is not what somebody means by "3".
 */
function byNumber(number: number, options: readonly PromptOption[]): PromptOption | undefined {
	const held = options.map((option) => ({ option, ...numbersIn(option.label) }));
	const stating = held.filter(({ stated }) => stated.has(number));
	if (stating.length > 0) return stating.length === 1 ? stating[0]?.option : undefined;
	const placed = options[number - 1];
	const saying = held.filter(({ possible }) => possible.has(number));
	if (saying.length > 0) {
		return saying.length === 1 && saying[0]?.option === placed ? placed : undefined;
	}
	// "First floor" beside "Third floor" is a series; one such word alone says nothing.
	const series = new Set(held.flatMap(({ possible }) => [...possible]));
	return series.size > 1 || held.some(({ isNumbered }) => isNumbered) ? undefined : placed;
}

/** "Yeah" is "Yes, go on", where one button says yes and one says no. */
function byYesNo(typed: string, options: readonly PromptOption[]): PromptOption | undefined {
	const meant = readYesNo(typed);
	if (meant === undefined) return undefined;
	const saying = (answer: boolean) =>
		options.filter(({ label }) => readYesNo(label.split(CLAUSE)[0] ?? '') === answer);
	const found = saying(meant);
	return found.length === 1 && saying(!meant).length === 1 ? found[0] : undefined;
}

const CLAUSE = /[,.;:!–—-]/;
