import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type DomainEvent, signalOf } from '../model/event';
import { noteAdded } from './note-added';

test('W-TRG-09: hears of every note by a person, and of nothing that an automation does', () => {
	const event: DomainEvent = {
		id: 'evt_1',
		at: 1,
		by: { kind: 'teammate', id: 'someone' },
		type: 'noteAdded',
		conversation: 'cnv_1',
		text: 'hi',
	};
	expect(noteAdded.listens).toEqual([signalOf(event)]);
	expect(noteAdded.match({}, event, emptyContactState('con_1'))).toBe(true);
	expect(noteAdded.listens).not.toContain(
		signalOf({ ...event, by: { kind: 'engine', id: 'host' } }),
	);
});
