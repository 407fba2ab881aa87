import { expect, test } from 'vitest';
import { isForCustomers, type TicketType } from './ticket-type';

const type = (over: Partial<TicketType>): TicketType => ({
	id: 'tty_1',
	name: 'Refund',
	category: 'customer',
	fields: [],
	isShared: false,
	...over,
});

test('W-STP-06: customers raise their own types, and back-office ones that are shared', () => {
	const shown = (['customer', 'backOffice', 'tracker'] as const).flatMap((category) =>
		[true, false].map((isShared) => isForCustomers(type({ category, isShared }))),
	);
	expect(shown).toEqual([true, true, true, false, false, false]);
});

test('an archived type is nobody’s to raise', () => {
	expect(isForCustomers(type({ archived: true }))).toBe(false);
});
