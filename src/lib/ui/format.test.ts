import { expect, test } from 'vitest';
import { clockTime, dayName, daysBetween, shortTime } from './format';

const noon = new Date(2026, 10, 22, 12, 0).getTime();
const ago = (minutes: number) => noon - minutes * 60_000;

test.each([
	[0, 'es', 'ahora'],
	[2, 'es', '2 min'],
	[125, 'es', '2 h'],
	[13 * 60, 'es', 'ayer'],
	[13 * 60, 'en', 'yesterday'],
	[10 * 24 * 60, 'es', '12 nov'],
])('%s minutes ago in %s is "%s"', (minutes, locale, words) => {
	expect(shortTime(ago(minutes), noon, locale)).toBe(words);
});

test('another year is named', () => {
	expect(shortTime(new Date(2025, 0, 5).getTime(), noon, 'en')).toContain('25');
});

test('an instant of a clock that runs ahead is now', () => {
	expect(shortTime(noon + 60_000, noon, 'en')).toBe('now');
});

test('names days by the calendar, not by 24 hours', () => {
	expect(daysBetween(new Date(2026, 10, 21, 23, 59).getTime(), noon)).toBe(1);
	expect(dayName(new Date(2026, 10, 21, 23, 59).getTime(), noon, 'es')).toBe('Ayer');
	expect(dayName(noon, noon, 'en')).toBe('Today');
	expect(clockTime(ago(0), 'es')).toBe('12:00');
});
