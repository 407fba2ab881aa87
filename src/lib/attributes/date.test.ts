import { expect, test } from 'vitest';
import { DAY, HOUR } from '../base/clock';
import { dateFormat } from './date';

const day = Date.UTC(2026, 10, 22);

test.each([
	['2026-11-22', day],
	['22/11/2026', day],
	['22-11-2026', day],
	['2026-11-22T10:30', day],
	['31/02/2026', undefined],
	['0050-01-01', undefined],
	['soon', undefined],
])('reads %s', (text, value) => {
	expect(dateFormat.parse(text, {})).toBe(value);
});

test('reads the time only where it is asked for', () => {
	expect(dateFormat.parse('2026-11-22T10:30', { withTime: true })).toBe(day + 10.5 * HOUR);
	expect(dateFormat.parse('2026-11-22T25:00', { withTime: true })).toBeUndefined();
});

test('compares with instants and with days ago', () => {
	const { isBefore, isMoreThanDaysAgo, isLessThanDaysAgo } = dateFormat.operators;
	expect(isBefore?.holds(day, day + 1, 0)).toBe(true);
	expect(isMoreThanDaysAgo?.holds(day, 3, day + 4 * DAY)).toBe(true);
	expect(isLessThanDaysAgo?.holds(day, 3, day + 2 * DAY)).toBe(true);
	expect(isLessThanDaysAgo?.holds(day, 3, day - DAY), 'the future is not ago').toBe(false);
});

test('prints in both languages', () => {
	expect(dateFormat.print(day, {}, 'es')).toBe('22 nov 2026');
	expect(dateFormat.print(day, {}, 'en')).toBe('Nov 22, 2026');
	expect(dateFormat.print(1e300, {}, 'en')).toBe('');
});
