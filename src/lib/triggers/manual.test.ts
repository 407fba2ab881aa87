import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import type { DomainEvent } from '../model/event';
import { manual } from './manual';

test('W-TRG-12: no event starts it', () => {
	const event: DomainEvent = {
		id: 'evt_1',
		at: 1,
		by: { kind: 'contact', id: 'con_1' },
		type: 'messageSent',
		conversation: 'cnv_1',
		text: 'start!',
	};
	expect(manual.listens).toEqual([]);
	expect(manual.match({}, event, emptyContactState('con_1'))).toBe(false);
});
