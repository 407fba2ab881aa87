import type { Storage } from '../../src/lib/core/ports';
import type { DomainEvent } from '../../src/lib/model/event';
import { type Backing, memoryBacking } from './backing';
import type { Process } from './process';
import type { VirtualClock } from './virtual-clock';
import type { DiskPlace } from './weather';

/**
 * One device's disk. A commit reaches it after a lag; a crash loses what has not reached it,
 * and the core that was running never hears of its disk again.
 */
export type Disk = {
	/** What a core that boots now reads and writes. */
	open(): Storage;
	/** The process died: its commits that are on their way are lost. */
	crash(): void;
	/** The browser deleted everything: eviction, private mode, another device. */
	wipe(): void;
	/** Refuses commits while true: the quota is used up. */
	full: boolean;
	/** Whether it was wiped at any time: then "saved" promises of this device are void (I2). */
	readonly wiped: boolean;
	/** A page of the desk writes, beside the core. */
	write(contact: string, events: readonly DomainEvent[]): Promise<boolean>;
	/** Sees every event that is stored here, for the canary of I8. */
	log(contact: string): ReturnType<Storage['log']>;
};

export type DiskOptions = {
	clock: VirtualClock;
	process: Process;
	lagMs(): number;
	/** What a new disk holds; absent: memory. */
	backing?: () => Backing;
	/** Here the process may die, and then hears of nothing that the disk did. */
	passing(place: DiskPlace): void;
	/** A planted bug may change what is stored. */
	wrap?: (storage: Storage, boot: number) => Storage;
};

export function createDisk(options: DiskOptions): Disk {
	const { clock, process, lagMs, passing, wrap = (storage) => storage } = options;
	const { backing = memoryBacking } = options;
	let stored = backing();
	let boots = 0;
	let wiped = false;
	let reachedAt = 0;

	/** What is written reaches the disk after a while, in order, or with its process never. */
	function lately<T>(write: () => Promise<T>): Promise<T> {
		const boot = boots;
		return new Promise((resolve, reject) => {
			if (disk.full) return reject(new Error('QuotaExceededError'));
			reachedAt = Math.max(reachedAt, clock.now() + lagMs());
			clock.after(reachedAt - clock.now(), () => {
				if (boot === boots) passing('disk.beforeCommit');
				if (boot !== boots) return;
				const done = write();
				passing('disk.afterCommit');
				process.run(() => {
					if (boot === boots) done.then(resolve, reject);
				});
			});
		});
	}

	const disk: Disk & { wiped: boolean } = {
		full: false,
		get wiped() {
			return wiped;
		},
		log: (contact) => stored.open().log(contact),
		open() {
			const boot = ++boots;
			const base = stored.open();
			/** Of a process that died, no promise ever settles. */
			const living = <T>(result: Promise<T>) =>
				new Promise<T>((resolve, reject) => {
					result.then(
						(value) => boot === boots && resolve(value),
						(error) => boot === boots && reject(error),
					);
				});
			const storage: Storage = {
				commit: (change) => lately(() => base.commit(change)),
				updates: (room) => living(base.updates(room)),
				log: (contact) => living(base.log(contact)),
				confirmedBy: (isWanted) => living(base.confirmedBy(isWanted)),
				pending: () => living(base.pending()),
				inbox: (limit) => living(base.inbox(limit)),
				timers: (dueBy, limit) => living(base.timers(dueBy, limit)),
				nextTimer: () => living(base.nextTimer()),
				runningContacts: (workflow) => living(base.runningContacts(workflow)),
				queuedRuns: (limit, after) => living(base.queuedRuns(limit, after)),
				load: () => living(base.load()),
				dirtyRooms: () => living(base.dirtyRooms()),
				setting: (name) => living(base.setting(name)),
			};
			return wrap(storage, boot);
		},
		write: (contact, events) => lately(() => stored.write(contact, events)),
		crash() {
			reachedAt = 0;
			boots++;
		},
		wipe() {
			reachedAt = 0;
			boots++;
			wiped = true;
			stored = backing();
		},
	};
	return disk;
}
