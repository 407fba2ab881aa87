import type { EarlyPlace } from '../model/early-place';
import type { EarlyPage, EarlyRow } from '../model/early-row';
import type { Relay } from './ports';

/**
 * What pages show while much of the feed is missing: rows in short, and what somebody opens.
 *
 * E1 The core keeps no rows and decides nothing from them: they go to the pages, which let go of
 *    them when the feed has been read to its end.
 * E2 What was asked for on a connection that was lost is asked for again on the next one.
 * E3 However much the relay has to tell, and whatever it says, the asking ends.
 */
export type EarlyTold = { rows: EarlyRow[]; isFirst: boolean } | 'over';

/** Given where pages show lists: a visitor's device has none. */
export type EarlyHost = {
	read(packed: Uint8Array): EarlyPage | undefined;
	tell(told: EarlyTold): void;
};

export type Early = {
	/** There is a connection, and it is known how much is missing. */
	begin(): void;
	/** A page asks: for a contact, or for the first rows because it has just come. */
	fetch(contact: string | undefined): void;
	received(packed: Uint8Array): void;
	/** Nothing is missing any more. */
	end(): void;
};

/** As many as a page holds of closed conversations at first. */
const MAX_PAGES = 25;
/** Opened and next to it, while everything else is on its way. */
const MAX_WANTED = 50;

export function createEarly(options: {
	relay: Relay;
	host: EarlyHost | undefined;
	isBehind(): boolean;
}): Early {
	const { relay, host, isBehind } = options;
	const wanted = new Set<string>();
	let pages = 0;

	function ask(before?: EarlyPlace): void {
		if (!before) pages = 0;
		if (host && isBehind() && pages++ < MAX_PAGES) relay.early?.(before);
	}

	return {
		begin() {
			ask();
			for (const contact of wanted) relay.fetch?.(contact);
		},
		fetch(contact) {
			if (contact === undefined) return ask();
			if (!host || !isBehind() || wanted.has(contact) || wanted.size >= MAX_WANTED) return;
			wanted.add(contact);
			relay.fetch?.(contact);
		},
		received(packed) {
			const page = host && isBehind() ? host.read(packed) : undefined;
			if (!page) return;
			host?.tell({ rows: page.rows, isFirst: pages === 1 });
			if (page.next) ask(page.next);
		},
		end() {
			wanted.clear();
			host?.tell('over');
		},
	};
}
