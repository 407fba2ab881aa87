import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createWriter } from '../src/lib/documents/event-log';
import { startTestRelay, until, type TestRelay } from '../tests/relay-process';
import { readChannelMessage, updateMessage } from './messages';
import { scanUpdate } from './update';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const ROOM = 'workflow/wfl_0000000000000000000000';
const WRITES = 12;

let served: TestRelay;
beforeAll(async () => {
	served = await startTestRelay();
});
afterAll(() => served.dispose());

/** A member that tells whose updates it was sent, in their order. */
async function join(client: number) {
	const token = await served.token('manager', 'tmt_00000000000000000manager');
	const url = `ws://127.0.0.1:${served.relay.port}/sync/${ROOM}`;
	const socket = new WebSocket(url, ['relevo', `token.${token}`]);
	const heard: string[] = [];
	let isIn = false;
	socket.on('message', (data) => {
		isIn = true;
		const message = Buffer.isBuffer(data) ? readChannelMessage(data, 1) : undefined;
		if (message?.type !== 'update') return;
		const scan = scanUpdate(message.update, { maxStructs: 10 });
		for (const { key } of scan.ok ? scan.structs : []) heard.push(key ?? '');
	});
	await until(() => isIn, 'the member is in');
	const writer = createWriter(client);
	return {
		heard,
		write(i: number, length: number) {
			const event = { id: `evt_${client}_${i}`, text: 'x'.repeat(length) };
			socket.send(updateMessage(writer.append([event])));
		},
		end: () => socket.terminate(),
	};
}

test('H2: of what many write at once each hears the others’ whole and in order, and nothing of its own', async () => {
	const members = await Promise.all([1, 2, 3, 4].map(join));
	for (let i = 0; i < WRITES; i++) {
		// Of every length of a frame’s header.
		for (const member of members.slice(0, 3)) member.write(i, [1, 300, 70_000][i % 3]!);
	}
	await until(
		() => members.every(({ heard }, at) => heard.length >= WRITES * (at === 3 ? 3 : 2)),
		'all is heard',
	);
	for (const [at, { heard }] of members.entries()) {
		for (const client of [1, 2, 3]) {
			const from = heard.filter((id) => id.startsWith(`evt_${client}_`));
			const all = Array.from({ length: WRITES }, (_, i) => `evt_${client}_${i}`);
			expect(from).toEqual(client === at + 1 ? [] : all);
		}
	}
	for (const { end } of members) end();
});
