import type { KeywordHandler } from '../../../model/workflow';

export const MAX_WORDS = 20;
export const MAX_WORD_LENGTH = 80;

/** "menu, start over" as people type it: trimmed, each once, and no more than a handler holds. */
export function wordsOf(text: string): KeywordHandler['words'] {
	const words = text.split(/[,;\n]/).map((word) => word.trim().slice(0, MAX_WORD_LENGTH));
	return [...new Set(words.filter(Boolean))].slice(0, MAX_WORDS);
}
