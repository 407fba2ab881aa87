import type { Relay } from './ports';

/**
 * Contacts that somebody opens while much of the feed is missing: each comes at once, ahead of the
 * feed.
 *
 * W1 What was asked for on a connection that was lost is asked for again on the next one.
 */
export type Wanted = {
	/** There is a connection, and it is known how much is missing, and whether it `isAnswered`. */
	begin(isAnswered?: boolean): void;
	fetch(contact: string): void;
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
			if (!isBehind() || wanted.has(contact) || wanted.size >= MAX_WANTED) return;
			wanted.add(contact);
			ask(contact);
		},
		end: () => wanted.clear(),
	};
}
