import { splitText } from '../base/split-text';
import { MAX_TEXT_LENGTH } from '../model/event';
import type { Effect } from './step';

/**
 * What a variable makes longer than a message may be is said in several: nothing that an author
 * wrote, or a customer is answered with, is left out.
 */
export function saying(text: string, as: { as?: string } = {}): Effect[] {
	return splitText(text, MAX_TEXT_LENGTH).map((part) => ({
		type: 'messageSent',
		text: part,
		...as,
	}));
}

/** The same before a question, whose own text is the last part. */
export function asking(text: string): { before: Effect[]; question: string } {
	const parts = splitText(text, MAX_TEXT_LENGTH);
	const before = parts.slice(0, -1).map((part) => ({ type: 'messageSent' as const, text: part }));
	return { before, question: parts.at(-1) ?? '' };
}

export function noting(text: string): Effect[] {
	const parts = splitText(text, MAX_TEXT_LENGTH);
	return parts.map((part) => ({ type: 'noteAdded', text: part }));
}
