import { HOUR, MINUTE } from '../src/lib/base/clock';
import { sha256 } from '../src/lib/base/hash';
import type { Role } from '../src/lib/model/role';
import { LEASE_PREFERENCE } from '../src/lib/sync/wire';
import type { Log } from './log';
import type { LeaseRequest, World } from '../src/lib/core/ports';

/**
 * The engine's lease: one host executes at a time, and every write of the engine carries the
 * fencing token of its lease, so that a host that lost it without noticing writes nothing.
 *
 * L1 A fence is given out only after it is durable: no two holders ever had the same one, even if
 *    an older copy of the log is put back between them.
 * L2 A fence stays current until the next one is given, its holder lets go, or its time is over:
 *    one that comes back in time, over a restart of the relay too, goes on with the fence it had.
 * L3 A higher preference takes the lease over at the holder's next renewal, never between.
 *    The runner's preference is the runner's alone, whatever a device asks for.
 * L4 Whoever gets it has been told all that was written under the one before: else it would do the
 *    same once more, at another time.
 * L5 How far the feed is handled is said by the holder alone, and never goes back: other hosts drop
 *    what lies behind it.
 * L6 A device that holds decisions which this log has lost comes before all others, because it
 *    alone can write them again: for a minute, and no more than once an hour.
 */
export const LEASE_TTL_MS = 15_000;

/** A device that asks: the same one over a reconnect is the same asker. */
export type Asker = {
	device: string;
	/** Whose device it is: people are told the name of who runs the automations. */
	principal: string;
	role: Role;
	answer(lease: {
		held: boolean;
		fence: number;
		ttlMs: number;
		holder?: string;
		handled?: number;
	}): void;
};

export type Lease = ReturnType<typeof createLease>;

type Options = {
	log: Log;
	world: World;
	fence: number;
	holder: string;
	/** Calls back when what was accepted until now has been told, or will never be. */
	afterWrites(callback: () => void): void;
	report(error: unknown, where: string): void;
};
/** Above what anybody may ask for. */
const RESTORING = LEASE_PREFERENCE.runner + 1;

type Waiting = { asker: Asker; preference: number; until: number };

export async function readLease(log: Log): Promise<{ fence: number; holder: string }> {
	const fence = await log.record('meta', 'fence');
	const holder = await log.record('meta', 'fenceHolder');
	const last = typeof fence === 'number' ? fence : 0;
	// The log was put back to an older copy, and hosts still write under what was given since (L1).
	if ((await log.record('meta', 'fenceEpoch')) !== log.epoch) {
		return { fence: last && last + jumpOf(log.epoch), holder: '' };
	}
	return { fence: last, holder: typeof holder === 'string' ? holder : '' };
}

/** More than is ever given in one epoch; another one each time that the same copy is put back. */
function jumpOf(epoch: string): number {
	return (1 + Number.parseInt(sha256(epoch).slice(0, 8), 16)) * 2 ** 20;
}

