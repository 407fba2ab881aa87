import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import type { Author, DomainEvent } from '../model/event';
import { stateChanged } from './state-changed';

type Change =
	'conversationClosed' | 'conversationReopened' | 'conversationSnoozed' | 'conversationUnsnoozed';
const change = (type: Change, kind: Author['kind'] = 'teammate'): DomainEvent => ({
	id: 'evt_1',
	at: 1,
	by: { kind, id: 'someone' },
	type,
	conversation: 'cnv_1',
});
const match = (params: Parameters<typeof stateChanged.match>[0], event: DomainEvent) =>
	stateChanged.match(params, event, emptyContactState('con_1'));

test('V-8, W-TRG-07: closing by a teammate is the default', () => {
	expect(match(stateChanged.initial(), change('conversationClosed'))).toBe(true);
	expect(match(stateChanged.initial(), change('conversationSnoozed'))).toBe(false);
	expect(match(stateChanged.initial(), change('conversationClosed', 'engine'))).toBe(false);
});

test('opening is by hand or from a snooze', () => {
	const params = { to: ['open' as const], by: 'anyone' as const };
	expect(match(params, change('conversationReopened'))).toBe(true);
	expect(match(params, change('conversationUnsnoozed', 'engine'))).toBe(true);
	expect(match(params, change('conversationClosed'))).toBe(false);
});

test('hears of every change that it can match', () => {
	for (const type of ['Closed', 'Reopened', 'Snoozed', 'Unsnoozed']) {
		expect(stateChanged.listens).toContain(`teammate.conversation${type}`);
		expect(stateChanged.listens).toContain(`engine.conversation${type}`);
	}
});
