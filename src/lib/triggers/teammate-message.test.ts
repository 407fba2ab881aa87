import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type DomainEvent, signalOf } from '../model/event';
import { teammateMessage } from './teammate-message';

test('W-TRG-06: hears of every reply by a person, and of nothing that an automation does', () => {
	const event: DomainEvent = {
		id: 'evt_1',
		at: 1,
		by: { kind: 'teammate', id: 'someone' },
		type: 'messageSent',
		conversation: 'cnv_1',
		text: 'hi',
	};
	expect(teammateMessage.listens).toEqual([signalOf(event)]);
	expect(teammateMessage.match({}, event, emptyContactState('con_1'))).toBe(true);
	expect(teammateMessage.listens).not.toContain(
		signalOf({ ...event, by: { kind: 'engine', id: 'host' } }),
	);
});
