import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createWriter } from '../src/lib/documents/event-log';
import { SHOWN_ENGINE } from '../src/lib/model/event';
import { contactRoom } from '../src/lib/model/room';
import { encodeChannel } from '../src/lib/sync/wire';
import { ADA, AGENT, BOB, createGuardedRoom, NOW, said } from '../tests/guard-harness';
import { createTestHub } from '../tests/relay-harness';
import { awarenessMessage, updateMessage } from './messages';
import type { Refusal } from './connection';

/** Who may write what, and what whoever may not is told: abuse cases 1, 4, 10 and 15, and I8. */
const SAID = contactRoom(ADA, 1, 'said');
const SHOWN = contactRoom(ADA, 1, 'shown');
const OWNER = 'tmt_0000000000000000000owner';

function written(id: string, by: { kind: string; id: string }, more: object = {}) {
	return { ...said(id), at: 1_000_000, by, ...more };
}
const reply = (id: string, more = {}) => written(id, { kind: 'teammate', id: AGENT }, more);

function drawn(key: string): Uint8Array {
	const doc = new Y.Doc();
	doc.getMap('spaces').set(key, true);
	return Y.encodeStateAsUpdate(doc);
}

test('15: a visitor writes neither to its own shown nor to public, by push or by channel', async () => {
	const { hub, join, turn } = createTestHub();
	const agent = await join(`agent:${AGENT}`);
	agent.push(SHOWN, createWriter(1).append([reply('evt_1')]));
	await turn();
	const { head } = hub.stats();
	const own = written('evt_2', { kind: 'contact', id: ADA });
	const attempts: [room: string, update: Uint8Array][] = [
		[SHOWN, createWriter(2).append([own])],
		[SHOWN, createWriter(3).append([reply('evt_3')])],
		['public', drawn('space_1')],
	];
	for (const [room, update] of attempts) {
		const visitor = await join(`contact:${ADA}`);
		visitor.take();
		visitor.push(room, update);
		await turn();
		expect(visitor.take(), room).toMatchObject([{ t: 'refused', push: 1, code: 4403 }]);
		visitor.say({ t: 'open', channel: 1, room });
		await turn();
		visitor.take();
		visitor.session.message(encodeChannel(1, updateMessage(update)));
		await turn();
		expect(visitor.take(), room).toMatchObject([{ t: 'closed', channel: 1, code: 4403 }]);
	}
	expect(hub.stats().head).toBe(head);
});

test('15: an agent, who reads the workspace, cannot push to it, nor to live or a workflow', async () => {
	const { hub, join, turn } = createTestHub();
	const agent = await join(`agent:${AGENT}`);
	agent.take();
	for (const room of ['workspace', 'public', 'live', 'workflow/wfl_0000000000000000', SAID]) {
		agent.push(room, drawn('x'));
		await turn();
		expect(agent.take(), room).toMatchObject([{ t: 'refused', code: 4403 }]);
	}
	expect(hub.stats().head).toBe(0);
});

test('4: a visitor can neither replace nor delete what an agent wrote to it', async () => {
	const { hub, log, join, turn } = createTestHub();
	const agent = await join(`agent:${AGENT}`);
	const doc = new Y.Doc();
	Y.applyUpdate(doc, createWriter(1).append([reply('evt_1', { text: 'verdad' })]));
	agent.push(SHOWN, Y.encodeStateAsUpdate(doc));
	await turn();
	const before = Y.encodeStateVector(doc);
	doc.getMap('events').delete('evt_1');
	const deletion = Y.encodeStateAsUpdate(doc, before);
	const replacement = createWriter(2).append([reply('evt_1', { text: 'mentira' })]);
	for (const update of [deletion, replacement]) {
		const visitor = await join(`contact:${ADA}`);
		visitor.take();
		visitor.push(SHOWN, update);
		await turn();
		expect(visitor.take()).toMatchObject([{ t: 'refused', push: 1, code: 4403 }]);
	}
	expect(hub.stats().head).toBe(1);
	expect((await log.room(SHOWN)).entries).toHaveLength(1);
});

