import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { createWriter, readEntries } from '../src/lib/documents/event-log';
import { foldContact } from '../src/lib/model/contact-state';
import { EARLY_PAGE, type EarlyPage, readEarlyPage } from '../src/lib/model/early-row';
import type { DomainEvent } from '../src/lib/model/event';
import { contactRoom } from '../src/lib/model/room';
import { ADA, AGENT, BOB } from '../tests/guard-harness';
import { createTestHub } from '../tests/relay-harness';
import { runnerStorage } from './runner-storage';

/** What a new device is told before the feed has come to it (architecture, "First sync"). */

const CANARY = 'canary-0451';
const PAGE: EarlyPage = {
	rows: [
		{
			...{ id: 'cnv_0000000000000001', contact: BOB, state: 'open', updatedAt: 5, teammate: null },
			...{ team: null, tags: [], priority: 'none', name: CANARY },
		},
	],
	next: { at: 5, key: 'behind' },
};

function written(id: string, kind: 'contact' | 'teammate', by: string, text: string) {
	const event = { id, at: 1_000_000, by: { kind, id: by }, type: 'messageSent' as const };
	return { ...event, conversation: `cnv_${by.slice(-16)}`, text };
}

/** A relay with words of two contacts, a note about one, and somebody who knows the rows. */
async function staged() {
	const stage = createTestHub();
	const agent = await stage.join(`agent:${AGENT}`);
	for (const contact of [ADA, BOB]) {
		const visitor = await stage.join(`contact:${contact}`);
		const said = written(`evt_${contact}`, 'contact', contact, `${CANARY} of ${contact}`);
		visitor.push(contactRoom(contact, 1, 'said'), createWriter(7).append([said]));
	}
	await stage.turn();
	const note = {
		...written('evt_note', 'teammate', AGENT, CANARY),
		type: 'noteAdded' as const,
		conversation: `cnv_${ADA.slice(-16)}`,
	};
	agent.push(contactRoom(ADA, 1, 'desk'), createWriter(8).append([note]));
	await stage.turn();
	const asked = vi.fn(async () => PAGE);
	stage.hub.tellEarly(asked);
	return { ...stage, asked };
}

function pagesIn(frames: readonly unknown[]) {
	return (frames as { type?: string; packed: Uint8Array }[])
		.filter(({ type }) => type === 'early')
		.map(({ packed }) => readEarlyPage(JSON.parse(inflateRawSync(packed).toString())));
}

function fetchedIn(frames: readonly unknown[]): string[] {
	type Ahead = { type?: string; entries: { room: string; update: Uint8Array }[] };
	return (frames as Ahead[])
		.filter(({ type }) => type === 'ahead')
		.flatMap(({ entries }) => entries)
		.flatMap(({ room, update }) => readEntries(update).map(({ key }) => `${room} ${key}`));
}

test('P17: whoever is of the team gets a page of rows, from where it asked', async () => {
	const { join, turn, asked } = await staged();
	for (const role of ['owner', 'manager', 'agent']) {
		const mate = await join(`${role}:${AGENT}`);
		mate.take();
		mate.say({ t: 'early' });
		mate.say({ t: 'early', before: { at: 5, key: 'behind' } });
		await turn();
		expect(pagesIn(mate.take())).toEqual([PAGE, PAGE]);
	}
	expect(asked.mock.calls.slice(0, 2)).toEqual([[undefined], [{ at: 5, key: 'behind' }]]);
});

test('P17: without a runner, or when it fails, the answer is a page without rows', async () => {
	const { join, turn, hub, problems } = await staged();
	const mate = await join(`agent:${AGENT}`);
	mate.take();
	hub.tellEarly(async () => undefined);
	mate.say({ t: 'early' });
	await turn();
	hub.tellEarly(() => Promise.reject(new Error('the disk is full')));
	mate.say({ t: 'early' });
	await turn();
	expect(pagesIn(mate.take())).toEqual([{ rows: [] }, { rows: [] }]);
	expect(problems).toHaveLength(1);
	expect(mate.state.closed).toBeUndefined();
});

test('P17: a contact that is fetched comes whole, and nothing of any other with it', async () => {
	const { join, turn } = await staged();
	const mate = await join(`agent:${AGENT}`);
	mate.take();
	mate.say({ t: 'fetch', contact: ADA });
	await turn();
	const [said, desk] = [contactRoom(ADA, 1, 'said'), contactRoom(ADA, 1, 'desk')];
	expect(fetchedIn(mate.take())).toEqual([`${said} evt_${ADA}`, `${desk} evt_note`]);
	for (const contact of ['con_nobody0000000000000000', '', 'con_', '../workspace']) {
		mate.say({ t: 'fetch', contact });
		await turn();
		expect(mate.take()).toEqual([]);
	}
	expect(mate.state.closed).toBeUndefined();
});

