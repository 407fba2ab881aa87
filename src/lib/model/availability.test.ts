import { expect, test } from 'vitest';
import { HOUR } from '../base/clock';
import { availabilityWords } from './availability';
import type { OfficeHours } from './office-hours';

/** A Friday. */
const NOON = Date.UTC(2026, 10, 20, 12);
const weekdays = Object.fromEntries(
	['1', '2', '3', '4', '5'].map((day) => [
		day,
		[
			[540, 780],
			[840, 1_080],
		] as [number, number][],
	]),
);
const officeHours: OfficeHours = { timezone: 'UTC', days: weekdays, holidays: ['11-23'] };

test('STG-09: the reply time while people are there, lunch and holidays left out', () => {
	const availability = { officeHours, replyTime: 'hours' as const };
	expect(availabilityWords(availability, 'en', NOON)).toBe('We usually reply within a few hours.');
	expect(availabilityWords(availability, 'es', NOON + 1.5 * HOUR)).toMatch(
		/^Ahora no estamos\. Volvemos el viernes, 20 de noviembre a las 14:00\.$/,
	);
	expect(availabilityWords(availability, 'en', NOON + 8 * HOUR)).toMatch(
		/back on Tuesday, November 24 at 09:00/,
	);
});

test('nothing is promised that nobody has set', () => {
	expect(availabilityWords({}, 'es', NOON)).toBe('');
	expect(availabilityWords({ officeHours }, 'es', NOON)).toBe('');
	const never = { officeHours: { ...officeHours, days: {} }, replyTime: 'day' as const };
	expect(availabilityWords(never, 'es', NOON)).toBe('');
});
