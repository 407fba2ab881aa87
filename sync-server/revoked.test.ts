import { expect, test } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { encodeControl } from '../src/lib/sync/wire';
import { createMemoryDisk, createMemoryLog } from './memory-log';
import { createTestConnection, createTestHub, verifyTestToken } from '../tests/relay-harness';

/** Abuse case 14: whoever loses all rights writes and hears nothing from that moment on. */
const ADA = 'con_ada0000000000000000000';
const AGENT = 'tmt_agent00000000000000000';
const DESK = contactRoom(ADA, 1, 'desk');

function noted(id: string): Uint8Array {
	const by = { kind: 'teammate', id: AGENT } as const;
	const conversation = 'cnv_one0000000000000000000';
	const event = { id, at: 1_000_000, by, type: 'noteAdded', conversation, text: 'x' } as const;
	return createWriter(1).append([event]);
}

/** Something that is waited for until it is let go. */
function gate() {
	const held: (() => void)[] = [];
	return {
		passed: () => new Promise<void>((resolve) => held.push(resolve)),
		open: () => held.splice(0).forEach((resolve) => resolve()),
	};
}

test('14: the rights were taken while the token was looked at: no welcome', async () => {
	const { passed, open } = gate();
	const { hub, turn } = createTestHub({
		async verify(token) {
			const grant = await verifyTestToken(token);
			await passed();
			return grant;
		},
	});
	const say = (client: ReturnType<typeof createTestConnection>, token: string) =>
		hub.connect(client.connection, { address: '::1' }).message(encodeControl(hello(token)));
	const [revoked, other] = [createTestConnection(), createTestConnection()];
	say(revoked, `agent:${AGENT}`);
	say(other, `agent:${AGENT}:another device`);
	await turn();
	hub.revoke(AGENT, `dev_${AGENT}`);
	open();
	await turn();
	expect(revoked.take()).toEqual([]);
	expect(revoked.state.closed?.code).toBe(4401);
	expect(other.take()).toMatchObject([{ t: 'welcome' }]);
});

test('14, S3: what was on its way to the disk is not acked to who has no rights any more', async () => {
	const { passed, open } = gate();
	const log = createMemoryLog(createMemoryDisk(), (reached) => void passed().then(reached));
	const { hub, join, turn } = createTestHub({ log });
	const agent = await join(`agent:${AGENT}`);
	agent.push(DESK, noted('evt_1'));
	await turn();
	agent.take();
	hub.revoke(AGENT);
	open();
	await turn();
	expect(hub.stats().head).toBe(1);
	expect(agent.take()).toEqual([]);
});

test('14: what waited for its room to be read is not stored any more', async () => {
	const { passed, open } = gate();
	const log = createMemoryLog();
	const room = (name: string) => passed().then(() => log.room(name));
	const { hub, join, turn } = createTestHub({ log: { ...log, room } });
	const agent = await join(`agent:${AGENT}`);
	agent.push(DESK, noted('evt_1'));
	await turn();
	hub.revoke(AGENT);
	open();
	await turn();
	expect(hub.stats().head).toBe(0);
});

function hello(token: string) {
	return { t: 'hello', v: 1, token } as const;
}