export function createLease({ log, world, fence, holder, afterWrites, report }: Options) {
	/** By `elapsed()`: the lease of one who left is free in time, whatever the clock does. */
	let until = 0;
	/** The time of a fence that was given before a restart runs from the start on (L2). */
	let currentUntil = world.elapsed() + LEASE_TTL_MS;
	let preference = 0;
	/** The holder's principal; after a restart nobody holds the lease until somebody asks. */
	let principal = '';
	let isGranting = false;
	/** L5. Not over a restart: its holder says it again at the next renewal. */
	let handled = 0;
	let cancelTimer = () => {};
	const waiting = new Map<string, Waiting>();
	/** Since when a device restores, by `elapsed()` (L6). */
	const restoring = new Map<string, number>();

	function ask(asker: Asker, asked: LeaseRequest): void {
		const now = world.elapsed();
		const wanted = wantedBy(asker, asked, now);
		waiting.set(asker.device, { asker, preference: wanted, until: now + LEASE_TTL_MS });
		// Who is being given it is answered when L4 is met, however often it asks meanwhile.
		if (isGranting && asker.device === holder) return;
		if (asker.device === holder && now < until) {
			handled = Math.max(handled, Math.min(asked.handled ?? 0, log.head()));
		}
		if (asker.device !== holder || fence === 0) settle(now);
		else renew(asker, wanted, now);
		if (asker.device !== holder) deny(asker, now);
	}

	function wantedBy(
		{ device, role }: Asker,
		{ preference: most, restores }: LeaseRequest,
		now: number,
	) {
		if (restores && mayRestore(device, now)) return RESTORING;
		return role === 'runner' ? most : Math.min(most, LEASE_PREFERENCE.visible);
	}

	/** L6. */
	function mayRestore(device: string, now: number): boolean {
		for (const [each, since] of restoring) if (now - since >= HOUR) restoring.delete(each);
		return now - (restoring.get(device) ?? now) < MINUTE;
	}

	function hold(asker: Asker, now: number): void {
		// The minute begins with the lease, however long others had theirs before.
		if (preference === RESTORING && !restoring.has(holder)) restoring.set(holder, now);
		principal = asker.principal;
		until = currentUntil = now + LEASE_TTL_MS;
		asker.answer({ held: true, fence, ttlMs: LEASE_TTL_MS, holder: principal, ...told() });
		watch(now);
	}

	function deny(asker: Asker, now: number): void {
		const isHeld = now < until;
		asker.answer({ held: false, fence, ttlMs: 0, ...(isHeld && { holder: principal }), ...told() });
	}

	function told(): { handled?: number } {
		return handled > 0 ? { handled } : {};
	}

	function renew(asker: Asker, wanted: number, now: number): void {
		preference = wanted;
		const heir = best(now);
		if (heir && heir.preference > wanted) {
			until = now;
			settle(now);
			return deny(asker, now);
		}
		hold(asker, now);
	}

	/** Gives a lease that nobody holds to the best of those who wait. */
	function settle(now: number): void {
		const heir = now >= until && !isGranting ? best(now) : undefined;
		if (heir) void grant(heir);
		else watch(now);
	}

	async function grant({ asker, preference: wanted }: Waiting) {
		isGranting = true;
		const next = fence + 1;
		try {
			await log.put([
				{ kind: 'meta', id: 'fence', value: next },
				{ kind: 'meta', id: 'fenceHolder', value: asker.device },
				{ kind: 'meta', id: 'fenceEpoch', value: log.epoch },
			]);
		} catch (error) {
			// Nobody holds the lease then; the next who asks tries again.
			isGranting = false;
			return report(error, 'granting the lease');
		}
		fence = next;
		holder = asker.device;
		preference = wanted;
		afterWrites(() => {
			isGranting = false;
			// It may have left meanwhile; then the lease simply runs out.
			hold(waiting.get(holder)?.asker ?? asker, world.elapsed());
		});
	}

	function best(now: number): Waiting | undefined {
		let found: Waiting | undefined;
		for (const [device, each] of waiting) {
			if (each.until <= now) waiting.delete(device);
			else if (device !== holder || now >= until) {
				if (!found || each.preference > found.preference) found = each;
			}
		}
		return found;
	}

	function watch(now: number): void {
		cancelTimer();
		cancelTimer = () => {};
		if (waiting.size === 0 || isGranting) return;
		const delayMs = Math.max(1, until - now);
		cancelTimer = world.after(delayMs, () => settle(world.elapsed()));
	}

	return {
		ask,
		release(device: string): void {
			waiting.delete(device);
			if (device !== holder) return;
			until = currentUntil = world.elapsed();
			settle(until);
		},
		/** The device's socket is gone: it may come back and renew within the TTL. */
		leave(asker: Asker): void {
			if (waiting.get(asker.device)?.asker === asker) waiting.delete(asker.device);
		},
		isCurrent(device: string, claimed: number): boolean {
			if (claimed === 0 || claimed !== fence || device !== holder) return false;
			return world.elapsed() < currentUntil;
		},
		/** Who shall hear who is online: those who hold the lease or asked for it. */
		isAsking: (device: string) => waiting.has(device),
		handled: told,
		stop: () => cancelTimer(),
		state: () => ({ fence, holder, until, preference }),
	};
}
