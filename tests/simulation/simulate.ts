import { sha256 } from '../../src/lib/base/hash';
import { MINUTE, SECOND } from '../../src/lib/base/clock';
import { seededRandom } from '../../src/lib/base/random';
import { decide } from '../../src/lib/engine/decide';
import { LIVE_ROOM } from '../../src/lib/model/room';
import type { Principal } from '../../src/lib/model/role';
import { AGENTS, CANARY, publishing, RUNNER, VISITORS } from './cast';
import { checkAll, emptyLedger, type Violation } from './checks';
import { createAtWork, deviceBacking } from './backing';
import { createDisk } from './disk';
import { type Faults, startFaults } from './faults';
import { guardDecisions } from './guards';
import { watchConnects } from './load';
import { type Hostile, startHostile } from './hostile';
import { createNetwork } from './network';
import { createPeer, type Peer } from './peer';
import type { Plant } from './planted';
import { createProcess } from './process';
import { createRelay } from './relay';
import { watchScreens } from './screens';
import { virtualClock } from './virtual-clock';
import { publishingAside } from './vocabulary';
import { watchLease } from './watch-lease';
import { drawWeather, type MishapPlace } from './weather';
import { startWork } from './work';
import type { Relay } from '../../src/lib/core/ports';

/**
 * One seed: agents, visitors, a runner and a relay under virtual time, over the production core,
 * socket, hub and engine. People work while things break; then all is mended, and at the end
 * everything must be whole.
 */
export type Outcome = {
	seed: number;
	violations: Violation[];
	trace: string;
	/** Of the virtual clock: what was delivered, stored, or woken. */
	steps: number;
	/** Of the steps that runs have come to. */
	kinds: string[];
	/** On the relay's disk at the end. */
	updates: number;
	/** How often an older copy of that was put back. */
	restores: number;
};

/** The longest wait of the workflow is over by then, so that nothing new happens at the end. */
const HEALS_FOR_MS = 45 * SECOND;
/** A lost lease runs out, links that wait try again; who is not whole by then never will be. */
const HEALS_WITHIN_MS = 3 * MINUTE;
/**
 * After everybody is connected and somebody hosts: what is due is served, what was sent arrives.
 */
const SETTLES_MS = 10 * SECOND;
const PUSH_ARRIVES_MS = 250;
const SMALL_CHAPTER = { events: 6, characters: 2_000 };
/** One in so many: a database takes ten times as long as memory. */
const IN_BROWSER = 10;
/** In so many seeds a teammate loses all rights while at work. */
const LEAVES = 0.15;

