import type { Outbox } from './outbox';
import type { Storage } from './ports';

/**
 * How far the engine has come with the feed, so that what it needs no more is kept nowhere.
 *
 * I1 Whoever says so holds the lease, has nothing left to decide, and nothing of what it decided
 *    waits for the relay: else the news would die with it.
 * I2 Numbers of another log mean nothing: every connection begins with what its relay says.
 */
export type Handled = {
	/** Everything up to here, as far as it is known; 0 when it is not. */
	upTo(): number;
	/** The relay has a log of its own: this is how far its engine has come. */
	connected(upTo: number | undefined): void;
	reached(upTo: number | undefined): void;
};

type Noted = { handled: Handled; outbox: Outbox; storage: Storage };

/** Nothing is left to decide here. */
export async function noteHandled({ handled, outbox, storage }: Noted): Promise<void> {
	if (outbox.holdsDecisions()) return;
	handled.reached(Number(await storage.setting('cursor')));
}

export function createHandled(): Handled {
	let known = 0;
	return {
		upTo: () => known,
		connected: (upTo = 0) => void (known = upTo),
		reached: (upTo = 0) => void (known = Math.max(known, upTo)),
	};
}
