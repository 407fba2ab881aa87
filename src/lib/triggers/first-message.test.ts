import { expect, test } from 'vitest';
import { foldContact } from '../model/contact-state';
import type { DomainEvent } from '../model/event';
import { firstMessage } from './first-message';

const message = (id: string, conversation: string, at: number): DomainEvent => ({
	id,
	at,
	by: { kind: 'contact', id: 'con_1' },
	type: 'messageSent',
	conversation,
	text: 'hi',
});

test('W-TRG-04: matches the first message of each conversation', () => {
	const events = [
		message('evt_a', 'cnv_1', 1),
		message('evt_b', 'cnv_1', 2),
		message('evt_c', 'cnv_2', 3),
	];
	const matched = events.filter((event, i) =>
		firstMessage.match({}, event, foldContact('con_1', events.slice(0, i + 1))),
	);
	expect(matched.map(({ id }) => id)).toEqual(['evt_a', 'evt_c']);
});
