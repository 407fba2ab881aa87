import { SECOND } from '../../src/lib/base/clock';
import { seededRandom } from '../../src/lib/base/random';
import { decide } from '../../src/lib/engine/decide';
import { newId } from '../../src/lib/base/id';
import { LIVE_ROOM } from '../../src/lib/model/room';
import type { Principal } from '../../src/lib/model/role';
import { AGENTS, publishing, VISITORS } from './cast';
import { checkAll, emptyLedger, type Violation } from './checks';
import { createDisk } from './disk';
import { createNetwork, type Network } from './network';
import { createPeer, type Peer } from './peer';
import type { Plant } from './planted';
import { createProcess } from './process';
import { createRelay, type SimulatedRelay } from './relay';
import type { Outcome } from './simulate';
import { virtualClock } from './virtual-clock';
import { CALM } from './weather';

/**
 * One customer's message, and one fault while a host answers it: the next host must find a whole
 * turn or none (E-30). The swarm strikes such a moment once in hundreds of seeds; here each seed
 * does.
 */
export const HANDOVERS = {
	'relay killed, two hosts': { hosts: 2, fault: killRelay },
	'relay killed, three hosts': { hosts: 3, fault: killRelay },
	'host in a black hole for 40 s': { hosts: 2, fault: silenceHost },
} as const;
export type Handover = keyof typeof HANDOVERS;
export const HANDOVER_NAMES: readonly Handover[] = [
	'relay killed, two hosts',
	'relay killed, three hosts',
	'host in a black hole for 40 s',
];

const EARLIEST_MS = 40;
const LATEST_MS = 490;
const RELAY_IS_GONE_MS = 2 * SECOND;
const BLACK_HOLE_MS = 40 * SECOND;
/** The buttons wait for half a minute, the next step for eight seconds, a lease for fifteen. */
const ENDS_AFTER_MS = 150 * SECOND;

type Stage = {
	after(ms: number, act: () => void): void;
	network: Network;
	relay: SimulatedRelay;
	hosts: readonly Peer[];
};

export async function handOver(name: Handover, seed: number, plant: Plant = {}): Promise<Outcome> {
	const random = (concern: string) => seededRandom(`${name} ${seed} ${concern}`);
	const clock = virtualClock();
	const violations: Violation[] = [];
	const ledger = emptyLedger();
	const fail = (invariant: string, what: string) => void violations.push({ invariant, what });
	const network = createNetwork({
		clock,
		random: random('network'),
		onDelivery() {},
		onConnect() {},
	});
	const relay = createRelay({
		clock,
		random,
		network,
		weather: CALM,
		plant,
		passing() {},
		report: (error) => fail('report', `relay: ${String(error)}`),
		fail,
	});
	await relay.start();

	const swarm = random('swarm');
	const { hosts: count, fault } = HANDOVERS[name];
	const [visitor, ...hosts] = [VISITORS[0]!, ...AGENTS.slice(0, count)].map(startPeer);
	await clock.runUntil(clock.now() + SECOND);
	hosts[0]?.write('', [publishing({ number: 1, onlineOnly: false })]);
	while (!relay.disk.rooms.has(LIVE_ROOM)) await clock.runUntil(clock.now() + SECOND);
	// Not all at one moment of the lease's renewals.
	await clock.runUntil(clock.now() + (5 + 10 * swarm()) * SECOND);
	const conversation = newId('cnv', clock.now(), swarm);
	visitor?.write(visitor.me.id, [
		{ type: 'conversationStarted', conversation },
		{ type: 'messageSent', conversation, text: 'Quiero una devolución.' },
	]);
	const strikesAt = EARLIEST_MS + swarm() * (LATEST_MS - EARLIEST_MS);
	const after = (ms: number, act: () => void) => void clock.after(ms, act);
	after(strikesAt, () => fault({ after, network, relay, hosts }));
	await clock.runUntil(clock.now() + ENDS_AFTER_MS);

	const peers = [visitor, ...hosts].flatMap((peer) => peer ?? []);
	const contacts = [VISITORS[0]!.id, ''];
	violations.push(...(await checkAll(relay, peers, contacts, ledger, clock.now())));
	for (const peer of peers) peer.crash();
	await relay.stop();
	const kinds = [...ledger.kinds].sort();
	const [steps, updates] = [clock.steps(), relay.disk.head];
	return { seed, violations, trace: '', kinds, steps, updates, restores: 0 };

	function startPeer(me: Principal): Peer {
		const isVisitor = me.role === 'contact';
		const process = createProcess(clock);
		const disk = createDisk({
			clock,
			process,
			lagMs: () => 1 + swarm() * 8,
			passing() {},
			...(plant.storage && { wrap: plant.storage }),
		});
		const peer = createPeer({
			me,
			clock,
			network,
			disk,
			process,
			skewMs: Math.round((swarm() - 0.5) * 2 * CALM.clocksOffMs),
			random: random(me.id),
			contacts: isVisitor ? [me.id] : [VISITORS[0]!.id, ''],
			...(!isVisitor && { decide: plant.decide?.(decide) ?? decide }),
			...(plant.relay && { wrapRelay: plant.relay }),
			onSaved: (author, ids) => ids.forEach((id) => ledger.saved.set(id, author)),
			onSent: (_, ids) => ids.forEach((id) => ledger.sent.add(id)),
			onShown() {},
			passing() {},
			report: (error, where) => fail('report', `${where}: ${String(error)}`),
		});
		peer.start();
		return peer;
	}
}

function killRelay({ after, relay }: Stage): void {
	relay.crash();
	after(RELAY_IS_GONE_MS, () => void relay.start());
}

function silenceHost({ after, network, hosts }: Stage): void {
	const host = hosts.find((peer) => peer.status()?.hosting);
	if (!host) return;
	host.link.silent = true;
	after(BLACK_HOLE_MS, () => {
		host.link.silent = false;
		network.linkChanged(host.me.id);
	});
}
