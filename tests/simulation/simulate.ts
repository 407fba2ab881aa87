import { sha256 } from '../../src/lib/base/hash';
import { MINUTE, SECOND } from '../../src/lib/base/clock';
import { seededRandom } from '../../src/lib/base/random';
import { decide } from '../../src/lib/engine/decide';
import { LIVE_ROOM } from '../../src/lib/model/room';
import { createHub, type Hub } from '../../sync-server/hub';
import { readLease } from '../../sync-server/lease';
import { createMemoryDisk, createMemoryLog } from '../../sync-server/memory-log';
import { verifyTestToken } from '../relay-harness';
import { AGENTS, CANARY, publishing, RUNNER, VISITORS } from './cast';
import { checkAll, type Ledger, type Violation } from './checks';
import { createDisk } from './disk';
import { startFaults } from './faults';
import { createNetwork } from './network';
import { createPeer, type Peer } from './peer';
import type { Plant } from './planted';
import { guardExits } from './exits';
import { virtualClock } from './virtual-clock';
import { startWork } from './work';

/**
 * One seed: agents, visitors, a runner and a relay under virtual time, over the production
 * core, socket,
 * hub and engine. People work while things break; then all is mended, and at the end everything
 * must be whole.
 */
export type Outcome = { seed: number; violations: Violation[]; trace: string; deliveries: number };

const BREAKS_FOR_MS = 30 * SECOND;
/** The longest wait of the workflow is over by then, so that nothing new happens at the end. */
const HEALS_FOR_MS = 45 * SECOND;
/** A lost lease runs out, links that wait try again; who is not whole by then never will be. */
const HEALS_WITHIN_MS = 2 * MINUTE;
/**
 * After everybody is connected and somebody hosts: what is due is served, what was sent
 * arrives.
 */
const SETTLES_MS = 10 * SECOND;
const SLOW_FSYNC_CHANCE = 0.05;

export async function simulate(seed: number, plant: Plant = {}): Promise<Outcome> {
	const random = (concern: string) => seededRandom(`${seed} ${concern}`);
	const clock = virtualClock();
	const violations: Violation[] = [];
	const ledger: Ledger = { saved: new Map(), sent: new Set() };
	const visitors = new Set(VISITORS.map(({ id }) => id));
	let deliveries = 0;
	let trace = '';

	const network = createNetwork({
		clock,
		random: random('network'),
		onDelivery(peer, data) {
			deliveries++;
			// A short digest of every delivery: two runs of one seed must agree to the byte.
			if (deliveries % 64 === 0) trace = sha256(trace + clock.now() + peer + data.length);
			if (visitors.has(peer) && holds(data, CANARY)) {
				violations.push({ invariant: 'I8', what: `the canary was sent to ${peer}` });
			}
		},
	});
	const relay = createRelay();
	await relay.start();

	const swarm = random('swarm');
	const faultRandom = random('disks');
	const contacts = [...visitors, ''];
	const hosts = [...AGENTS, ...(swarm() < 0.5 ? [RUNNER] : [])];
	const peers = [...hosts, ...VISITORS].map((me): Peer => {
		const isVisitor = me.role === 'contact';
		const disk = createDisk({
			clock,
			lagMs: () => 1 + faultRandom() * 8,
			...(plant.storage && { wrap: plant.storage }),
		});
		const engine = plant.decide?.(decide) ?? decide;
		return createPeer({
			me,
			clock,
			network,
			disk,
			skewMs: Math.round((swarm() - 0.5) * 4 * SECOND),
			random: random(me.id),
			contacts: isVisitor ? [me.id] : contacts,
			...(isVisitor ? {} : { decide: guardExits(engine, violations) }),
			...(plant.relay && { wrapRelay: plant.relay }),
			onSaved: (peer, ids) => ids.forEach((id) => ledger.saved.set(id, peer)),
			onSent: (_peer, ids) => ids.forEach((id) => ledger.sent.add(id)),
			report(error, where) {
				if (isExpected(error)) return;
				violations.push({ invariant: 'report', what: `${where}: ${String(error)}` });
			},
		});
	});
	for (const peer of peers) peer.start();
	await clock.runUntil(clock.now() + SECOND);
	peers[0]!.write('', [publishing()]);
	// What only its author knows is not live for anybody else yet.
	while (!relay.disk.rooms.has(LIVE_ROOM)) await clock.runUntil(clock.now() + SECOND);
	const until = clock.now() + BREAKS_FOR_MS;

	startWork({
		clock,
		random: random('work'),
		agents: peers.filter(({ me }) => AGENTS.includes(me)),
		visitors: peers.filter(({ me }) => me.role === 'contact'),
		until,
	});
	startFaults({
		clock,
		random: random('faults'),
		peers,
		network,
		relay,
		until,
	});
	await clock.runUntil(until);
	mendEverything();
	await clock.runUntil(until + HEALS_FOR_MS);
	while (!isWhole() && clock.now() < until + HEALS_WITHIN_MS) {
		await clock.runUntil(clock.now() + SECOND);
	}
	await clock.runUntil(clock.now() + SETTLES_MS);

	violations.push(...(await checkAll(relay.disk, peers, contacts, ledger, clock.now())));
	for (const peer of peers) peer.crash();
	await relay.hub?.stop();
	return { seed, violations, trace, deliveries };

	function isWhole(): boolean {
		const statuses = peers.map((peer) => peer.status());
		return (
			statuses.some((status) => status?.hosting) &&
			statuses.every((status) => status?.connection === 'synced' && status.pending === 0)
		);
	}

	function mendEverything(): void {
		if (!relay.isUp) void relay.start();
		for (const peer of peers) {
			peer.link.cut = peer.link.silent = false;
			peer.disk.full = false;
			if (!peer.isUp) peer.start();
		}
	}

	function createRelay() {
		const disk = createMemoryDisk();
		const fsync = random('fsync');
		let log: ReturnType<typeof createMemoryLog> | undefined;
		let hub: Hub | undefined;
		let life = 0;
		return {
			disk,
			get hub() {
				return hub;
			},
			get isUp() {
				return hub !== undefined;
			},
			async start(): Promise<void> {
				const mine = ++life;
				const opened = createMemoryLog(disk, (reached) => {
					// A slow disk: the lease may change hands before anybody hears what its
					// last holder wrote.
					const lagMs = fsync() < SLOW_FSYNC_CHANCE ? fsync() * 2 * SECOND : fsync() * 6;
					clock.after(1 + lagMs, () => mine === life && reached());
				});
				log = plant.log?.(opened) ?? opened;
				hub = createHub({
					log,
					world: {
						now: () => clock.now(),
						random: random(`relay ${mine}`),
						after: (ms, callback) => clock.after(ms, () => mine === life && callback()),
					},
					workspace: 'wsp_simulation',
					verify: plant.verify ?? verifyTestToken,
					lease: await readLease(log),
					report: (error) =>
						void violations.push({ invariant: 'report', what: `relay: ${String(error)}` }),
				});
				network.setHub(hub);
			},
			crash(): void {
				life++;
				log?.crash();
				hub = undefined;
				network.setHub(undefined);
			},
		};
	}
}

/** A full disk is a fault that was ordered; that the core reports it is right. */
function isExpected(error: unknown): boolean {
	return error instanceof Error && error.message === 'QuotaExceededError';
}

function holds(data: string | Uint8Array, text: string): boolean {
	return typeof data === 'string'
		? data.includes(text)
		: Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes(text);
}