export async function simulate(
	seed: number,
	plant: Plant = {},
	/** The team's devices keep their store in IndexedDB, as in a browser. */
	inBrowser = seed % IN_BROWSER === 0,
): Promise<Outcome> {
	const random = (concern: string) => seededRandom(`${seed} ${concern}`);
	const atWork = createAtWork();
	const clock = virtualClock(inBrowser ? atWork.settled : undefined);
	const violations: Violation[] = [];
	const ledger = emptyLedger();
	const weather = drawWeather(random('weather'));
	let faults: Faults | undefined;
	let trace = '';
	let [deliveries, restored] = [0, 0];
	const lease = watchLease(clock, fail);
	const network = createNetwork({
		clock,
		random: random('network'),
		onArrival: lease.arrives,
		onDelivery: watchDelivery,
		onConnect: watchConnects(clock, violations),
	});
	const mishap = random('mishaps');
	const dies = (place: MishapPlace) => mishap() < (weather.mishaps.get(place) ?? 0);
	const relay = createRelay({
		clock,
		random,
		network,
		weather,
		plant,
		passing: (place) => dies(place) && faults?.crashRelay(),
		report: (error) => fail('report', `relay: ${String(error)}`),
		restarts: lease.restarts,
		fail,
	});
	await relay.start();

	const [swarm, diskRandom] = [random('swarm'), random('disks')];
	const screens = watchScreens(violations);
	const agents = AGENTS.slice(0, weather.agents);
	const visitors = VISITORS.slice(0, weather.visitors);
	const contacts = [...visitors.map(({ id }) => id), ''];
	const principals = [...agents, ...(weather.hasRunner ? [RUNNER] : []), ...visitors];
	const peers = principals.map(startPeer);
	await clock.runUntil(clock.now() + SECOND);
	publish();
	// What only its author knows is not live for anybody else yet.
	while (!relay.disk.rooms.has(LIVE_ROOM)) await clock.runUntil(clock.now() + SECOND);
	const until = clock.now() + weather.breaksForMs;

	work();
	const leaver = swarm() < LEAVES ? agents.at(-1) : undefined;
	faults = breakThings(leaver ? 0 : weather.restores);
	const hostile = weather.isAttacked ? attack() : undefined;
	if (leaver) clock.after(weather.breaksForMs * swarm(), () => leave(leaver.id));
	await clock.runUntil(until);
	mendEverything();
	return judge();

	async function judge(): Promise<Outcome> {
		await clock.runUntil(until + HEALS_FOR_MS);
		await comeToRest(until + HEALS_WITHIN_MS);
		violations.push(...(await checkAll(relay, peers, contacts, ledger, clock.now())));
		for (const peer of peers) peer.crash();
		await relay.stop();
		const [kinds, steps, updates] = [[...ledger.kinds].sort(), clock.steps(), relay.disk.head];
		return { seed, violations, trace, kinds, steps, updates, restores: restored };
	}

	function fail(invariant: string, what: string): void {
		violations.push({ invariant, what });
	}

	function watchDelivery(peer: string, data: string | Uint8Array): void {
		lease.leaves(peer, data);
		// A short digest of what is delivered: two runs of one seed must agree to the byte.
		if (++deliveries % 64 === 0) trace = sha256(trace + clock.now() + peer + data.length);
		if (isVisitor(peer) && holds(data, CANARY)) fail('I8', `the canary was sent to ${peer}`);
		if (ledger.left.has(peer)) fail('I9', `${peer} is sent something after leaving`);
	}

	function publish(): void {
		const { onlineOnly, asides } = weather;
		peers[0]?.write('', [publishing({ number: 1, onlineOnly }), ...publishingAside(asides)]);
	}

	function work(): void {
		startWork({
			clock,
			random: random('work'),
			agents: peers.filter(({ me }) => agents.includes(me)),
			visitors: peers.filter(({ me }) => me.role === 'contact'),
			weather,
			until,
		});
	}

	function breakThings(restores: number): Faults {
		return startFaults({
			...{ clock, weather, peers, network, relay, until, restores },
			random: random('faults'),
			restoreRandom: random('restores'),
			restored() {
				restored++;
				screens.restored();
			},
		});
	}

	function attack(): Hostile {
		return startHostile({
			clock,
			random: random('hostile'),
			network,
			disk: relay.disk,
			ledger,
			visitor: visitors[0]!,
			agent: agents[0]!,
			contacts: visitors.map(({ id }) => id),
			until,
			crashRelay: () => faults?.crashRelay(),
		});
	}

	function startPeer(me: Principal): Peer {
		const process = createProcess(clock);
		const engine = guardDecisions(plant.decide?.(decide) ?? decide, weather, violations);
		const disk = createDisk({
			clock,
			process,
			lagMs: () => 1 + diskRandom() * 8,
			passing: (place) => dies(place) && faults?.crashPeer(peer),
			...(inBrowser && !isVisitor(me.id) && { backing: () => deviceBacking(atWork) }),
			...(plant.storage && { wrap: plant.storage }),
		});
		const peer = createPeer({
			me,
			clock,
			network,
			disk,
			process,
			skewMs: Math.round((swarm() - 0.5) * 2 * weather.clocksOffMs),
			random: random(me.id),
			contacts: isVisitor(me.id) ? [me.id] : contacts,
			...(isVisitor(me.id) ? {} : { decide: engine }),
			...(weather.smallChapters && { chapterSize: SMALL_CHAPTER }),
			wrapRelay: (line) => watchPushes(plant.relay?.(line) ?? line, () => peer),
			onSaved(author, ids) {
				for (const id of ids) {
					ledger.saved.set(id, author);
					ledger.savedAt.set(id, clock.now());
				}
			},
			onSent: (_author, ids) => ids.forEach((id) => ledger.sent.add(id)),
			onShown: (on, contact, view, isNew) => screens.onShown(`${on.me.id} ${contact}`, view, isNew),
			passing: (who, place) => dies(place) && faults?.crashPeer(who),
			report(error, where) {
				if (!isExpected(error)) fail('report', `${where}: ${String(error)}`);
			},
		});
		peer.start();
		return peer;
	}

	/** The host may change between any two pushes of the engine. */
	function watchPushes(line: Relay, peer: () => Peer): Relay {
		return {
			...line,
			push(push) {
				line.push(push);
				if (push.fence === 0 || !dies('host.afterPush')) return;
				// Part of what is on its way may still arrive.
				clock.after(PUSH_ARRIVES_MS * mishap(), () => faults?.loseHost(peer()));
			},
		};
	}

	/** Whole, and nothing new for a while: a run that began late may still be at its last steps. */
	async function comeToRest(latest: number): Promise<void> {
		let head = -1;
		for (let since = clock.now(); clock.now() < since + SETTLES_MS && clock.now() < latest;) {
			await clock.runUntil(clock.now() + SECOND);
			if (isWhole() && relay.disk.head === head) continue;
			since = clock.now();
			({ head } = relay.disk);
		}
	}

	/** Whoever has no rights any more is sent nothing, from this moment on (I9). */
	function leave(principal: string): void {
		relay.endAccess(principal);
		ledger.left.add(principal);
	}

	function isWhole(): boolean {
		const staff = peers.filter(({ me }) => !ledger.left.has(me.id));
		const statuses = staff.map((peer) => peer.status());
		return (
			(hostile?.isWhole() ?? true) &&
			statuses.some((status) => status?.hosting) &&
			statuses.every((status) => status?.connection === 'synced' && status.pending === 0)
		);
	}

	function mendEverything(): void {
		faults = undefined;
		if (!relay.isUp) void relay.start();
		for (const peer of peers) {
			peer.link.cut = peer.link.silent = false;
			peer.disk.full = peer.isHidden = false;
			if (!peer.isUp) peer.start();
		}
	}
}

/** A full disk is a fault that was ordered; that the core reports it is right. */
function isExpected(error: unknown): boolean {
	return error instanceof Error && error.message === 'QuotaExceededError';
}

function isVisitor(id: string): boolean {
	return VISITORS.some((visitor) => visitor.id === id);
}

function holds(data: string | Uint8Array, text: string): boolean {
	return typeof data === 'string'
		? data.includes(text)
		: Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes(text);
}
