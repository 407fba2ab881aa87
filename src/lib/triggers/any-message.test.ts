import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type DomainEvent, signalOf } from '../model/event';
import { anyMessage } from './any-message';

test('W-TRG-05: hears of every message by the customer, and of nothing that an automation does', () => {
	const event: DomainEvent = {
		id: 'evt_1',
		at: 1,
		by: { kind: 'contact', id: 'someone' },
		type: 'messageSent',
		conversation: 'cnv_1',
		text: 'hi',
	};
	expect(anyMessage.listens).toEqual([signalOf(event)]);
	expect(anyMessage.match({}, event, emptyContactState('con_1'))).toBe(true);
	expect(anyMessage.listens).not.toContain(
		signalOf({ ...event, by: { kind: 'engine', id: 'host' } }),
	);
});
