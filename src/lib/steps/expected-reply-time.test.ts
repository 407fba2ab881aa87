import { expect, test } from 'vitest';
import { DAY } from '../base/clock';
import { expectedReplyTime } from './expected-reply-time';
import { contextWith, NOW } from './step.test-kit';

const weekday = String(new Date(NOW).getUTCDay() || 7);
const tomorrow = String(new Date(NOW + DAY).getUTCDay() || 7);
/** `NOW` is midnight. */
const hours = (day: string) => ({
	timezone: 'UTC',
	days: { [day]: [[0, 600]] as [number, number][] },
	holidays: [],
});
const says = (context: ReturnType<typeof contextWith>, text = '') =>
	expectedReplyTime.enter({ text }, context);

test('W-STP-03: says the reply time of the workspace while people are there', () => {
	const workspace = { replyTime: 'hours', officeHours: hours(weekday) } as const;
	expect(says(contextWith({ workspace }), 'Hold on.')).toMatchObject({
		leave: 'next',
		effects: [{ text: 'We usually reply within a few hours.\nHold on.', as: 'Relevo' }],
	});
	expect(says(contextWith({ workspace, locale: 'es' }))).toMatchObject({
		effects: [{ text: 'Solemos responder en unas horas.' }],
	});
});

test('W-STP-03: says when people are back, in the customer’s language', () => {
	const workspace = { replyTime: 'minutes', officeHours: hours(tomorrow) } as const;
	const name = new Intl.DateTimeFormat('es', { weekday: 'long', timeZone: 'UTC' });
	const outcome = says(contextWith({ workspace, locale: 'es' }));
	expect(JSON.stringify(outcome)).toContain(name.format(NOW + DAY));
	expect(JSON.stringify(outcome)).toContain('00:00');
	expect(JSON.stringify(outcome)).not.toContain('minutos');
});

test('promises nothing that nobody has set', () => {
	expect(says(contextWith())).toEqual({ leave: 'next' });
	const never = { officeHours: { timezone: 'UTC', days: {}, holidays: [] } };
	expect(says(contextWith({ workspace: never }))).toEqual({ leave: 'next' });
});
