import type { Instant } from '../src/lib/base/clock';
import type { World } from '../src/lib/core/ports';
import type { Log } from './log';
import type { Room } from './room';

/** Under load a commit waits this long for company: fewer fsyncs, and nobody notices 5 ms. */
const MAX_GATHER_MS = 5;
/** A commit that carried this many entries means load; below it, the next one goes at once. */
const LOAD_ENTRIES = 24;

/**
 * Commit first: what was accepted goes to the log in one batch, and only when it is durable does
 * anybody hear of it, in the order of the log.
 *
 * C1 One batch is on its way at a time. What is accepted meanwhile was judged by rooms that hold
 *    that batch already, so when the disk refuses it, everything behind it is refused with it.
 */
export type Accepted<Origin> = {
	room: Room;
	update: Uint8Array;
	principal: string;
	binds: number[];
	/** Conversations that are its contact's from now on. */
	claims: readonly string[];
	origin: Origin;
};
export type Durable<Origin> = Accepted<Origin> & { seq: number; at: Instant };

type Options<Origin> = {
	log: Log;
	world: World;
	onDurable(batch: Durable<Origin>[]): void;
	/** Nothing of the batch was stored, and what is in memory has run ahead of the disk. */
	onFailure(batch: Accepted<Origin>[], error: unknown): void;
};
type Barrier = { after: number; callback: (isStored: boolean) => void };

export function createCommits<Origin>({ log, world, onDurable, onFailure }: Options<Origin>) {
	let batch: Durable<Origin>[] = [];
	let isUnderWay = false;
	let lastSize = 0;
	/** Counted in entries; what is submitted is not yet durable. */
	let submitted = 0;
	let settled = 0;
	let barriers: Barrier[] = [];

	function schedule(): void {
		if (isUnderWay || batch.length === 0) return;
		isUnderWay = true;
		const gatherMs = lastSize < LOAD_ENTRIES ? 0 : Math.min(MAX_GATHER_MS, lastSize / LOAD_ENTRIES);
		world.after(gatherMs, () => void flush());
	}

	async function flush(): Promise<void> {
		const accepted = batch;
		batch = [];
		lastSize = accepted.length;
		const at = world.now();
		const entries = accepted.map(({ room, update, principal, binds, claims }) => {
			const entry = { room: room.name, at, principal, update, binds };
			const { parsed } = room;
			return parsed.kind === 'contact' && claims.length > 0
				? { ...entry, owns: { contact: parsed.contact, conversations: claims } }
				: entry;
		});
		world.passing?.('relay.beforeFsync');
		const first = await log.append(entries).catch((error: unknown) => refuse(accepted, error));
		if (first !== undefined) {
			settled += accepted.length;
			for (const [index, each] of accepted.entries()) {
				each.seq = first + index;
				each.at = at;
			}
			onDurable(accepted);
			pass(true);
		}
		isUnderWay = false;
		schedule();
	}

	/** C1. */
	function refuse(accepted: Accepted<Origin>[], error: unknown): undefined {
		const behind = batch;
		batch = [];
		settled = submitted;
		onFailure([...accepted, ...behind], error);
		pass(false);
	}

	function pass(isStored: boolean): void {
		const reached = barriers.filter(({ after }) => after <= settled);
		barriers = barriers.filter(({ after }) => after > settled);
		for (const { callback } of reached) callback(isStored);
	}

	return {
		submit({ room, update, principal, binds, claims, origin }: Accepted<Origin>): void {
			submitted++;
			// Its seq and time are filled in when it is durable: nothing is copied then.
			batch.push({ room, update, principal, binds, claims, origin, seq: 0, at: 0 });
			schedule();
		},
		/** Calls back once all that is on its way is durable and told, or was refused by the disk. */
		afterAll(callback: (isStored: boolean) => void): void {
			if (settled === submitted) callback(true);
			else barriers.push({ after: submitted, callback });
		},
		isIdle: () => settled === submitted,
	};
}
