import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type DomainEvent, signalOf } from '../model/event';
import { opensMessenger } from './opens-messenger';

test('W-TRG-03: hears of a conversation that the customer opens, and of nothing that an automation does', () => {
	const event: DomainEvent = {
		id: 'evt_1',
		at: 1,
		by: { kind: 'contact', id: 'someone' },
		type: 'conversationStarted',
		conversation: 'cnv_1',
	};
	expect(opensMessenger.listens).toEqual([signalOf(event)]);
	expect(opensMessenger.match({}, event, emptyContactState('con_1'))).toBe(true);
	expect(opensMessenger.listens).not.toContain(
		signalOf({ ...event, by: { kind: 'engine', id: 'host' } }),
	);
});
