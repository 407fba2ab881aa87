import type { Draft } from './draft-shape';

/** Who has edited what since the draft was last set live (D6): topic → teammates. */
export type DraftAuthors = Record<string, string[]>;

/** Other browsers wrote it: names are shown, and nothing is decided by them. */
export function readAuthors(draft: Draft): DraftAuthors {
	const authors = new Map<string, string[]>();
	for (const key of [...draft.touched.keys()].sort()) {
		const at = key.lastIndexOf(SEPARATOR);
		if (at < 0) continue;
		const topic = key.slice(0, at);
		authors.set(topic, [...(authors.get(topic) ?? []), key.slice(at + 1)]);
	}
	return Object.fromEntries(authors);
}

export function noteAuthor({ touched, author }: Draft, topic: string): void {
	if (author === undefined) return;
	const key = topic + SEPARATOR + author;
	if (!touched.has(key)) touched.set(key, true);
}

/** Once the draft is live there is nothing left that anybody has changed. */
export function forgetAuthors({ doc, touched, origin }: Draft): void {
	doc.transact(() => {
		for (const key of [...touched.keys()]) touched.delete(key);
	}, origin);
}

const SEPARATOR = '|';
