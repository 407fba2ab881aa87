/**
 * A name as everybody sees it: without what turns the direction of the text that follows or shows
 * nothing, with which one person could look like another. The two joiners stay, because Persian,
 * Indic scripts and emoji are written with them.
 */
export function visibleText(text: string): string {
	return text.replace(/[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/gu, (each) => (JOINERS.has(each) ? each : ''));
}

const JOINERS = new Set(['\u200c', '\u200d']);
