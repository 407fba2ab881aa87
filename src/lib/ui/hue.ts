/**
 * The colour that belongs to a person or thing for ever: the same on every device, because it is
 * made of the id.
 */
export function hueOf(id: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
	// Ids that differ in their last letter alone must not get neighbouring colours.
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return ((hash ^ (hash >>> 12)) >>> 0) % 360;
}

/** Two letters at most; a name of one word gives its first two. */
export function initials(name: string): string {
	const words = name.trim().split(/\s+/).filter(Boolean);
	const [first, second] = [words[0] ?? '', words[1]];
	const letters = second
		? firstLetter(first) + firstLetter(second)
		: [...first].slice(0, 2).join('');
	return letters.toLocaleUpperCase();
}

function firstLetter(word: string): string {
	return [...word][0] ?? '';
}
