import { AHEAD_MS } from '../../src/lib/base/clock';
import type { LeaseRequest, Part, Relay, RelayListener } from '../../src/lib/core/ports';
import { readEntries } from '../../src/lib/documents/event-log';
import { readEvent } from '../../src/lib/model/event';
import { accessTo, isTeam, type Principal } from '../../src/lib/model/role';
import { parseRoom } from '../../src/lib/model/room';
import { CLOSE } from '../../src/lib/sync/wire';
import type { VirtualClock } from './virtual-clock';

/**
 * The smallest relay that keeps the port's promises: one log, rights, a lease. For tests of the
 * core alone; stories and the simulation run the real hub.
 */
export type FakeRelay = {
	log: { seq: number; room: string; update: Uint8Array; by: string; at?: number }[];
	/** Lost acks, refusals: what tests change. */
	faults: {
		loseAcks: boolean;
		/** As one of before: it tells nobody how far the engine has come. */
		isOld: boolean;
		refuse?: (room: string) => number | undefined;
	};
	newEpoch(): void;
	connect(me: Principal): FakeLine;
};

/** One device's line; `cut` and `mend` are the network's. */
export type FakeLine = Relay & {
	cut(): void;
	mend(): void;
	/** A measurement of the relay's clock that is exact. */
	tellTime(offsetMs: number): void;
	pushes: number;
	/** How long what is said takes each way. */
	wayMs: number;
};

const DELAY_MS = 20;
const LEASE_MS = 15_000;
const RESTORING = 3;

export function fakeRelay(clock: VirtualClock): FakeRelay {
	const log: FakeRelay['log'] = [];
	const lines = new Set<Line>();
	const lease = { holder: '', fence: 0, until: 0, preference: 0, handled: 0 };
	const faults: FakeRelay['faults'] = { loseAcks: false, isOld: false };
	let epoch = 1;

	class Line implements FakeLine {
		pushes = 0;
		wayMs = DELAY_MS;
		listener: RelayListener | undefined;
		follows = false;
		up = false;
		generation = 0;
		readonly me: Principal;
		constructor(me: Principal) {
			this.me = me;
		}

		start(listener: RelayListener): void {
			this.listener = listener;
			this.mend();
		}

		mend(): void {
			if (this.up) return;
			this.up = true;
			lines.add(this);
			this.later(() => {
				const now = clock.now();
				this.later(() =>
					this.listener?.up({
						epoch: `e${epoch}`,
						head: log.length,
						now,
						roundTripMs: 2 * this.wayMs,
						principal: this.me.id,
						role: this.me.role,
						workspace: 'ws',
						...(isTeam(this.me.role) && { handled: lease.handled }),
					}),
				);
			});
		}

		tellTime(offsetMs: number): void {
			this.listener?.clock({ offsetMs, withinMs: 0 });
		}

		cut(): void {
			this.generation++;
			this.up = this.follows = false;
			lines.delete(this);
			this.listener?.down('network');
		}

		reconnect(): void {
			this.cut();
			this.mend();
		}

		later(what: () => void): void {
			const { generation } = this;
			clock.after(this.wayMs, () => {
				if (this.up && generation === this.generation) what();
			});
		}

		follow(cursor: number): void {
			this.later(() => {
				this.follows = true;
				const entries = log.filter((entry) => entry.seq > cursor && this.mayRead(entry.room));
				const head = log.length;
				this.later(() => {
					if (entries.length) this.listener?.entries(entries);
					this.listener?.caughtUp(head);
				});
			});
		}

		mayRead(room: string): boolean {
			const parsed = parseRoom(room);
			return parsed !== undefined && accessTo(parsed, this.me) !== 'none';
		}

		push({ id, fence, parts }: Parameters<Relay['push']>[0]): void {
			this.pushes++;
			this.later(() => {
				const codes = parts.map(({ room }) => {
					const parsed = parseRoom(room);
					const allowed = parsed !== undefined && accessTo(parsed, this.me) === 'write';
					return faults.refuse?.(room) ?? (allowed ? undefined : CLOSE.forbidden);
				});
				const isTooEarly = parts.some((part) => isAhead(part, this.me, clock.now()));
				if (isTooEarly) {
					const now = clock.now();
					this.later(() => this.listener?.refused(id, CLOSE.clock, 'the future', now));
					return;
				}
				const fenced = fence !== 0 && fence !== lease.fence ? CLOSE.fenced : undefined;
				const code = codes.find((each) => each !== undefined) ?? fenced;
				if (code) {
					this.later(() => this.listener?.refused(id, code, 'no'));
					return;
				}
				const at = clock.now();
				const entries = parts.map(({ room, update }, index) => {
					return { seq: log.length + 1 + index, room, update, by: this.me.id, at };
				});
				log.push(...entries);
				for (const line of lines) {
					const read = entries.filter(({ room }) => line.mayRead(room));
					if (line === this || !line.follows || !read.length) continue;
					line.later(() => line.listener?.entries(read));
				}
				if (!faults.loseAcks) this.later(() => this.listener?.acked(id, log.length, at));
			});
		}

		requestLease({ preference: most, handled = 0, restores }: LeaseRequest): void {
			const preference = restores ? RESTORING : most;
			this.later(() => {
				const mine = lease.holder === this.me.id;
				if (mine && !faults.isOld) lease.handled = Math.max(lease.handled, handled);
				if (!mine && (clock.now() >= lease.until || preference > lease.preference)) {
					Object.assign(lease, { holder: this.me.id, fence: lease.fence + 1 });
				}
				const held = lease.holder === this.me.id;
				if (held) Object.assign(lease, { until: clock.now() + LEASE_MS, preference });
				const { fence, handled: upTo } = lease;
				this.later(() => {
					const online = [...lines].filter((line) => isTeam(line.me.role) && line.up);
					this.listener?.online(online.map((line) => line.me.id).filter((id) => id !== 'runner'));
					this.listener?.lease({ held, fence, ttlMs: LEASE_MS, handled: upTo });
				});
			});
		}

		releaseLease(): void {
			this.later(() => {
				if (lease.holder === this.me.id) lease.until = 0;
			});
		}

		stop(): void {
			this.generation++;
			this.up = this.follows = false;
			lines.delete(this);
			this.listener = undefined;
		}
	}

	/** As the guard judges it. */
	function isAhead({ update }: Part, { role }: Principal, now: number): boolean {
		const aheadMs = isTeam(role) ? AHEAD_MS.team : AHEAD_MS.contact;
		return readEntries(update).some(({ key, value }) => readEvent(key, value).at > now + aheadMs);
	}

	return {
		log,
		faults,
		newEpoch() {
			epoch++;
			lease.handled = 0;
		},
		connect: (me) => new Line(me),
	};
}
