import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type DomainEvent, signalOf } from '../model/event';
import { emptyWorkspace } from '../model/workspace';
import { ticketCreated } from './ticket-created';

const created = (ticketType: string, kind: Author['kind'] = 'teammate'): DomainEvent => ({
	id: 'evt_1',
	at: 1,
	by: { kind, id: 'someone' },
	type: 'ticketCreated',
	conversation: 'cnv_1',
	ticket: 'tkt_1',
	ticketType,
	ticketCategory: 'customer',
});
const match = (types: string[], event: DomainEvent) =>
	ticketCreated.match({ types }, event, emptyContactState('con_1'));

test('W-TRG-10: hears of tickets that people create, and of those that workflows do', () => {
	expect(ticketCreated.customerFacing).toBe('no');
	const authors = (['teammate', 'engine'] as const).map((kind) => signalOf(created('a', kind)));
	expect(ticketCreated.listens).toEqual(authors);
});

test('W-TRG-10: of any type, or of those that are named', () => {
	expect(match([], created('tty_a'))).toBe(true);
	expect(match(['tty_a', 'tty_b'], created('tty_a'))).toBe(true);
	expect(match(['tty_b'], created('tty_a'))).toBe(false);
});

test('W-SUB-04: says what wakes it', () => {
	expect(ticketCreated.wakesOn?.({ types: [] })).toEqual([{ type: 'ticketCreated' }]);
	expect(ticketCreated.wakesOn?.({ types: ['tty_a'] })).toEqual([
		{ type: 'ticketCreated', what: 'tty_a' },
	]);
});

test('names the types that it waits for', () => {
	const refund = { id: 'tty_a', name: 'Refund', category: 'customer', fields: [] } as const;
	const workspace = {
		...emptyWorkspace(),
		ticketTypes: { tty_a: { ...refund, fields: [], isShared: false } },
	};
	expect(ticketCreated.summary({ types: ['tty_a', 'tty_gone'] }, workspace)).toEqual({
		types: 'Refund, —',
	});
	expect(ticketCreated.summary({ types: [] }, workspace)).toEqual({ types: ['anyType'] });
});
