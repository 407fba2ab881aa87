import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measure } from './measure';
import { absolute, bothTimes, compared, shareOf } from './relay-compare';
import { joinRoom, joinRooms, leave, pause, roomName, serve, type Served } from './relay-load';
import { openMux } from './relay-mux';

/** The targets that it speaks of. */
export const targets = ['P13'];

/** P13, rooms at rest and coming back: idle sockets, a big room, a restart, many rooms at once. */
const COUNT = 1_000;

/** 1,000 sockets in 1,000 rooms that say nothing; then all of them leave. */
export async function measureIdleMemory(): Promise<Measure[]> {
	const { ours, peer } = await bothTimes('relay idle', idle);
	return [
		absolute('relay idle socket and room', 'KB', ours.live, peer.live, 5.5),
		absolute('relay idle CPU', 'ms/s', ours.cpu, peer.cpu, 10),
		absolute('relay left after close', 'KB', ours.left, peer.left, 1.2),
	];
}

async function idle(served: Served) {
	// The first ones load code and warm up caches that are no socket's.
	leave((await joinRooms(served, 50, 1)).flat());
	await pause(500);
	const before = await served.measure();
	const clients = (await joinRooms(served, COUNT, 1)).flat();
	const during = await served.measure();
	await pause(2_000);
	const later = await served.measure();
	leave(clients);
	await pause(1_500);
	const after = await served.measure();
	const perSocket = (bytes: number) => bytes / COUNT / 1_024;
	return {
		live: perSocket(during.heapBytes - before.heapBytes),
		cpu: (later.cpuMs - during.cpuMs) / 2,
		left: perSocket(after.heapBytes - before.heapBytes),
	};
}

/** A room of 10,000 messages: joining it, and ten at once. */
export async function measureBigRoom(): Promise<Measure[]> {
	const { ours, peer } = await bothTimes('relay big room', bigRoom);
	return [
		absolute('relay big room join', 'ms', ours.join, peer.join, 55),
		compared('relay big room ten joins CPU', 'ms', ours.tenJoins, peer.tenJoins, { atMost: 0.2 }),
	];
}

async function bigRoom(served: Served) {
	const MESSAGES = 10_000;
	const [writer, reader] = (await joinRooms(served, 1, 2))[0]!;
	let seen = 0;
	reader!.onUpdate = () => void seen++;
	for (let sent = 0; sent < MESSAGES; sent++) {
		writer!.write();
		while (seen < sent - 200) await pause(1);
	}
	while (seen < MESSAGES) await pause(5);
	await pause(500);
	const times: number[] = [];
	for (let i = 0; i < 5; i++) {
		const client = await joinRoom(served, roomName(0));
		times.push(await client.synced);
		client.close();
	}
	const before = await served.measure();
	const ten = await Promise.all(Array.from({ length: 10 }, () => joinRoom(served, roomName(0))));
	await Promise.all(ten.map(({ synced }) => synced));
	const after = await served.measure();
	leave([writer!, reader!, ...ten]);
	return { join: shareOf(times, 0.5), tenJoins: after.cpuMs - before.cpuMs };
}

/**
 * 1,000 rooms, the process killed and started again, 1,000 clients at the door. The peer forgets
 * everything, so there is nothing to compare with.
 */
export async function measureRestart(): Promise<Measure[]> {
	const MESSAGES = 20;
	const dataDir = mkdtempSync(join(tmpdir(), 'relevo-bench-'));
	try {
		const first = await serve('ours', dataDir);
		const writers = (await joinRooms(first, COUNT, 1)).flat();
		for (const writer of writers) for (let i = 0; i < MESSAGES; i++) writer.write();
		while ((await first.measure()).head < COUNT * MESSAGES) await pause(50);
		await first.stop('SIGKILL');
		leave(writers);

		const again = await serve('ours', dataDir);
		const began = performance.now();
		const complete: number[] = [];
		let partial = 0;
		const clients = await Promise.all(
			Array.from({ length: COUNT }, async (_, i) => {
				const client = await joinRoom(again, roomName(i));
				await client.synced;
				complete.push(performance.now() - began);
				if (client.updatesBeforeSync() < MESSAGES) partial++;
				return client;
			}),
		);
		leave(clients);
		await again.stop();
		const [name, p99] = ['relay restart with 1,000 rooms', shareOf(complete, 0.99)];
		return [
			{ name: `${name}, p99`, value: p99, unit: 'ms', target: { id: 'P13', atMost: 1_500 } },
			{
				name: `${name}, synced on partial data`,
				value: partial,
				unit: 'clients',
				target: { id: 'P13', atMost: 0 },
			},
		];
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
}

/** 200 rooms: channels of one mux here, a socket for each at the peer. */
export async function measureManyRooms(): Promise<Measure[]> {
	const { ours, peer } = await bothTimes('relay 200 rooms', manyRooms);
	return [
		compared('relay 200 rooms opened', 'ms', ours.open, peer.open, { atMost: 0.3 }),
		absolute('relay 200 rooms, live per subscription', 'KB', ours.live, peer.live, 0.6),
	];
}

async function manyRooms(served: Served) {
	const ROOMS = 200;
	// Somebody else holds the rooms in memory: what is weighed is the subscription.
	const others = (await joinRooms(served, ROOMS, 1)).flat();
	const before = await served.measure();
	const began = performance.now();
	const close = served.kind === 'ours' ? await overMux() : await overSockets();
	const open = performance.now() - began;
	const after = await served.measure();
	close();
	leave(others);
	return { open, live: (after.heapBytes - before.heapBytes) / ROOMS / 1_024 };

	async function overMux() {
		const mux = await openMux(served);
		await Promise.all(Array.from({ length: ROOMS }, (_, i) => mux.open(roomName(i))));
		return () => mux.close();
	}

	async function overSockets() {
		const joining = Array.from({ length: ROOMS }, (_, i) => joinRoom(served, roomName(i)));
		const clients = await Promise.all(joining);
		await Promise.all(clients.map(({ synced }) => synced));
		return () => leave(clients);
	}
}
