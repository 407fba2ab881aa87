import { expect, test } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { SHOWN_ENGINE } from '../src/lib/model/event';
import { contactRoom } from '../src/lib/model/room';
import { ADA, AGENT, createGuardedRoom, NOW, said } from '../tests/guard-harness';
import { compactLog } from './compact-log';
import { learnKeys, Ledger, versionsOf } from './ledger';

const SAID = contactRoom(ADA, 1, 'said');
const SHOWN = contactRoom(ADA, 1, 'shown');
const DESK = contactRoom(ADA, 1, 'desk');
const ada = { id: ADA, role: 'contact' } as const;
const agent = { id: AGENT, role: 'agent' } as const;
const owner = { id: 'tmt_0000000000000000000owner', role: 'owner' } as const;

test('4: nobody takes the place of an event by somebody else: shown, desk and live', () => {
	const by = { kind: 'teammate', id: AGENT };
	const message = { ...said('evt_1'), by };
	const note = { ...message, type: 'noteAdded' };
	const version = { id: 'evt_1', at: NOW, by, type: 'workflowStopped', workflow: 'wfl_1' };
	const manager = { id: AGENT, role: 'manager' } as const;
	for (const [name, event] of [
		[SHOWN, message],
		[DESK, note],
		['live', version],
	] as const) {
		const { room, offer } = createGuardedRoom(name);
		expect(offer(log(1, event), manager).kind, name).toBe('store');
		const stolen = { ...event, by: { kind: 'teammate', id: owner.id } };
		expect(offer(log(2, stolen), owner, true), name).toMatchObject({
			kind: 'refused',
			code: 4412,
			reason: 'another content stands under this id',
		});
		const automatic = { ...event, by: SHOWN_ENGINE };
		expect(offer(log(3, automatic), owner, true).kind, name).toBe('refused');
		// The sender's own words again, because an ack got lost.
		expect(offer(log(4, event), manager).kind, name).toBe('nothing');
		expect(room.ledger.size, name).toBe(1);
	}
});

test('T-TYP-01: tickets are the team’s: people and the engine write them, a visitor cannot', () => {
	const ticket = { ticket: 'tkt_1', ticketType: 'tty_1', conversation: 'cnv_1' };
	const created = { ...ticket, type: 'ticketCreated', ticketCategory: 'customer' };
	const changed = { ...ticket, type: 'ticketStateChanged', from: 'submitted', to: 'resolved' };
	for (const [index, body] of [created, changed].entries()) {
		const event = { id: `evt_${index}`, at: NOW, ...body };
		const byTeam = { ...event, by: { kind: 'teammate', id: AGENT } };
		const { offer } = createGuardedRoom(DESK);
		expect(offer(log(1, byTeam), agent).kind).toBe('store');
		expect(offer(log(2, { ...event, id: 'evt_engine', by: SHOWN_ENGINE }), agent, true).kind).toBe(
			'store',
		);
		expect(offer(log(3, { ...event, id: 'evt_ada', by: ada }), ada).kind).toBe('refused');
		// Nor can they come to where a visitor writes or reads, whoever sends them.
		const byAda = { ...event, by: { kind: 'contact', id: ADA } };
		expect(createGuardedRoom(SAID).offer(log(4, byAda), ada).kind).toBe('refused');
		expect(createGuardedRoom(SHOWN).offer(log(5, byTeam), agent).kind).toBe('refused');
	}
});

test('4: the author of an event is known after a restart and after compaction', () => {
	const message = { ...said('evt_1'), by: { kind: 'teammate', id: AGENT } };
	const taken = { ...message, by: { kind: 'teammate', id: owner.id } };
	const effect = promptClosed('evt_2', SHOWN_ENGINE);
	const updates = [log(3, effect), log(4, effect), log(5, message)];
	const entries = updates.map((update, i) => ({ seq: i + 1, update }));
	const compacted = compactLog({ entries });
	for (const stored of [
		{ entries, authors: [] },
		{ snapshot: { seq: 3, update: compacted }, entries: [], authors: [] },
	]) {
		const ledger = new Ledger();
		learnKeys(
			ledger,
			versionsOf(stored).map(({ update }) => update),
		);
		const { room, offer } = createGuardedRoom(SHOWN, ledger);
		room.load(stored);
		expect(offer(log(2, taken), owner).kind).toBe('refused');
		expect(offer(log(6, effect), agent, true).kind).toBe('nothing');
	}
});

test('E-11: two hosts may write the same effect, and one update holds one author per event', () => {
	const closed = (by: object) => promptClosed('evt_1', by);
	const { offer } = createGuardedRoom(SHOWN);
	expect(offer(log(1, closed(SHOWN_ENGINE)), agent, true).kind).toBe('store');
	const later = { ...closed(SHOWN_ENGINE), at: NOW + 7 };
	expect(offer(log(2, later), owner, true).kind).toBe('nothing');
	expect(offer(log(3, closed({ kind: 'teammate', id: owner.id })), owner, true).kind).toBe(
		'refused',
	);
	const both = log(4, said('evt_2'), said('evt_2', { text: 'otra' }));
	expect(createGuardedRoom(SAID).offer(both, ada).kind).toBe('refused');
});

function promptClosed(id: string, by: object) {
	return { id, at: NOW, by, type: 'promptClosed', conversation: 'cnv_1', prompt: 'evt_0' };
}

function log(client: number, ...events: { id: string; [member: string]: unknown }[]): Uint8Array {
	return createWriter(client).append(events);
}
