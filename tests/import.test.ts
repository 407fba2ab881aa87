import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ok } from '../src/lib/base/result';
import { platformWorld } from '../src/lib/core/hosts/platform';
import { readEntries } from '../src/lib/documents/event-log';
import { foldContact } from '../src/lib/model/contact-state';
import { type DomainEvent, isUnknown, readEvent } from '../src/lib/model/event';
import { parseRoom } from '../src/lib/model/room';
import { openSocket } from '../src/lib/sync/socket';
import { startRunner } from '../sync-server/runner';
import type { Recorded } from './import/conversations';
import { importConversations } from './import/import';
import { importProgress } from './import/progress';
import { startTestRelay, type TestRelay, until } from './relay-process';

let server: TestRelay;
beforeAll(async () => void (server = await startTestRelay()));
afterAll(() => server.dispose());

const recordings: Recorded[] = Array.from({ length: 12 }, (_, index) => ({
	id: `recorded ${index}`,
	services: [],
	turns: Array.from({ length: 1 + index * 8 }, (_, turn) => ({
		by: turn % 3 === 1 ? 'agent' : 'customer',
		text: `${index}/${turn}`,
	})),
}));

test('recorded conversations happen again: every word, its speaker, in order', async () => {
	const url = `http://127.0.0.1:${server.relay.port}`;
	const runner = await startRunner({
		url,
		getToken: () => server.token('runner', 'runner'),
		file: join(server.dataDir, 'runner.db'),
		workspace: 'wsp_1',
		report: (error, where) => expect.fail(`${where}: ${String(error)}`),
	});
	const token = await server.token('owner', 'tmt_0000000000000000owner');
	const imported = await importConversations({ url, token, conversations: recordings });

	const messages = recordings.flatMap(({ turns }) => turns).length;
	expect(imported).toMatchObject({ conversations: recordings.length, messages });
	const heard = await threads(token);
	for (const { turns } of recordings) {
		expect(heard).toContainEqual(turns.map(({ by, text }) => ({ by, text })));
	}
	await until(() => runner.status()?.connection === 'synced', 'the runner has read it all');
	await runner.stop();
	expect(server.problems).toEqual([]);
}, 30_000);

test('case 53: behind a proxy, customers of a large import do not use up the day of one address', async () => {
	const limits = { rangeDayBytes: { perSecond: 0, burst: 50_000 } };
	const bounded = await startTestRelay({ trustProxy: true, limits });
	const url = `http://127.0.0.1:${bounded.relay.port}`;
	const token = await bounded.token('owner', 'tmt_0000000000000000owner');
	const text = 'x'.repeat(1_000);
	const turns = Array.from({ length: 30 }, () => ({ by: 'customer' as const, text }));
	const conversations = ['one', 'two', 'three', 'four'].map((id) => ({ id, services: [], turns }));
	const imported = await importConversations({ url, token, conversations });
	expect(imported).toMatchObject({ conversations: 4, messages: 120 });
	await bounded.dispose();
}, 30_000);

test('npm run conversations prints one line a second where its output is no terminal', () => {
	const lines = progressOf({ isTTY: false });
	expect(lines).toEqual([
		'10/25 conversations, 100 messages, 1.0 s (10/s)\n',
		'20/25 conversations, 200 messages, 2.0 s (10/s)\n',
		'25/25 conversations, 250 messages, 2.5 s (10/s)\n',
	]);
});

test('in a terminal it draws one bar over itself, and ends it with a line', () => {
	const drawn = progressOf({ isTTY: true });
	expect(drawn.length).toBeGreaterThan(20);
	expect(drawn.every((text) => text.startsWith('\r'))).toBe(true);
	expect(drawn.filter((text) => text.includes('\n'))).toEqual([drawn.at(-1)]);
	expect(drawn.at(-1)).toContain('█'.repeat(30));
});

/** All that an import of 25 conversations says, one of which ends each tenth of a second. */
function progressOf({ isTTY }: { isTTY: boolean }): string[] {
	const said: string[] = [];
	let ms = 0;
	const output = { isTTY, write: (text: string) => said.push(text) };
	const say = importProgress(25, { output, now: () => ms });
	for (let done = 1; done <= 25; done++) {
		ms = done * 100;
		say({ conversations: done, messages: done * 10, seconds: ms / 1_000 });
	}
	return said;
}

test('a token that the relay refuses ends it with a reason', async () => {
	const url = `http://127.0.0.1:${server.relay.port}`;
	const token = await server.token('owner', 'tmt_0000000000000000owner');
	const [head = '', body = ''] = token.split('.');
	const forged = `${head}.${body}.${'A'.repeat(43)}`;
	const refused = importConversations({ url, token: forged, conversations: recordings });
	await expect(refused).rejects.toThrow(/refuses|401/);
});

/** What a teammate who joins now reads of every contact. */
async function threads(token: string): Promise<{ by: string; text: string }[][]> {
	const events = new Map<string, DomainEvent[]>();
	await new Promise<void>((resolve) => {
		const socket = openSocket({
			url: `ws://127.0.0.1:${server.relay.port}/mux`,
			getToken: () => Promise.resolve(ok(token)),
			world: platformWorld,
			WebSocket,
			report: (error) => expect.fail(String(error)),
		});
		socket.listen({
			up: () => socket.send({ t: 'feed', since: 0 }),
			binary(frame) {
				if (frame.type !== 'feed') return;
				for (const { room, update } of frame.entries) {
					const parsed = parseRoom(room);
					if (parsed?.kind !== 'contact') continue;
					const known = events.get(parsed.contact) ?? [];
					events.set(parsed.contact, known);
					for (const { key, value } of readEntries(update)) {
						const event = readEvent(key, value);
						if (!isUnknown(event)) known.push(event);
					}
				}
			},
			control(message) {
				if (message.t !== 'fed') return;
				socket.close();
				resolve();
			},
		});
	});
	return [...events].map(([contact, all]) => {
		expect(Object.keys(foldContact(contact, all).conversations)).toHaveLength(1);
		return all
			.filter((event) => event.type === 'messageSent')
			.sort((a, b) => a.at - b.at)
			.map(({ by, text }) => ({ by: by.kind === 'contact' ? 'customer' : 'agent', text }));
	});
}
