import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { contactRoom } from '../src/lib/model/room';
import { ADA, AGENT, BOB } from '../tests/guard-harness';
import { openProvider, startTestRelay, type TestRelay, until } from '../tests/relay-process';
import {
	chunk,
	exif,
	extended,
	jpeg,
	png,
	PRIVATE,
	riff,
	SAMPLES,
	segment,
	sized,
} from './image-samples.test-kit';

import type { Limits } from './limits';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let served: TestRelay;
afterEach(() => served.dispose());

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const roleOf = (id: string) => (id === AGENT ? 'agent' : 'contact');

async function start(limits: Partial<Limits> = {}) {
	served = await startTestRelay({ limits });
	const call = async (who: string, path: string, init: RequestInit = {}) => {
		const authorization = `Bearer ${await served.token(roleOf(who), who)}`;
		return fetch(`http://127.0.0.1:${served.relay.port}${path}`, {
			...init,
			headers: { authorization },
		});
	};
	return {
		async put(who: string, bytes: Uint8Array) {
			const response = await call(who, '/files', { method: 'PUT', body: new Uint8Array(bytes) });
			return { status: response.status, body: (await response.json()) as { sha256: string } };
		},
		async read(who: string, sha256: string) {
			const response = await call(who, `/files/${sha256}`);
			return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
		},
		async say(who: string, contact: string, log: 'said' | 'shown', more: object) {
			const token = await served.token(roleOf(who), who);
			const room = contactRoom(contact, 1, log);
			const { provider, doc, closes } = openProvider(served.relay.port, room, token);
			await until(() => provider.synced, 'the room is here');
			const by = { kind: who === AGENT ? 'teammate' : 'contact', id: who };
			const id = `evt_${log}_${contact.slice(-3)}`;
			const event = { id, at: Date.now(), by, type: 'messageSent', conversation: 'cnv_1' };
			const seqBefore = served.relay.hub.stats().head;
			doc.getMap('events').set(id, { ...event, ...more });
			await until(() => served.relay.hub.stats().head > seqBefore, 'it is durable');
			expect(closes).toEqual([]);
			provider.destroy();
		},
	};
}

const words = Buffer.from('the quotation');
const file = { sha256: hashOf(words), name: 'a.txt', mime: 'text/plain', sizeBytes: 13 };

test('9: a customer reads a file that was sent to them, and another visitor gets nothing', async () => {
	const { put, read, say } = await start();
	await put(AGENT, words);
	expect((await read(ADA, file.sha256)).status).toBe(404);
	await say(AGENT, ADA, 'shown', { text: '', files: [file] });
	expect(await read(ADA, file.sha256)).toEqual({ status: 200, bytes: words });
	const [others, missing] = [await read(BOB, file.sha256), await read(BOB, '0'.repeat(64))];
	expect(others).toEqual(missing);
	expect(others.status).toBe(404);
});

test('9: who uploaded a file reads it, and so does the team', async () => {
	const { put, read } = await start();
	await put(ADA, words);
	const statuses = await Promise.all([ADA, AGENT, BOB].map((who) => read(who, file.sha256)));
	expect(statuses.map(({ status }) => status)).toEqual([200, 200, 404]);
	// The same bytes from another person are theirs as well.
	await put(BOB, words);
	expect((await read(BOB, file.sha256)).status).toBe(200);
});

test('9: to name a hash gives no right to it, in a file or in words, said or quoted', async () => {
	const { put, read, say } = await start();
	await put(AGENT, words);
	await say(BOB, BOB, 'said', { text: file.sha256, files: [file] });
	await say(AGENT, BOB, 'shown', { text: `You wrote: ${file.sha256}` });
	expect((await read(BOB, file.sha256)).status).toBe(404);
});

test('9: a visitor who tries hashes is slowed, alike for those that exist and those that do not', async () => {
	const { put, read } = await start({ contactFileLookups: { perSecond: 0.001, burst: 3 } });
	await put(ADA, words);
	await put(AGENT, Buffer.from('of the team'));
	expect((await read(ADA, file.sha256)).status).toBe(200);
	const tried = [hashOf(Buffer.from('of the team')), '1'.repeat(64), '2'.repeat(64)];
	const statuses = [];
	for (const sha256 of tried) statuses.push((await read(ADA, sha256)).status);
	expect(statuses).toEqual([404, 404, 429]);
	// A right that was found once costs nothing again.
	expect((await read(ADA, file.sha256)).status).toBe(200);
});

test.each(SAMPLES)(
	'23: $name is stored bare, and the answer is the hash of that',
	async (sample) => {
		const { put, read } = await start();
		const { body } = await put(ADA, sample.bytes);
		expect(body).toEqual({
			sha256: hashOf(sample.bare),
			sizeBytes: sample.bare.length,
			mime: sample.mime,
		});
		expect((await read(ADA, body.sha256)).bytes).toEqual(sample.bare);
		expect((await read(ADA, hashOf(sample.bytes))).status).toBe(404);
	},
);

test('23: many pictures at once are each stored, and one that is none is refused alone', async () => {
	const { put } = await start();
	const turned = exif('II', 6, PRIVATE);
	const bodies = [
		jpeg(segment(0xe1, 'Exif\0\0', turned)),
		png(sized('eXIf', turned)),
		Buffer.from('\x89PNG\r\nnot at all', 'latin1'),
		riff(extended(8), chunk('VP8 ', 'pixels'), chunk('EXIF', turned)),
		Buffer.from('GIF89a'),
	];
	const answers = await Promise.all(bodies.map((body) => put(ADA, body)));
	expect(answers.map(({ status }) => status)).toEqual([200, 200, 415, 200, 415]);
});

/** A body sent by hand, so much every 20 ms; resolves with what was answered when it ended. */
async function trickle(bytesEach: number, total: number): Promise<string> {
	const token = await served.token('contact', ADA);
	const socket = connect(served.relay.port, '127.0.0.1');
	let answer = '';
	socket.on('data', (data) => (answer += String(data)));
	socket.on('error', () => (answer += 'reset'));
	const closed = new Promise((resolve) => socket.once('close', resolve));
	socket.write(
		`PUT /files HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n` +
			`Authorization: Bearer ${token}\r\nContent-Length: ${total}\r\n\r\n`,
	);
	for (let sent = 0; sent < total && !socket.destroyed; sent += bytesEach) {
		socket.write(Buffer.alloc(Math.min(bytesEach, total - sent), 'a'));
		await sleep(20);
	}
	await closed;
	return answer;
}

test('23: an upload that trickles is ended, and a slow but honest one arrives', async () => {
	await start({ fileFloor: { bytes: 1_000, everyMs: 300 } });
	const before = performance.now();
	expect(await trickle(1, 10_000)).not.toContain('200 OK');
	expect(performance.now() - before).toBeLessThan(3_000);
	// 5 KB/s for more than two such times.
	expect(await trickle(400, 16_000)).toContain('200 OK');
});
