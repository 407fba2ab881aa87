import type * as Y from 'yjs';
import { z } from '../model/schema';
import { emptyWorkspace, Locale } from '../model/workspace';
import { readRootMap } from './insertions';

/**
 * The `public` canvas: what every visitor may read. Nothing internal is ever written here: no
 * teammate, no tag, no rule.
 */
export const MessengerLook = z.object({
	/** The name over the conversation: the company, not the workspace. */
	name: z.string().check(z.maxLength(120)),
	/** CSS hex; the contrast of what stands on it is chosen by the messenger. */
	brandColor: z.string().check(z.regex(/^#[0-9a-f]{6}$/i)),
	/** The first line that a visitor reads, by language; empty for the messenger's own words. */
	greeting: z.string().check(z.maxLength(500)),
	/** Used when the visitor's own language is not one of ours. */
	locale: Locale,
});
export type MessengerLook = z.infer<typeof MessengerLook>;

export function readLook(doc: Y.Doc): MessengerLook {
	return lookFrom(doc.getMap(MESSENGER));
}

/** The same from the room's updates alone, for visitors, who never edit it. */
export function lookOf(updates: readonly Uint8Array[]): MessengerLook {
	return lookFrom(readRootMap(updates, MESSENGER));
}

function lookFrom(map: { get(field: string): unknown }): MessengerLook {
	const look = defaultLook();
	for (const field of FIELDS) {
		const parsed = MessengerLook.safeParse({ ...look, [field]: map.get(field) });
		if (parsed.success) Object.assign(look, parsed.data);
	}
	return look;
}

/** Throws on a look that visitors could not read: whoever edits has checked what a person typed. */
export function setLook(doc: Y.Doc, change: Partial<MessengerLook>): void {
	MessengerLook.parse({ ...defaultLook(), ...change });
	const map = doc.getMap(MESSENGER);
	doc.transact(() => {
		for (const field of FIELDS) {
			const value = change[field];
			if (value !== undefined && map.get(field) !== value) map.set(field, value);
		}
	});
}

export function defaultLook(): MessengerLook {
	const { name, brandColor, locale } = emptyWorkspace();
	return { name, brandColor, greeting: '', locale };
}

const MESSENGER = 'messenger';
const FIELDS = ['name', 'brandColor', 'greeting', 'locale'] as const;
