import type { Measure } from './measure';
import { absolute, bothTimes, compared, shareOf } from './relay-compare';
import { joinAll, joinRooms, leave, pause, type Client, type Served } from './relay-load';

/** The targets that it speaks of. */
export const targets = ['P13'];

/**
 * P13, the hot path: the relay, which makes every edit durable before anybody sees it, beside
 * @y/websocket-server 0.1.1, which keeps everything in memory.
 */
const SECONDS = 3;

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
	const { ours, peer } = await bothTimes(name, (served) => closedLoop(served, shape));
	return [
		compared(name, 'updates/s', ours.perSecond, peer.perSecond, { atLeast: shape.atLeast }),
		compared(`${name} CPU`, 'µs/update', ours.cpuUs, peer.cpuUs, { atMost: shape.cpuAtMost }),
	];
}

async function closedLoop(served: Served, { rooms, members, writers, window }: Loop) {
	const all = await joinRooms(served, rooms, members);
	let seen = 0;
	for (const room of all) {
		room.slice(0, writers).forEach((writer, index) => {
			// So many messages reach the neighbour for each of this writer's. A server that echoes
			// brings it its own as well: left out, every echo would be answered by another message.
			const neighbour = room[(index + 1) % members]!;
			const hearsItself = served.echoes || room.indexOf(neighbour) >= writers;
			const perOwn = hearsItself ? writers : writers - 1;
			let heard = 0;
			neighbour.onUpdate = () => {
				if (++heard % perOwn !== 0) return;
				seen++;
				writer.write();
			};
		});
	}
	for (const room of all)
		for (const writer of room.slice(0, writers)) for (let i = 0; i < window; i++) writer.write();
	// The first second compiles the hot path.
	await pause(1_000);
	const before = await served.measure();
	const [began, seenBefore] = [performance.now(), seen];
	await pause(SECONDS * 1_000);
	const [updates, seconds] = [seen - seenBefore, (performance.now() - began) / 1_000];
	const after = await served.measure();
	leave(all.flat());
	return {
		perSecond: updates / seconds,
		cpuUs: ((after.cpuMs - before.cpuMs) * 1_000) / updates,
	};
}

/** 1,000 chat messages a second over 50 rooms of 4: the cost and the delay of being durable. */
export async function measureFixedRate(): Promise<Measure[]> {
	const name = 'relay at 1,000/s';
	const say = (client: Client) => client.write();
	const { ours, peer } = await bothTimes(name, (served) => fixedRate(served, say));
	return [
		compared(`${name} CPU`, 'ms/s', ours.cpu, peer.cpu, { atMost: 1.5 }),
		absolute(`${name} p50`, 'ms', ours.p50, peer.p50, 1.5),
		absolute(`${name} p99`, 'ms', ours.p99, peer.p99, 8),
	];
}

/** As many cursors: presence is never stored, so it must cost less than a message. */
export async function measureAwareness(): Promise<Measure[]> {
	const point = (client: Client) => client.point();
	const { ours, peer } = await bothTimes('relay awareness', (served) => fixedRate(served, point));
	return [compared('relay awareness CPU', 'ms/s', ours.cpu, peer.cpu, { atMost: 0.75 })];
}

async function fixedRate(served: Served, act: (client: Client) => void) {
	const rooms = await joinRooms(served, 50, 4);
	const delays: number[] = [];
	const sentAt: number[][] = rooms.map(() => []);
	rooms.forEach((room, i) => {
		room[1]!.onUpdate = () => delays.push(performance.now() - sentAt[i]!.shift()!);
	});
	const before = await served.measure();
	const began = performance.now();
	for (let sent = 0; sent < SECONDS * 1_000;) {
		const due = Math.min(SECONDS * 1_000, performance.now() - began);
		for (; sent < due; sent++) {
			const i = sent % rooms.length;
			sentAt[i]!.push(performance.now());
			act(rooms[i]![0]!);
		}
		await pause(1);
	}
	await pause(200);
	const after = await served.measure();
	leave(rooms.flat());
	return {
		cpu: (after.cpuMs - before.cpuMs) / SECONDS,
		p50: shareOf(delays, 0.5),
		p99: shareOf(delays, 0.99),
	};
}

/** A reader that has stopped reading while its room goes on: what it leaves lies in memory. */
export async function measureStalledReader(): Promise<Measure[]> {
	const { ours, peer } = await bothTimes('relay stalled reader', stalledReader);
	const name = 'relay stalled reader, memory per byte sent';
	return [
		absolute(name, '×', ours.growth, peer.growth, 0.7),
		{
			name: 'relay stalled reader, dropped',
			value: ours.dropped,
			unit: 'of 1',
			target: { id: 'P13', atLeast: 1 },
		},
	];
}

const STALLED_MESSAGES = 2_000;
const STALLED_BYTES = 8 * 1_024;

async function stalledReader(served: Served) {
	const [writer, stalled, reader] = await joinAll(served, 0, 3);
	let seen = 0;
	reader!.onUpdate = () => void seen++;
	stalled!.stall();
	const before = await served.measure();
	for (let sent = 0; sent < STALLED_MESSAGES; sent++) {
		writer!.write(STALLED_BYTES);
		// An update that grows with the room would be dropped as a flood: the writer keeps step.
		while (seen < sent - 64) await pause(1);
	}
	while (seen < STALLED_MESSAGES) await pause(5);
	const after = await served.measure();
	const dropped = await stalled!.isDropped(5_000);
	leave([writer!, stalled!, reader!]);
	const traffic = STALLED_MESSAGES * STALLED_BYTES;
	const held = Math.max(0, after.heldBytes - before.heldBytes);
	return { growth: held / traffic, dropped: dropped ? 1 : 0 };
}