test('1: who asks for the room of another gets no byte of it, alike or missing, and is noted', async () => {
	const refusals: Refusal[] = [];
	const { join, turn } = createTestHub({ refused: (refusal) => refusals.push(refusal) });
	const agent = await join(`agent:${AGENT}`);
	const room = contactRoom(BOB, 1, 'shown');
	agent.push(room, createWriter(1).append([reply('evt_1', { text: 'canary' })]));
	await turn();
	const visitor = await join(`contact:${ADA}`);
	visitor.take();
	const answers = [];
	for (const name of [room, contactRoom('con_0000000000000000000nobody', 1, 'shown')]) {
		visitor.say({ t: 'open', channel: 1, room: name });
		await turn();
		answers.push(visitor.take());
	}
	expect(answers[0]).toEqual([{ t: 'closed', channel: 1, code: 4403, reason: 'no such room' }]);
	expect(answers[1]).toEqual(answers[0]);
	const asked = { principal: ADA, address: '127.0.0.1', code: 4403, reason: 'no such room' };
	expect(refusals[0]).toEqual({ ...asked, room });
	visitor.say({ t: 'open', channel: 1, room: 'x'.repeat(100_000) });
	expect(refusals.at(-1)?.room).toHaveLength(128);
});

test('10: those of one range of addresses share a limit, and those of another do not', async () => {
	const { join, turn, hub } = createTestHub({
		limits: { addressRate: { perSecond: 1, burst: 10 } },
	});
	const [ada, bob] = [await join(`contact:${ADA}`), await join(`contact:${BOB}`)];
	for (let i = 0; i < 6; i++) {
		ada.say({ t: 'ping', sent: i });
		bob.say({ t: 'ping', sent: i });
	}
	await turn();
	expect(ada.state.closed ?? bob.state.closed).toMatchObject({ code: 4529 });
	const elsewhere: number[] = [];
	const session = hub.connect(
		{ ...ada.connection, close: (code) => elsewhere.push(code) },
		{ address: '127.0.1.1' },
	);
	session.message(JSON.stringify({ t: 'hello', v: 1, token: `contact:${BOB}` }));
	await turn();
	session.message(JSON.stringify({ t: 'ping', sent: 1 }));
	expect(elsewhere).toEqual([]);
});

test('I8: what a customer may read holds listed fields only, whoever writes it', () => {
	const host = { id: 'runner', role: 'runner' } as const;
	const agent = { id: AGENT, role: 'agent' } as const;
	const shown = { ...said('evt_1'), by: SHOWN_ENGINE };
	const cases = [
		[shown, host, 'store'],
		[{ ...shown, by: { kind: 'engine', id: AGENT } }, host, 'refused'],
		[{ ...shown, cause: ['run_1'] }, host, 'refused'],
		[{ ...shown, node: 'angry-customer', visit: 1 }, host, 'refused'],
		[{ ...shown, by: { kind: 'teammate', id: AGENT }, as: 'Ana' }, agent, 'store'],
		[{ ...shown, by: { kind: 'teammate', id: AGENT }, mood: 'angry' }, agent, 'refused'],
	] as const;
	for (const [event, who, kind] of cases) {
		const { offer } = createGuardedRoom(SHOWN);
		const verdict = offer(createWriter(1).append([event]), who, who === host);
		expect(verdict.kind, JSON.stringify(event)).toBe(kind);
	}
	expect(NOW).toBe(shown.at);
});

test('I8: a customer sees that somebody types and under which name, and nobody on a canvas', async () => {
	const { join, turn } = createTestHub();
	const owner = await join(`owner:${OWNER}`);
	const visitor = await join(`contact:${ADA}`);
	for (const [index, room] of [SHOWN, 'public'].entries()) {
		for (const each of [owner, visitor]) each.say({ t: 'open', channel: index + 1, room });
	}
	await turn();
	visitor.take();
	const state = JSON.stringify({ typing: true, as: 'Ana', at: 'canary', user: { id: 'canary' } });
	const states = awarenessMessage([{ client: 5, clock: 1, state }]);
	for (const channel of [1, 2]) owner.session.message(encodeChannel(channel, states));
	visitor.session.message(encodeChannel(2, Uint8Array.of(3)));
	await turn();
	const heard = visitor.take();
	expect(heard).toHaveLength(1);
	expect(heard[0]).toMatchObject({ type: 'channel', channel: 1 });
	const [frame] = heard;
	const text = frame && 'data' in frame ? Buffer.from(frame.data).toString() : '';
	expect(text).toContain('{"typing":true,"as":"Ana"}');
	expect(text).not.toMatch(/canary|owner/);
});
