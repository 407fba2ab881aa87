import { expect, test } from 'vitest';
import { encodeChannel } from '../src/lib/sync/wire';
import { createTestConnection, createTestHub } from '../tests/relay-harness';
import { stepOne } from './messages';
import { Ranges } from './ranges';

const ROOM = 'workflow/wfl_0000000000000000000000';
const MANAGER = 'tmt_00000000000000000manager';
const GRANT = { id: MANAGER, role: 'manager', device: 'dev_1', expiresAt: Infinity } as const;

test('S3: a reader that its first words drop leaves the room that it was entering', async () => {
	const { hub, turn } = createTestHub();
	const { connection, state } = createTestConnection();
	state.buffered = 1e9;
	hub.connectRoom(connection, { address: '127.0.0.1', grant: GRANT, room: ROOM });
	await turn();
	expect(state.closed?.code).toBe(4529);
	// Nobody is there any more, so the room goes with the next one who leaves.
	const next = createTestConnection();
	const peer = { address: '127.0.0.1', grant: GRANT, room: ROOM };
	const session = hub.connectRoom(next.connection, peer);
	await turn();
	session.gone();
	expect(hub.stats()).toMatchObject({ rooms: 0, sessions: 0 });
});

test('P13: a socket in one room and a channel of a mux are told the same, each in its own frame', async () => {
	const { hub, turn, join } = createTestHub();
	const plain = createTestConnection();
	const address = '127.0.0.1';
	const session = hub.connectRoom(plain.connection, { address, grant: GRANT, room: ROOM });
	const mux = await join(`manager:${MANAGER}`);
	mux.say({ t: 'open', channel: 7, room: ROOM });
	await turn();
	mux.sent.length = plain.sent.length = 0;
	session.message(stepOne(new Ranges()));
	mux.session.message(encodeChannel(7, stepOne(new Ranges())));
	await turn();
	const [answer] = plain.sent;
	expect(plain.sent.length).toBe(1);
	expect(mux.sent).toEqual([encodeChannel(7, answer as Uint8Array)]);
	mux.say({ t: 'close', channel: 7 });
	session.gone();
	await turn();
	expect(hub.stats()).toMatchObject({ rooms: 0, sessions: 1 });
});
