import type { ContactView } from '../../src/lib/core/watchers';
import type { Violation } from './checks';

/**
 * I12: what a screen has shown as sent neither disappears from it nor changes places, as long as
 * the screen stays open. A screen shows one conversation: the words of two have no order there.
 * What is on its way again, to a relay that was put back to an older copy, is still shown; what
 * customers said may stand elsewhere then, because it arrives again, and what was decided again.
 * What a teammate wrote keeps its place.
 */
export function watchScreens(violations: Violation[]) {
	let isRestored = false;
	const words = new Set<string>();
	const shown = new Map<string, Map<string, string[]>>();

	function onShown(screen: string, view: ContactView, isNew: boolean): void {
		for (const { id, by } of view.events) if (by.kind !== 'teammate') words.add(id);
		const before = isNew ? undefined : shown.get(screen);
		const now = sentIn(view, new Set([...(before ?? [])].flatMap(([, ids]) => ids)));
		for (const [conversation, ids] of before ?? []) {
			compare(ids, now.get(conversation) ?? [], screen);
		}
		shown.set(screen, now);
	}

	function compare(before: readonly string[], now: readonly string[], screen: string): void {
		const places = new Map(now.map((id, place) => [id, place]));
		let last = -1;
		for (const id of before) {
			const place = places.get(id);
			if (place === undefined) return fail(`${id} disappeared from ${screen}`);
			if (isRestored && words.has(id)) continue;
			if (place < last) return fail(`${id} changed places on ${screen}`);
			last = place;
		}
	}

	return { onShown, restored: () => void (isRestored = true) };

	function fail(what: string): void {
		violations.push({ invariant: 'I12', what });
	}
}

/** Conversation → its messages that are or were shown as sent, in their order. */
function sentIn(view: ContactView, before: ReadonlySet<string>): Map<string, string[]> {
	const sent = new Map<string, string[]>();
	for (const event of view.events) {
		if (event.type !== 'messageSent' || (view.isPending(event.id) && !before.has(event.id)))
			continue;
		sent.set(event.conversation, [...(sent.get(event.conversation) ?? []), event.id]);
	}
	return sent;
}
