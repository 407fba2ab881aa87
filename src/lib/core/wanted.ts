import { contactRoom, parseRoom } from '../model/room';
import type { FeedEntry, Relay } from './ports';

/**
 * Contacts that somebody opens while much of the feed is missing: each comes at once, ahead of the
 * feed.
 *
 * W1 What was asked for on a connection that was lost is asked for again on the next one.
 */
export type Wanted = {
	/** There is a connection, and it is known how much is missing, and whether it `isAnswered`. */
	begin(isAnswered?: boolean): void;
	/** Of what may be no contact at all: its name can come from an address. */
	fetch(contact: string): void;
	/** Ahead of the feed. */
	came(entries: readonly FeedEntry[]): void;
	/** Nothing is missing any more. */
	end(): void;
};

/** Opened and next to it, while everything else is on its way. */
const MAX_WANTED = 50;

export function createWanted(relay: Relay, isBehind: () => boolean): Wanted {
	const wanted = new Set<string>();
	let isHeard = false;

	function ask(contact: string): void {
		if (isHeard) relay.fetch?.(contact);
	}

	return {
		begin(isAnswered = false) {
			isHeard = isAnswered;
			wanted.forEach(ask);
		},
		fetch(contact) {
			const isName = parseRoom(contactRoom(contact, 1, 'said')) !== undefined;
			if (!isName || !isBehind() || wanted.has(contact) || wanted.size >= MAX_WANTED) return;
			wanted.add(contact);
			ask(contact);
		},
		came(entries) {
			for (const { room } of entries) {
				const parsed = parseRoom(room);
				if (parsed?.kind === 'contact') wanted.delete(parsed.contact);
			}
		},
		end: () => wanted.clear(),
	};
}
