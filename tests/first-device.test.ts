import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ok } from '../src/lib/base/result';
import { openCore } from '../src/lib/core/core';
import { showEarlyRows } from '../src/lib/app/early-rows';
import type { HostStatus } from '../src/lib/core/hosts/messages';
import type { EarlyTold } from '../src/lib/replica/early';
import { onlyOne, platformWorld } from '../src/lib/core/hosts/platform';
import { memoryStorage } from '../src/lib/core/memory-storage';
import type { Change } from '../src/lib/core/ports';
import { socketRelay } from '../src/lib/core/socket-relay';
import { EARLY_PAGE } from '../src/lib/model/early-row';
import { openSocket } from '../src/lib/sync/socket';
import { importConversations } from './import/import';
import { startTestRelay, type TestRelay } from './relay-process';
import { RUNNER_ID, type Runner, startRunner } from '../sync-server/runner';

/** A real relay, the runner beside it, and a device that has read nothing. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const CONVERSATIONS = 520;
const OWNER = 'tmt_0000000000000000owner';

let served: TestRelay;
let folder: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'relevo-first-'));
	served = await startTestRelay({ trustProxy: true });
	const conversations = Array.from({ length: CONVERSATIONS }, (_, index) => ({
		id: `recorded ${index}`,
		services: [],
		turns: [
			{ by: 'customer' as const, text: `question ${index}` },
			{ by: 'agent' as const, text: `answer ${index}` },
		],
	}));
	const token = await served.token('owner', OWNER);
	await importConversations({ url: served.relay.url, token, conversations });
});
afterAll(async () => {
	await served.dispose();
	rmSync(folder, { recursive: true, force: true });
});

async function runner(): Promise<Runner> {
	const running = await startRunner({
		url: served.relay.url,
		getToken: () => served.token('runner', RUNNER_ID),
		...{ file: join(folder, 'runner.db'), workspace: 'wsp_1' },
		report: (error) => served.problems.push(String(error)),
	});
	served.relay.hub.tellEarly(running.listed);
	await expect.poll(() => running.status()?.connection, { timeout: 30_000 }).toBe('synced');
	return running;
}

/** What its pages are told, and how much was stored before each of it. */
async function device(name: string, diskMs = 0) {
	const storage = memoryStorage();
	let cursor = 0;
	const states = new Map<string, number>();
	const commit = storage.commit.bind(storage);
	storage.commit = async (change: Change) => {
		cursor = Number(change.settings?.['cursor'] ?? cursor);
		if (change.events?.length) await sleep(diskMs);
		for (const { contact, conversations } of change.contacts ?? []) {
			const [conversation] = Object.values(conversations);
			if (conversation) states.set(contact.id, conversation.updatedAt);
		}
		return commit(change);
	};
	const told: { what: EarlyTold; stored: number }[] = [];
	const tell = (what: EarlyTold) => void told.push({ what, stored: states.size });
	const problems: string[] = [];
	const report = (error: unknown) => problems.push(String(error));
	const socket = openSocket({
		url: `${served.relay.url.replace('http', 'ws')}/mux`,
		getToken: async () => ok(await served.token('agent', `tmt_0000000000000000${name}`)),
		...{ world: platformWorld, WebSocket, report },
	});
	const core = await openCore({
		me: { id: `tmt_0000000000000000${name}`, role: 'agent' },
		...{ storage, world: platformWorld, lock: onlyOne, report },
		relay: socketRelay(socket),
	});
	const heard: ((status: HostStatus) => void)[] = [];
	showEarlyRows({
		socket,
		replica: { setting: () => cursor, takeEarly: tell },
		core: { onStatus: (callback) => void heard.push(callback) },
	});
	core.onChange((status) => heard.forEach((callback) => callback(status)));
	const rows = () => told.flatMap(({ what }) => (what === 'over' ? [] : what.rows));
	const synced = () =>
		expect.poll(() => core.status().connection, { timeout: 30_000, interval: 5 }).toBe('synced');
	async function stop() {
		await core.stop();
		socket.close();
		expect(problems).toEqual([]);
	}
	return { core, socket, states, told, rows, synced, stop };
}

test('P17: with a runner the newest rows are there before the feed, and are what it brings', async () => {
	const running = await runner();
	const { told, rows, states, synced, stop } = await device('first');
	await synced();
	expect(told[0]).toMatchObject({ what: { isFirst: true }, stored: 0 });
	expect(told.at(-1)).toEqual({ what: 'over', stored: CONVERSATIONS });
	const times = rows().map(({ updatedAt }) => updatedAt);
	expect(times).toEqual(times.toSorted((a, b) => b - a));
	const found = new Map(rows().map(({ contact, updatedAt }) => [contact, updatedAt]));
	expect(found.size).toBeGreaterThanOrEqual(EARLY_PAGE);
	for (const [contact, at] of found) expect(states.get(contact)).toBe(at);
	expect(rows()[0]?.lastMessage?.text).toMatch(/^(answer|question) \d+$/);
	await stop();
	await running.stop();
});

test('one that is opened comes before the feed has come to it, and is there once', async () => {
	const running = await runner();
	const { core, told, rows, states, synced, stop } = await device('opens', 250);
	await expect.poll(() => rows().length, { interval: 1 }).toBeGreaterThan(0);
	const newest = rows()[0]?.contact ?? '';
	core.fetch(newest);
	await expect.poll(() => states.has(newest), { interval: 1 }).toBe(true);
	// It is the last that the feed brings.
	expect(states.size).toBeLessThan(CONVERSATIONS);
	await synced();
	expect(told.at(-1)).toEqual({ what: 'over', stored: CONVERSATIONS });
	await stop();
	await running.stop();
});

test('without a runner, and with one that is behind, the feed alone brings everything', async () => {
	for (const source of [async () => undefined, async () => ({ rows: [] })]) {
		served.relay.hub.tellEarly(source);
		const { told, rows, states, synced, stop } = await device('alone');
		await synced();
		expect(rows()).toEqual([]);
		expect(states.size).toBe(CONVERSATIONS);
		expect(told.at(-1)?.what).toBe('over');
		await stop();
	}
});

test('a cut in the middle: it begins again where the feed was, and ends with everything', async () => {
	const running = await runner();
	const { socket, told, rows, states, synced, stop } = await device('cut');
	await expect.poll(() => rows().length, { interval: 1 }).toBeGreaterThan(0);
	socket.restart();
	await synced();
	expect(states.size).toBe(CONVERSATIONS);
	expect(told.at(-1)?.what).toBe('over');
	await stop();
	await running.stop();
});
