/**
 * A message as text and links. Only addresses that are written out and are http(s) become links
 * (case 18).
 */
export type Part = { text: string; href?: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"']{1,2000}/gi;
/** Punctuation that ends the sentence, not the address. */
const TAIL = /[.,;:!?)\]}»”]+$/;

export function linkParts(text: string): Part[] {
	const parts: Part[] = [];
	let at = 0;
	for (const match of text.matchAll(ADDRESS)) {
		const address = match[0].replace(TAIL, '');
		if (!URL.canParse(address)) continue;
		if (match.index > at) parts.push({ text: text.slice(at, match.index) });
		parts.push({ text: address, href: address });
		at = match.index + address.length;
	}
	if (at < text.length) parts.push({ text: text.slice(at) });
	return parts;
}
