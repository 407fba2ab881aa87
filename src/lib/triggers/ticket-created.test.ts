import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type EventBody, signalOf } from '../model/event';
import { ticketCreated } from './ticket-created';

type Params = Parameters<typeof ticketCreated.match>[0];

/** As the engine asks it: nothing that it does not listen to. */
function fires(params: Partial<Params>, body: EventBody, kind: Author['kind'] = 'teammate') {
	const event = { id: 'evt_1', at: 1, by: { kind, id: 'someone' }, ...body };
	const all = { ...ticketCreated.initial(), ...params };
	return (
		ticketCreated.listens.includes(signalOf(event)) &&
		ticketCreated.match(all, event, emptyContactState('con_1'))
	);
}

const created: EventBody = {
	type: 'ticketCreated',
	conversation: 'cnv_1',
	ticket: 'tck_1',
	ticketType: 'returns',
};

test('W-TRG-10: fires on every ticket, or on those of one type', () => {
	expect(fires({}, created)).toBe(true);
	expect(fires({}, created, 'engine')).toBe(true);
	expect(fires({ ticketType: 'returns' }, created)).toBe(true);
	expect(fires({ ticketType: 'bugs' }, created)).toBe(false);
});
