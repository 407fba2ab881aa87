import { expect, test } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { SHOWN_ENGINE } from '../src/lib/model/event';
import { contactRoom } from '../src/lib/model/room';
import { ADA, AGENT, createGuardedRoom, said } from '../tests/guard-harness';
import { learnKeys, Ledger } from './ledger';

const SAID = contactRoom(ADA, 1, 'said');
const SHOWN = contactRoom(ADA, 1, 'shown');
const DESK = contactRoom(ADA, 1, 'desk');
const ada = { id: ADA, role: 'contact' } as const;
const agent = { id: AGENT, role: 'agent' } as const;
const asAgent = { by: { kind: 'teammate', id: AGENT } };

function log(client: number, event: { id: string }): Uint8Array {
	return createWriter(client).append([event]);
}

test.each([
	'ev_0.closed',
	'ev_0.1',
	'ev_0.0.closed',
	'run_0.started',
	'run_0.ended',
	'run_0.12',
	'run_0.goal',
	'ev_0.fallback',
	'ev_0.unsnoozed',
	'ev.',
])('4, B2: no person takes %s before the engine has written it', (id) => {
	const refused = { kind: 'refused', code: 4422 };
	expect(createGuardedRoom(SAID).offer(log(1, said(id)), ada)).toMatchObject(refused);
	for (const isHost of [false, true]) {
		const reply = log(1, said(id, asAgent));
		expect(createGuardedRoom(SHOWN).offer(reply, agent, isHost)).toMatchObject(refused);
		const note = log(1, said(id, { ...asAgent, type: 'noteAdded' }));
		expect(createGuardedRoom(DESK).offer(note, agent, isHost)).toMatchObject(refused);
	}
	const effect = log(1, said(id, { by: SHOWN_ENGINE }));
	expect(createGuardedRoom(SHOWN).offer(effect, agent, true).kind).toBe('store');
});

test('4: a word that an old log holds under such an id is known when it comes again', () => {
	const ledger = new Ledger();
	learnKeys(ledger, [log(7, said('evt_1.0'))]);
	const { offer } = createGuardedRoom(SAID, ledger);
	expect(offer(log(8, said('evt_1.0')), ada)).toEqual({ kind: 'nothing' });
});
