import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type EventBody, signalOf } from '../model/event';
import { ticketStateChanged } from './ticket-state-changed';

type Params = Parameters<typeof ticketStateChanged.match>[0];

/** As the engine asks it: nothing that it does not listen to. */
function fires(params: Partial<Params>, body: EventBody, kind: Author['kind'] = 'teammate') {
	const event = { id: 'evt_1', at: 1, by: { kind, id: 'someone' }, ...body };
	const all = { ...ticketStateChanged.initial(), ...params };
	return (
		ticketStateChanged.listens.includes(signalOf(event)) &&
		ticketStateChanged.match(all, event, emptyContactState('con_1'))
	);
}

const moved: EventBody = {
	type: 'ticketStateChanged',
	conversation: 'cnv_1',
	ticket: 'tck_1',
	ticketType: 'returns',
	from: 'submitted',
	to: 'resolved',
};

test('W-TRG-11: fires when a person moves it to the chosen state', () => {
	expect(fires({}, moved)).toBe(true);
	expect(fires({ to: 'resolved', ticketType: 'returns' }, moved)).toBe(true);
	expect(fires({ to: 'submitted' }, moved)).toBe(false);
	expect(fires({ ticketType: 'bugs' }, moved)).toBe(false);
	expect(fires({}, moved, 'engine')).toBe(false);
});
