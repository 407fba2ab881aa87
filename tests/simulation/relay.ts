import type { Place, World } from '../../src/lib/core/ports';
import { createHub, type Hub } from '../../sync-server/hub';
import { readLease } from '../../sync-server/lease';
import { createMemoryDisk, createMemoryLog, type MemoryDisk } from '../../sync-server/memory-log';
import { verifyTestToken } from '../relay-harness';
import type { Network } from './network';
import type { Plant } from './planted';
import type { VirtualClock } from './virtual-clock';
import { type Firsts, watchLog } from './watch-log';
import type { Weather } from './weather';

/**
 * The relay's process: the production hub over a disk that takes its time. What had not reached the
 * disk when it dies is lost.
 */
export type SimulatedRelay = {
	readonly disk: MemoryDisk;
	readonly arrivals: Firsts['arrivals'];
	readonly isUp: boolean;
	start(): Promise<void>;
	crash(): void;
	/** Copies its data; what is returned puts the copy back, under a dead process. */
	backUp(): () => void;
	/** Every token of this principal is refused from now on. */
	endAccess(principal: string): void;
	/** Its token has run out, or its rights are others: it must come back with a new one. */
	expire(principal: string): void;
	stop(): Promise<void>;
};

export type RelayOptions = {
	clock: VirtualClock;
	random: (concern: string) => () => number;
	network: Network;
	weather: Weather;
	plant: Plant;
	passing(place: Place): void;
	report(error: unknown): void;
	/** A new process begins. */
	restarts?(): void;
	fail(invariant: string, what: string): void;
};

const SLOW_MS = 2_000;
/** A few entries, so that rooms of half a minute are compacted too. */
const OFTEN = { compactEntries: 4, compactBytes: 2_048 };

export function createRelay(options: RelayOptions): SimulatedRelay {
	const { clock, random, network, weather, plant } = options;
	const disk = createMemoryDisk();
	const fsync = random('fsync');
	const ended = new Set<string>();
	const firsts: Firsts = { contents: new Map(), written: new Map(), arrivals: new Map() };
	let log: ReturnType<typeof createMemoryLog> | undefined;
	let hub: Hub | undefined;
	let life = 0;
	let epochs = 1;

	/** A slow disk: the lease may change hands before anybody hears what its last holder wrote. */
	function fsyncMs(): number {
		return 1 + (fsync() < weather.slowFsyncs ? fsync() * SLOW_MS : fsync() * 6);
	}

	async function verify(token: string) {
		const grant = await (plant.verify ?? verifyTestToken)(token);
		return grant && !ended.has(grant.id) ? grant : undefined;
	}

	return {
		disk,
		arrivals: firsts.arrivals,
		get isUp() {
			return hub !== undefined;
		},
		async start() {
			const mine = ++life;
			options.restarts?.();
			const lives = (callback: () => void) => () => mine === life && callback();
			const opened = createMemoryLog(disk, (reached) => clock.after(fsyncMs(), lives(reached)));
			log = watchLog(plant.log?.(opened) ?? opened, firsts, options.fail);
			const world: World = {
				now: () => clock.now(),
				elapsed: () => clock.now(),
				random: random(`relay ${mine}`),
				after: (ms, callback) => clock.after(ms, lives(callback)),
				passing: (place) => mine === life && options.passing(place),
			};
			const lease = await readLease(log);
			hub = createHub({
				log,
				world,
				workspace: 'wsp_simulation',
				verify,
				lease,
				...((weather.compactsOften || weather.isAttacked) && { limits: OFTEN }),
				report: options.report,
			});
			network.setHub(hub);
		},
		crash() {
			life++;
			log?.crash();
			hub = undefined;
			network.setHub(undefined);
		},
		backUp() {
			const copy = structuredClone(disk);
			const contents = new Map(firsts.contents);
			return () => {
				firsts.contents = contents;
				// The README: the record of the epoch is deleted, so that the log has another.
				Object.assign(disk, copy, { epoch: `epoch_${++epochs}` });
			};
		},
		endAccess(principal) {
			ended.add(principal);
			if (!plant.keepsSockets) hub?.revoke(principal);
		},
		expire: (principal) => hub?.revoke(principal),
		stop: async () => hub?.stop(),
	};
}
