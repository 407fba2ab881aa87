import type { World } from '../src/lib/core/ports';
import type { Log } from './log';
import type { Room } from './room';

/**
 * Commit first: what was accepted goes to the log in one batch per turn of the event loop, and only
 * when it is durable does anybody hear of it, in the order of the log.
 */
export type Accepted<Origin> = {
	room: Room;
	update: Uint8Array;
	principal: string;
	binds: number[];
	origin: Origin;
};
export type Durable<Origin> = Accepted<Origin> & { seq: number };

type Options<Origin> = {
	log: Log;
	world: World;
	onDurable(batch: Durable<Origin>[]): void;
	/**
	 * The disk refused: nothing of the batch was stored, and what is in memory has run ahead of it.
	 */
	onFailure(batch: Accepted<Origin>[], error: unknown): void;
};

export function createCommits<Origin>({ log, world, onDurable, onFailure }: Options<Origin>) {
	let batch: Accepted<Origin>[] = [];
	/** Counted in entries; what is submitted is not yet durable. */
	let submitted = 0;
	let settled = 0;
	let barriers: { after: number; callback: () => void }[] = [];

	async function flush() {
		const accepted = batch;
		batch = [];
		const at = world.now();
		const entries = accepted.map(({ room, update, principal, binds }) => {
			return { room: room.name, at, principal, update, binds };
		});
		world.passing?.('relay.beforeFsync');
		let first: number;
		try {
			first = await log.append(entries);
		} catch (error) {
			settled += accepted.length;
			barriers = [];
			return onFailure(accepted, error);
		}
		settled += accepted.length;
		onDurable(accepted.map((each, index) => ({ ...each, seq: first + index })));
		const reached = barriers.filter(({ after }) => after <= settled);
		barriers = barriers.filter(({ after }) => after > settled);
		for (const { callback } of reached) callback();
	}

	return {
		submit(accepted: Accepted<Origin>): void {
			submitted++;
			batch.push(accepted);
			if (batch.length === 1) world.after(0, () => void flush());
		},
		/** Calls back once all that is on its way is durable; never, when the disk refuses it. */
		afterAll(callback: () => void): void {
			if (settled === submitted) callback();
			else barriers.push({ after: submitted, callback });
		},
		isIdle: () => settled === submitted,
	};
}
