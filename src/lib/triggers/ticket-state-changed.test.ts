import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type DomainEvent, signalOf } from '../model/event';
import { TicketState } from '../model/ticket';
import { ticketStateChanged } from './ticket-state-changed';

const changed = (to: TicketState, ticketType = 'tty_a'): DomainEvent => ({
	id: 'evt_1',
	at: 1,
	by: { kind: 'teammate', id: 'tea_ana' },
	type: 'ticketStateChanged',
	conversation: 'cnv_1',
	ticket: 'tkt_1',
	ticketType,
	from: 'submitted',
	to,
});
const match = (over: { types?: string[]; to?: TicketState[] }, event: DomainEvent) =>
	ticketStateChanged.match(
		{ ...ticketStateChanged.initial(), ...over },
		event,
		emptyContactState('con_1'),
	);

test('W-TRG-11: hears of what people change, behind the scenes', () => {
	expect(ticketStateChanged.customerFacing).toBe('no');
	expect(ticketStateChanged.listens).toEqual([signalOf(changed('resolved'))]);
});

test('W-TRG-11, T-STA-01: any of the four states, or those that are chosen', () => {
	for (const state of TicketState.options) expect(match({}, changed(state))).toBe(true);
	expect(match({ to: ['resolved'] }, changed('resolved'))).toBe(true);
	expect(match({ to: ['resolved'] }, changed('inProgress'))).toBe(false);
});

test('W-TRG-11: of any type, or of those that are named', () => {
	expect(match({ types: ['tty_a'] }, changed('resolved'))).toBe(true);
	expect(match({ types: ['tty_b'] }, changed('resolved'))).toBe(false);
});

test('waits for no state at all only by mistake', () => {
	expect(ticketStateChanged.problems?.({ types: [], to: [] })).toEqual([
		{ code: 'noStates', param: 'to' },
	]);
});
