import { expect, test } from 'vitest';
import type { DomainEvent } from '../model/event';
import { contactRoom } from '../model/room';
import { type Batch, createOutbox } from './outbox';

const CONTACT = 'con_1';
const room = contactRoom(CONTACT, 1, 'said');

function said(id: string) {
	const by = { kind: 'contact' as const, id: CONTACT };
	const event: DomainEvent = {
		id,
		at: 1,
		by,
		type: 'messageSent',
		conversation: 'cnv_1',
		text: 'hello',
	};
	return { event, room, contact: CONTACT, chapter: 1 };
}

test('I3: after words that the relay had already, nothing builds on a copy that it did not store', () => {
	let drawn = 0;
	const outbox = createOutbox(() => ++drawn / 10);
	const sent: Batch[] = [];
	const send = () => outbox.flush(undefined, (batch) => void sent.push(batch));
	outbox.add([said('ev_1'), said('ev_2')]);
	send();
	outbox.confirm(new Set(['ev_1', 'ev_2']));
	outbox.settle(1, 'stored');
	outbox.add([said('ev_3')]);
	send();
	expect(sent.map(({ items }) => items.length)).toEqual([2, 1]);
	expect(sent[1]?.writer).not.toBe(sent[0]?.writer);
});
