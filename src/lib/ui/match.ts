import { foldText } from '../base/fold-text';

/** True when every word of the query begins or stands in the text. An empty query matches. */
export function matches(text: string, query: string): boolean {
	const folded = foldText(text);
	return foldText(query)
		.split(/\s+/)
		.every((word) => folded.includes(word));
}
