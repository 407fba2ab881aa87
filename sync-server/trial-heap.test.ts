import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { encodeControl, encodePush } from '../src/lib/sync/wire';
import { startTestRelay, until, type TestRelay } from '../tests/relay-process';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 30_000 });

const MANAGER = 'tmt_00000000000000000manager';

let served: TestRelay;
beforeAll(async () => {
	served = await startTestRelay({ limits: { threadHeapMb: 96, roomBytes: 1e9 } });
});
afterAll(() => served.dispose());

async function manager() {
	const socket = new WebSocket(`ws://127.0.0.1:${served.relay.port}/mux`, ['relevo']);
	const answers = new Map<number, string>();
	let isWelcome = false;
	socket.on('message', (data, isBinary) => {
		const message = isBinary ? {} : JSON.parse(String(data));
		isWelcome ||= message.t === 'welcome';
		if ('push' in message) answers.set(message.push, message.t === 'ack' ? 'ack' : message.code);
	});
	await new Promise((resolve) => socket.once('open', resolve));
	const token = await served.token('manager', MANAGER);
	socket.send(encodeControl({ t: 'hello', v: 1, token }));
	// While its token is verified, a socket may send little.
	await until(() => isWelcome, 'the manager is welcome');
	socket.send(encodeControl({ t: 'feed', since: 1e6 }));
	let pushes = 0;
	return {
		async push(room: string, update: Uint8Array) {
			const push = ++pushes;
			socket.send(encodePush({ push, fence: 0, room, update }));
			await until(() => answers.has(push), 'the push is answered', 60_000);
			return answers.get(push);
		},
		end: () => socket.terminate(),
	};
}

/** Two bytes each on the wire, and about thirty times as much in memory. */
function bloated(key: string): Uint8Array {
	const doc = new Y.Doc();
	doc.getMap('settings').set(
		key,
		Array.from({ length: 450_000 }, () => ({})),
	);
	return Y.encodeStateAsUpdate(doc);
}

function small(value: number): Uint8Array {
	const doc = new Y.Doc();
	doc.getMap('settings').set('name', value);
	return Y.encodeStateAsUpdate(doc);
}

test('46: an update that would take all the memory of its trial is refused, and the relay lives', async () => {
	const { push, end } = await manager();
	const answers: unknown[] = [];
	for (let i = 0; i < 12 && answers.at(-1) !== 4422; i++) {
		answers.push(await push('workspace', bloated(`k${i}`)));
	}
	expect(answers.at(-1)).toBe(4422);
	// Other canvases are judged, and so is the next edit of this one.
	expect(await push('public', small(1))).toBe('ack');
	expect(await push('workspace', small(2))).toBe('ack');
	expect(answers.slice(0, -1).every((answer) => answer === 'ack')).toBe(true);
	end();
});
