import type { Measure } from './measure';
import { joinRoom, pause, roomName, serve, type Client, type Served } from './relay-load';

/**
 * P13: the relay, which makes every edit durable before anybody sees it, beside @y/websocket-server
 * 0.1.1, which keeps everything in memory. Each measurement runs both, one after the other, in this
 * session.
 */
const PEER = '@y/websocket-server 0.1.1, in memory';
const SECONDS = 4;

/** 200 clients in 50 rooms: each sends its next message when another member has got the last. */
export function measureSaturation(): Promise<Measure[]> {
	const shape = { rooms: 50, members: 4, writers: 4, window: 4 };
	return loop('relay saturation', { ...shape, atLeast: 2.8, cpuAtMost: 0.3 });
}

/** One room with 50 members of whom 5 write. */
export function measureHotRoom(): Promise<Measure[]> {
	const shape = { rooms: 1, members: 50, writers: 5, window: 40 };
	return loop('relay hot room', { ...shape, atLeast: 8, cpuAtMost: 0.1 });
}

type Loop = {
	rooms: number;
	members: number;
	writers: number;
	/** Messages of one writer that are on their way at the same time. */
	window: number;
	atLeast: number;
	cpuAtMost: number;
};

async function loop(name: string, shape: Loop): Promise<Measure[]> {
	const ours = await bothTimes('ours', (served) => closedLoop(served, shape));
	const peer = await bothTimes('peer', (served) => closedLoop(served, shape));
	return [
		compared(name, 'updates/s', ours.perSecond, peer.perSecond, { atLeast: shape.atLeast }),
		compared(`${name} CPU`, 'µs/update', ours.cpuUs, peer.cpuUs, { atMost: shape.cpuAtMost }),
	];
}

async function closedLoop(served: Served, { rooms, members, writers, window }: Loop) {
	const all: Client[][] = [];
	for (let i = 0; i < rooms; i++) {
		const room = await Promise.all(
			Array.from({ length: members }, () => joinRoom(served, roomName(i))),
		);
		await Promise.all(room.map(({ synced }) => synced));
		all.push(room);
	}
	let seen = 0;
	for (const room of all) {
		room.slice(0, writers).forEach((writer, index) => {
			// The neighbour hears everybody but itself; each fourth of it stands for one of this
			// writer's.
			const neighbour = room[(index + 1) % members]!;
			let heard = 0;
			const others = writers - (index + 1 < writers || members === writers ? 1 : 0);
			neighbour.onUpdate = () => {
				seen += 1 / others;
				if (++heard % others === 0) writer.write();
			};
		});
	}
	const before = await served.measure();
	for (const room of all)
		for (const writer of room.slice(0, writers)) for (let i = 0; i < window; i++) writer.write();
	const began = performance.now();
	await pause(SECONDS * 1_000);
	const updates = seen;
	const seconds = (performance.now() - began) / 1_000;
	const after = await served.measure();
	close(all.flat());
	return {
		perSecond: updates / seconds,
		cpuUs: ((after.cpuMs - before.cpuMs) * 1_000) / updates,
	};
}

/** 1,000 chat messages a second over 50 rooms of 4: the cost and the delay of being durable. */
export async function measureFixedRate(): Promise<Measure[]> {
	const ours = await bothTimes('ours', fixedRate);
	const peer = await bothTimes('peer', fixedRate);
	return [
		compared('relay at 1,000/s CPU', 'ms/s', ours.cpu, peer.cpu, { atMost: 1.5 }),
		absolute('relay at 1,000/s p50', 'ms', ours.p50, peer.p50, 1.5),
		absolute('relay at 1,000/s p99', 'ms', ours.p99, peer.p99, 8),
	];
}

async function fixedRate(served: Served) {
	const rooms = await Promise.all(
		Array.from({ length: 50 }, (_, i) =>
			Promise.all(Array.from({ length: 4 }, () => joinRoom(served, roomName(i)))),
		),
	);
	await Promise.all(rooms.flat().map(({ synced }) => synced));
	const delays: number[] = [];
	const sentAt: number[][] = rooms.map(() => []);
	rooms.forEach((room, i) => {
		room[1]!.onUpdate = () => delays.push(performance.now() - sentAt[i]!.shift()!);
	});
	const before = await served.measure();
	const began = performance.now();
	for (let sent = 0; sent < SECONDS * 1_000;) {
		const due = performance.now() - began;
		for (; sent < due; sent++) {
			const i = sent % rooms.length;
			sentAt[i]!.push(performance.now());
			rooms[i]![0]!.write();
		}
		await pause(1);
	}
	await pause(200);
	const after = await served.measure();
	close(rooms.flat());
	delays.sort((a, b) => a - b);
	return {
		cpu: (after.cpuMs - before.cpuMs) / SECONDS,
		p50: delays[Math.floor(delays.length * 0.5)]!,
		p99: delays[Math.floor(delays.length * 0.99)]!,
	};
}

