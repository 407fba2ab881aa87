import type * as Y from 'yjs';
import { visibleText } from '../base/visible-text';
import { Availability } from '../model/availability';
import { PublicPageRule } from '../model/page-rule';
import { z } from '../model/schema';
import { emptyWorkspace, Locale } from '../model/workspace';
import { readRootMap } from './insertions';

/**
 * The `public` canvas: what every visitor may read. Nothing internal is ever written here: no
 * teammate, no tag, no workflow. Of workflows that wait for a page it says what to wait for, under
 * names that mean nothing (P8).
 */
export const MessengerLook = z.object({
	/** The name over the conversation: the company, not the workspace. */
	name: z.string().check(z.overwrite(visibleText), z.maxLength(120)),
	/** CSS hex; the contrast of what stands on it is chosen by the messenger. */
	brandColor: z.string().check(z.regex(/^#[0-9a-f]{6}$/i)),
	/** The first line that a visitor reads, by language; empty for the messenger's own words. */
	greeting: z.string().check(z.maxLength(500)),
	/** Used when the visitor's own language is not one of ours. */
	locale: Locale,
	/** When a person can be expected (STG-09). */
	availability: Availability,
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
	const look = MessengerLook.parse({ ...defaultLook(), ...change });
	const map = doc.getMap(MESSENGER);
	doc.transact(() => {
		for (const field of FIELDS) {
			const value = look[field];
			if (change[field] !== undefined && map.get(field) !== value) map.set(field, value);
		}
	});
}

export function defaultLook(): MessengerLook {
	const { name, brandColor, locale } = emptyWorkspace();
	return { name, brandColor, greeting: '', locale, availability: {} };
}

/** What customers' pages are watched for. A rule of a newer version is left out, and left alone. */
export function pageRulesIn(updates: readonly Uint8Array[]): PublicPageRule[] {
	return [...readRootMap(updates, PAGE_RULES)].flatMap(([name, value]) => {
		const { data } = PublicPageRule.safeParse(value);
		return data?.rule === name ? [data] : [];
	});
}

/**
 * Puts these and takes those away; others, of which the caller knows nothing, stay: two people who
 * set different workflows live do not disturb each other.
 */
export function setPageRules(
	doc: Y.Doc,
	{ put, drop }: { put: readonly PublicPageRule[]; drop: readonly string[] },
): void {
	const map = doc.getMap(PAGE_RULES);
	doc.transact(() => {
		for (const rule of drop) if (map.has(rule)) map.delete(rule);
		for (const rule of put) {
			// The name changes with the content, so what stands there already is the same.
			if (!map.has(rule.rule)) map.set(rule.rule, PublicPageRule.parse(rule));
		}
	});
}

const PAGE_RULES = 'pageRules';
const MESSENGER = 'messenger';
const FIELDS = ['name', 'brandColor', 'greeting', 'locale', 'availability'] as const;
