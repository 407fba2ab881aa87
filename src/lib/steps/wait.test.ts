import { expect, test } from 'vitest';
import { DAY, HOUR } from '../base/clock';
import { wait } from './wait';
import { contextWith, conversation, NOW, said } from './step.test-kit';

test('E-16, W-ACT-05: waits until now + d and listens to what may interrupt it', () => {
	expect(wait.enter({ ...wait.initial(), forMs: HOUR }, contextWith())).toEqual({
		park: { until: NOW + HOUR, listens: ['contact.messageSent', 'teammate.messageSent'] },
	});
	const deaf = { ...wait.initial(), forMs: HOUR, interruptedBy: [], runLate: false };
	expect(wait.enter(deaf, contextWith())).toEqual({
		park: { until: NOW + HOUR, listens: [], runLate: false },
	});
	expect(wait.ports(deaf)).toEqual([{ id: 'done' }]);
	const onTicket = { ...wait.initial(), interruptedBy: ['ticketChange' as const] };
	expect(wait.enter(onTicket, contextWith())).toMatchObject({
		park: { listens: ['teammate.ticketStateChanged'] },
	});
});

test('E-16: goes on when the time is up, and elsewhere when interrupted', () => {
	const event = said({ type: 'messageSent', conversation, text: 'wait' });
	expect(wait.resume?.(wait.initial(), { timer: true }, contextWith())).toEqual({ leave: 'done' });
	expect(wait.resume?.(wait.initial(), event, contextWith())).toEqual({
		leave: 'interrupted',
		otherwise: 'interrupted',
		skipped: 'customerReply',
	});
	const body = said({ type: 'conversationClosed', conversation });
	const closed = { event: { ...body.event, by: { kind: 'teammate' as const, id: 'tea_1' } } };
	const listening = { ...wait.initial(), interruptedBy: ['stateChange' as const] };
	expect(wait.resume?.(listening, closed, contextWith())).toMatchObject({ skipped: 'stateChange' });
});

test('E-16: waits for the office to open, and not at all while it is', () => {
	const tomorrow = String(new Date(NOW + DAY).getUTCDay() || 7);
	const at = (days: Record<string, [number, number][]>) =>
		wait.enter(
			{ ...wait.initial(), until: 'officeHours' },
			contextWith({ workspace: { officeHours: { timezone: 'UTC', days, holidays: [] } } }),
		);
	expect(at({ [tomorrow]: [[540, 1020]] })).toMatchObject({
		park: { until: NOW + DAY + 9 * HOUR },
	});
	expect(at({})).toEqual({ fail: 'neverOpen' });
	expect(wait.enter({ ...wait.initial(), until: 'officeHours' }, contextWith())).toEqual({
		leave: 'done',
	});
});

test('E-16: waits for the date that an attribute holds', () => {
	const params = { ...wait.initial(), until: 'date' as const, attribute: 'renewal' };
	const attributes = {
		renewal: { id: 'renewal', subject: 'contact', name: 'Renewal', format: 'date' },
	} as const;
	const on = (value: number | null) =>
		wait.enter(
			params,
			contextWith({
				workspace: { attributes },
				bodies: [{ type: 'attributeChanged', subject: 'contact', attribute: 'renewal', value }],
			}),
		);
	expect(on(NOW + DAY)).toMatchObject({ park: { until: NOW + DAY } });
	expect(on(NOW - DAY)).toEqual({ leave: 'done' });
	expect(on(null)).toEqual({ fail: 'dateUnknown' });
	expect(wait.problems({ ...params, attribute: null })).toHaveLength(1);
});

test('E-02: a version from before these still waits for its time', () => {
	const old = { forMs: HOUR, interruptedBy: [], runLate: true };
	expect(wait.params.parse(old)).toEqual({ ...old, until: 'duration', attribute: null });
});