test('canary: a visitor gets no byte of rows or of a contact, not even of itself', async () => {
	const { join, turn, asked } = await staged();
	const before = { at: 5, key: 'behind' };
	for (const question of [
		{ t: 'early' as const },
		{ t: 'early' as const, before },
		...[ADA, BOB, ''].map((contact) => ({ t: 'fetch' as const, contact })),
	]) {
		const visitor = await join(`contact:${ADA}`);
		visitor.take();
		const from = visitor.sent.length;
		visitor.say(question);
		await turn();
		expect(visitor.sent.slice(from), JSON.stringify(question)).toEqual([]);
		expect(visitor.state.closed).toMatchObject({ code: 4403 });
	}
	expect(asked).not.toHaveBeenCalled();
});

test('10: asking for rows or contacts without end is too fast long before it is dear', async () => {
	const { join, turn, asked } = await staged();
	const mate = await join(`agent:${AGENT}`);
	for (let i = 0; i < 1_000; i++) {
		mate.say(i % 2 ? { t: 'early' } : { t: 'fetch', contact: ADA });
	}
	await turn();
	expect(mate.state.closed).toMatchObject({ code: 4529 });
	expect(asked.mock.calls.length).toBeLessThan(60);
});

test('what is no question of this protocol closes the socket', async () => {
	const { join } = await staged();
	const odd = [
		'{"t":"early","before":{"at":-1,"key":"x"}}',
		`{"t":"early","before":{"at":1,"key":"${'x'.repeat(300)}"}}`,
		`{"t":"fetch","contact":"${'x'.repeat(90)}"}`,
		'{"t":"fetch"}',
	];
	for (const text of odd) {
		const mate = await join(`agent:${AGENT}`);
		mate.session.message(text);
		expect(mate.state.closed, text).toMatchObject({ code: 4422 });
	}
});

test('the runner’s rows are the folds of its contacts, the newest first, in pages', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'relevo-runner-'));
	const problems: unknown[] = [];
	const report = (error: unknown) => problems.push(error);
	const storage = runnerStorage({ file: join(folder, 'runner.db'), workspace: 'wsp_1', report });
	const id = (i: number) => String(i).padStart(16, '0');
	const said = (i: number): DomainEvent => ({
		...{ id: `evt_${id(i)}`, at: 1_000 + i, by: { kind: 'contact', id: `con_${id(i)}` } },
		...{ type: 'messageSent', conversation: `cnv_${id(i)}`, text: `${'ñ'.repeat(159)}😀 ${i}` },
	});
	const states = Array.from({ length: EARLY_PAGE + 50 }, (_, i) =>
		foldContact(`con_${id(i)}`, [said(i)]),
	);
	await storage.commit({ contacts: states });
	// Automation alone is listed nowhere; what waits for the relay is told to nobody.
	const engine: DomainEvent = { ...said(900), by: { kind: 'engine', id: 'runner' } };
	await storage.commit({ contacts: [foldContact(`con_${id(900)}`, [engine])] });
	const closed: DomainEvent = {
		...{ id: 'evt_closed0000000000', at: 9_000, by: { kind: 'engine', id: 'runner' } },
		...{ type: 'conversationClosed', conversation: `cnv_${id(3)}` },
	};
	const [contact, room] = [`con_${id(3)}`, contactRoom(`con_${id(3)}`, 1, 'shown')];
	await storage.commit({
		pending: [{ room, contact, event: closed }],
		contacts: [foldContact(contact, [said(3), closed])],
	});
	const first = await storage.listed();
	const second = await storage.listed(first.next);
	const rows = [...first.rows, ...second.rows];
	expect(first.rows).toHaveLength(EARLY_PAGE);
	expect(second.next).toBeUndefined();
	const expected = states.map((_, i) => `cnv_${id(i)}`).filter((_, i) => i !== 3);
	expect(rows.map((row) => row.id)).toEqual(expected.toReversed());
	// Short, and no half of a character.
	expect(rows[0]?.lastMessage?.text).toBe('ñ'.repeat(159));
	expect(readEarlyPage(JSON.parse(JSON.stringify(first)))).toEqual({ ...first });
	await storage.commit({ confirmed: [closed.id] });
	const last = await storage.listed(first.next);
	expect(last.rows.find((row) => row.contact === contact)).toMatchObject({ state: 'closed' });
	expect(problems).toEqual([]);
	storage.close();
	rmSync(folder, { recursive: true });
});