/** 1,000 sockets in 1,000 rooms that say nothing; then all of them leave. */
export async function measureIdleMemory(): Promise<Measure[]> {
	const ours = await bothTimes('ours', idle);
	const peer = await bothTimes('peer', idle);
	return [
		absolute('relay idle socket and room', 'KB', ours.live, peer.live, 5.5),
		absolute('relay idle CPU', 'ms/s', ours.cpu, peer.cpu, 10),
		absolute('relay left after close', 'KB', ours.left, peer.left, 1.2),
	];
}

async function idle(served: Served) {
	const COUNT = 1_000;
	// The first ones load code and warm up caches that are no socket's.
	close(await Promise.all(Array.from({ length: 50 }, (_, i) => joinRoom(served, roomName(i)))));
	await pause(500);
	const before = await served.measure();
	const clients: Client[] = [];
	for (let i = 0; i < COUNT; i++) clients.push(await joinRoom(served, roomName(i)));
	await Promise.all(clients.map(({ synced }) => synced));
	const during = await served.measure();
	await pause(2_000);
	const later = await served.measure();
	close(clients);
	await pause(1_500);
	const after = await served.measure();
	const perSocket = (bytes: number) => bytes / COUNT / 1_024;
	return {
		live: perSocket(during.heapBytes - before.heapBytes),
		cpu: (later.cpuMs - during.cpuMs) / 2,
		left: perSocket(after.heapBytes - before.heapBytes),
	};
}

/** A room of 10,000 messages: joining it, ten at once, and coming back with nothing missing. */
export async function measureBigRoom(): Promise<Measure[]> {
	const ours = await bothTimes('ours', bigRoom);
	const peer = await bothTimes('peer', bigRoom);
	return [
		absolute('relay big room join', 'ms', ours.join, peer.join, 55),
		compared('relay ten joins CPU', 'ms', ours.tenJoins, peer.tenJoins, { atMost: 0.2 }),
	];
}

async function bigRoom(served: Served) {
	const writer = await joinRoom(served, roomName(1));
	const reader = await joinRoom(served, roomName(1));
	await Promise.all([writer.synced, reader.synced]);
	let seen = 0;
	reader.onUpdate = () => void seen++;
	for (let i = 0; i < 10_000; i++) {
		writer.write();
		if (i % 100 === 99) while (seen < i - 200) await pause(1);
	}
	while (seen < 10_000) await pause(5);
	await pause(500);
	const times: number[] = [];
	for (let i = 0; i < 5; i++) {
		const client = await joinRoom(served, roomName(1));
		times.push(await client.synced);
		client.close();
	}
	const before = await served.measure();
	const ten = await Promise.all(Array.from({ length: 10 }, () => joinRoom(served, roomName(1))));
	await Promise.all(ten.map(({ synced }) => synced));
	const after = await served.measure();
	close([writer, reader, ...ten]);
	return { join: median(times), tenJoins: after.cpuMs - before.cpuMs };
}

async function bothTimes<T extends Record<string, number>>(
	kind: 'ours' | 'peer',
	run: (served: Served) => Promise<T>,
): Promise<T> {
	const results: T[] = [];
	for (let i = 0; i < REPEATS; i++) {
		const served = await serve(kind);
		try {
			results.push(await run(served));
		} finally {
			await served.stop();
		}
	}
	const names = Object.keys(results[0]!);
	return Object.fromEntries(
		names.map((name) => [name, median(results.map((each) => each[name]!))]),
	) as T;
}

const REPEATS = Number(process.env.RELEVO_BENCH_REPEATS ?? 3);

function median(values: number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** The target is for the ratio of the two. */
function compared(
	name: string,
	unit: string,
	value: number,
	peerValue: number,
	bound: { atLeast?: number; atMost?: number },
): Measure {
	const wanted = bound.atLeast === undefined ? `≤ ${bound.atMost}` : `≥ ${bound.atLeast}`;
	const ratio = value / peerValue;
	return { name: `${name} (ratio ${wanted})`, value, unit, peer: PEER, peerValue, ratio };
}

function absolute(
	name: string,
	unit: string,
	value: number,
	peerValue: number,
	atMost: number,
): Measure {
	const target = { id: 'P13', atMost };
	return { name, value, unit, peer: PEER, peerValue, ratio: value / peerValue, target };
}

function close(clients: Client[]): void {
	for (const client of clients) client.close();
}
