import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EventBody } from '../src/lib/model/event';
import type { Principal } from '../src/lib/model/role';
import { createWriter } from '../src/lib/documents/event-log';
import { said as words } from '../tests/guard-harness';
import { createTestHub } from '../tests/relay-harness';
import { openDevice } from '../tests/device';
import { startTestRelay, until } from '../tests/relay-process';
import { chapterOf, eventsOf } from '../tests/stored';

vi.setConfig({ testTimeout: 60_000 });

const ADA: Principal = { id: 'con_0000000000000000000000ada', role: 'contact' };
const AGENT: Principal = { id: 'tmt_0000000000000000000agent', role: 'agent' };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('case 45: a visitor who writes 600 × 10 KB is heard to the last word, chapter after chapter', async () => {
	const { device } = await start();
	const visitor = await device(ADA);
	const agent = await device(AGENT);
	for (let i = 0; i < 60; i++) {
		await visitor.core.write(
			ADA.id,
			Array.from({ length: 10 }, () => said('x'.repeat(10_000))),
		);
	}
	await until(() => visitor.core.status().connection === 'synced', 'the visitor is in sync');
	await until(() => visitor.core.status().pending === 0, 'all is sent', 45_000);
	let heard = 0;
	agent.core.watch(ADA.id, ({ events }) => (heard = events.length));
	await until(() => heard === 600, 'the agent has heard it all', 10_000);
	expect(await chapterOf(agent.storage, ADA.id)).toBeGreaterThan(5);
});

test('case 45: a room that is full sends its writers to the next chapter, visitor and team alike', async () => {
	const { device } = await start({ limits: { roomBytes: 4_000 } });
	const visitor = await device(ADA);
	const agent = await device(AGENT);
	for (let i = 0; i < 20; i++) {
		await visitor.core.write(ADA.id, [said(`${i} ${'x'.repeat(900)}`)]);
		await agent.core.write(ADA.id, [said(`${i} ${'y'.repeat(900)}`)]);
	}
	const isSent = () => [visitor, agent].every(({ core }) => core.status().pending === 0);
	await until(isSent, 'all is sent', 20_000);
	const reader = await device(AGENT);
	await until(() => reader.core.status().connection === 'synced', 'a new device is in sync');
	expect((await eventsOf(reader.storage, ADA.id)).length).toBe(40);
	expect(await chapterOf(reader.storage, ADA.id)).toBeGreaterThan(4);
	expect([...visitor.problems, ...agent.problems]).toEqual([]);
});

describe('B8: of chapters that hold nothing', () => {
	const room = (chapter: number, log = 'said') => `contact/${ADA.id}/${chapter}/${log}`;
	const closings = (messages: ReturnType<Awaited<ReturnType<Hub['join']>>['take']>) =>
		messages.flatMap((each) => ('t' in each && each.t === 'closed' ? each : []));
	type Hub = ReturnType<typeof createTestHub>;

	test('a contact enters the next one and no other, however often it asks', async () => {
		const hub = createTestHub({ limits: { contactRate: MANY, addressRate: MANY } });
		for (let socket = 0; socket < 4; socket++) {
			const client = await hub.join(`contact:${ADA.id}:dev_${socket}`);
			for (let i = 1; i <= 512; i++) {
				const log = i % 2 ? 'said' : 'shown';
				client.say({ t: 'open', channel: i, room: room(2 + socket * 512 + i, log) });
			}
			await hub.turn(20);
			const closed = closings(client.take());
			expect(closed).toHaveLength(512);
			expect(closed[0]).toMatchObject({ code: 4426, reason: 'not the next chapter' });
			for (const log of ['said', 'shown']) {
				client.say({ t: 'open', channel: log.length, room: room(1, log) });
			}
			await hub.turn();
			expect(closings(client.take())).toEqual([]);
		}
		expect(hub.hub.stats().rooms).toBeLessThan(10);
	});

	test('what exists and what comes next is entered, and the team enters any', async () => {
		const hub = createTestHub();
		const visitor = await hub.join(`contact:${ADA.id}:dev_1`);
		for (const chapter of [1, 2]) {
			const id = `evt_${chapter}`;
			visitor.push(room(chapter), createWriter(chapter).append([words(id, { at: 1_000_000 })]));
			await hub.turn();
		}
		expect(visitor.take().filter((each) => 't' in each && each.t === 'refused')).toEqual([]);
		for (const [i, chapter] of [1, 2, 3, 4].entries()) {
			visitor.say({ t: 'open', channel: i + 1, room: room(chapter) });
		}
		await hub.turn();
		expect(closings(visitor.take()).map(({ channel }) => channel)).toEqual([4]);
		const agent = await hub.join(`agent:${AGENT.id}:dev_2`);
		agent.say({ t: 'open', channel: 1, room: room(9, 'desk') });
		await hub.turn();
		expect(closings(agent.take())).toEqual([]);
	});
});

const MANY = { perSecond: 1e9, burst: 1e9 };

async function start(options?: Parameters<typeof startTestRelay>[0]) {
	const { relay, token, dispose } = await startTestRelay(options);
	cleanups.push(dispose);
	let devices = 0;
	return {
		async device(me: Principal) {
			const name = `dev_${++devices}`;
			const getToken = () => token(me.role, me.id, name);
			const opened = await openDevice(me, { port: relay.port, getToken });
			cleanups.push(() => opened.close());
			return opened;
		},
	};
}

function said(text: string): EventBody {
	return { type: 'messageSent', conversation: 'cnv_0000000000000000', text };
}
