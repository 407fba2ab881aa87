import { expect, test } from 'vitest';
import { atHour, daysUntilMonday } from './wall-clock';

const at = (iso: string) => Date.parse(iso);

test('tomorrow at nine is on the wall of the zone', () => {
	const now = at('2026-11-22T23:30:00Z');
	expect(atHour(now, 1, 9, 'America/Santiago')).toBe(at('2026-11-23T12:00:00Z'));
	expect(atHour(now, 1, 9, 'Europe/Madrid')).toBe(at('2026-11-24T08:00:00Z'));
});

test('a day that loses an hour still ends at nine', () => {
	// In Madrid the clocks go forward on 29 March 2026.
	expect(atHour(at('2026-03-28T12:00:00Z'), 1, 9, 'Europe/Madrid')).toBe(
		at('2026-03-29T07:00:00Z'),
	);
});

test('an hour that the clocks skip is the hour after it', () => {
	expect(atHour(at('2026-03-28T12:00:00Z'), 1, 2, 'Europe/Madrid')).toBe(
		at('2026-03-29T01:00:00Z'),
	);
});

test.each([
	['2026-11-22T12:00:00Z', 1],
	['2026-11-23T12:00:00Z', 7],
	['2026-11-28T12:00:00Z', 2],
])('the Monday after %s is in %s days', (now, days) => {
	expect(daysUntilMonday(at(now), 'UTC')).toBe(days);
});
