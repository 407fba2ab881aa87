import { expect, test } from 'vitest';
import { leastCpuMs } from '../base/cpu-time.test-kit';
import { DAY, HOUR } from '../base/clock';
import { dateFormat } from './date';
import { reading, TODAY } from './reading.test-kit';

const day = Date.UTC(2026, 10, 22);
const of = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date);

test.each([
	['es', '2026-11-22', day],
	['es', '22/11/2026', day],
	['es', '22-11-2026', day],
	['es', '2026-11-22T10:30', day],
	['es', '31/02/2026', undefined],
	['es', '0050-01-01', undefined],
	['es', 'soon', undefined],
	['en-US', '07/01/2026', of(2026, 7, 1)],
	['en', '07/01/2026', of(2026, 7, 1)],
	['en-GB', '07/01/2026', of(2026, 1, 7)],
	['es', '07/01/2026', of(2026, 1, 7)],
	['de', '7.1.26', of(2026, 1, 7)],
	['en-US', '22/11/2026', day],
	['ja', '2026/11/22', day],
	['ja', '07/01/2026', undefined],
	['en', 'Nov 22', day],
	['en', 'Nov 10', of(2026, 11, 10)],
	['en', 'January 5th', of(2027, 1, 5)],
	['en', '5 Jan, 2024', of(2024, 1, 5)],
	['en', 'Sunday, Nov 22', day],
	['es', '10 de noviembre', of(2026, 11, 10)],
	['es', '1º de enero de 2027', of(2027, 1, 1)],
	['es', 'domingo 22 de noviembre de 2026', day],
	['en', '22 de noviembre de 2026', day],
	['es', 'Nov 22, 2026', day],
	['de', '22. März 2026', of(2026, 3, 22)],
	['hi', '22 नवंबर 2026', day],
	['en', 'Today', TODAY],
	['en', 'tomorrow', TODAY + DAY],
	['en', 'tomorrow.', TODAY + DAY],
	['en', 'Yesterday', TODAY - DAY],
	['es', 'hoy', TODAY],
	['es', 'Mañana', TODAY + DAY],
	['es', 'manana', TODAY + DAY],
	['en', 'mañana', TODAY + DAY],
	['es', 'pasado mañana', TODAY + 2 * DAY],
	['es', 'dentro de 3 días', TODAY + 3 * DAY],
	['en', 'in 3 days', TODAY + 3 * DAY],
	['de', 'morgen', TODAY + DAY],
	['en', 'Friday', TODAY + 4 * DAY],
	['en', 'next Monday', TODAY + 7 * DAY],
	['es', 'el próximo lunes', TODAY + 7 * DAY],
	['es', 'el viernes que viene', TODAY + 4 * DAY],
	['en', 'last Monday', undefined],
	['en', 'next week', undefined],
	['en', '3 4', undefined],
	['en', '192.168.0.1', undefined],
	['en', 'Nov 31', undefined],
	['en', 'Nov 2026', undefined],
	['en', '13/13/2026', undefined],
	['en', 'call me on Monday please', undefined],
	['en', '20261122', undefined],
	['en', '5', undefined],
])('V-7: in %s "%s"', (locale, text, value) => {
	expect(dateFormat.parse(text, {}, reading(locale))).toBe(value);
});

test.each([
	['fa', '۱۴۰۵/۰۹/۰۱', day],
	['fa', '1405-09-01', day],
	['fa', '۲۰۲۶/۱۱/۲۲', day],
	['fa', '۱۴۰۳/۱۲/۳۰', of(2025, 3, 20)],
	['fa', '۱۴۰۴/۱۲/۳۰', undefined],
	['fa', '۱۴۰۵/۱۳/۰۱', undefined],
	['fa', '۲۲ نوامبر ۱۴۰۵', undefined],
	['fa', '۲۲ نوامبر ۲۰۲۶', day],
	['fa', '۰۵/۰۹/۰۱', undefined],
	['fa', '۰۹/۰۱', undefined],
	['th', '22/11/2569', day],
	['th', '๒๒/๑๑/๒๕๖๙', day],
	['th', '22 พ.ย. 2569', day],
	['th', '2569-11-22', day],
	['th', '22/11/2026', day],
	['th', '22/11', day],
	['th', '22/11/69', undefined],
	['th', '29/2/2568', undefined],
	['en', '22/11/2569', undefined],
	['en', '22 Nov 2569', undefined],
	['en', '1405/09/01', undefined],
	['en', '۱۴۰۵-۰۹-۰۱', undefined],
	['es', '22/11/0226', undefined],
	['es', '22/11/1026', undefined],
	['he', '12.3.5787', undefined],
	['zh-TW', '115/11/22', undefined],
	['es', '31/12/1900', of(1900, 12, 31)],
	['en', '9999-12-31', of(9999, 12, 31)],
	['en', '1492-10-12', of(1492, 10, 12)],
	['en', '2569-11-22 call me', undefined],
])('V-7: no year is read in another calendar than it was meant: in %s "%s"', (...row) => {
	const [locale, text, value] = row;
	expect(dateFormat.parse(text, {}, reading(locale))).toBe(value);
});

test.each(['fa', 'th', 'ar-SA', 'ps', 'en', 'es', 'ja'])(
	'V-7: in %s a day of its own calendar is that day',
	(locale) => {
		const { calendar } = new Intl.DateTimeFormat(locale).resolvedOptions();
		const own = new Intl.DateTimeFormat('en', {
			...{ calendar, timeZone: 'UTC', year: 'numeric', month: '2-digit', day: '2-digit' },
		} as const);
		for (let at = of(1950, 1, 1); at < of(2100, 1, 1); at += 97 * DAY) {
			const part = (type: string) => own.formatToParts(at).find((one) => one.type === type)?.value;
			const typed = `${part('year')}/${part('month')}/${part('day')}`;
			expect(dateFormat.parse(typed, {}, reading(locale)), typed).toBe(at);
		}
	},
);

test.each([
	['2026-11-22T10:30', day + 10.5 * HOUR],
	['Nov 22 10:30 pm', day + 22.5 * HOUR],
	['Nov 22 10:30', day + 10.5 * HOUR],
	['10:30 Nov 22', day + 10.5 * HOUR],
	['22 Nov 10 pm', day + 22 * HOUR],
	['Nov 22, 2026 10:30 p. m.', day + 22.5 * HOUR],
	['11/22 10:30 pm', day + 22.5 * HOUR],
	['22. Nov 10:30:15 am', day + 10.5 * HOUR],
	['Nov 22\u00a010:30\u202fpm', day + 22.5 * HOUR],
	['2026-11-22 10:30 Z', day + 10.5 * HOUR],
	['2026-11-22 10:30', day + 10.5 * HOUR],
	['Nov 22 at 5 pm', day + 17 * HOUR],
	['22 nov 2026, 5:30 p. m.', day + 17.5 * HOUR],
	['tomorrow at 12 am', TODAY + DAY],
	['2026-11-22T25:00', undefined],
	['2026-11-22T10:60', undefined],
	['Nov 22 at 13 pm', undefined],
])('reads the time where it is asked for: %s', (text, value) => {
	expect(dateFormat.parse(text, { withTime: true }, reading('en'))).toBe(value);
});

test('V-10: a time is meant on the workspace’s wall, and today is its today', () => {
	const santiago = reading('es', { zone: 'America/Santiago', now: TODAY + 2 * HOUR });
	expect(dateFormat.parse('hoy', {}, santiago)).toBe(TODAY - DAY);
	const at = dateFormat.parse('22/11/2026 10:30', { withTime: true }, santiago);
	expect(at).toBe(day + 13.5 * HOUR);
	expect(dateFormat.print(at ?? 0, { withTime: true }, santiago)).toBe('22 nov 2026, 10:30');
	expect(dateFormat.parse('2026-11-22T10:30Z', { withTime: true }, santiago)).toBe(
		day + 10.5 * HOUR,
	);
});

test('V-10: a day begins when it begins in the zone, also where midnight is left out', () => {
	const begins = (value: number) => dateFormat.instant?.(value, {}, 'America/Santiago');
	expect(begins(day)).toBe(day + 3 * HOUR);
	// Clocks go from midnight to one o’clock on 6 September 2026.
	expect(begins(of(2026, 9, 6))).toBe(of(2026, 9, 6) + 4 * HOUR);
	expect(dateFormat.instant?.(day + 1, { withTime: true }, 'America/Santiago')).toBe(day + 1);
});

test('V-10: compares with days on the workspace’s wall', () => {
	const { isBefore, isAfter } = dateFormat.operators;
	const where = { zone: 'America/Santiago', settings: { withTime: true } };
	const evening = day + 26 * HOUR;
	expect(isAfter?.holds(evening, day, 0, where), 'still the 22nd in Santiago').toBe(false);
	expect(isBefore?.holds(evening, day + DAY, 0, where)).toBe(true);
	expect(isAfter?.holds(evening, day, 0, { ...where, zone: 'UTC' })).toBe(true);
	expect(isBefore?.holds(day, day + 1, 0)).toBe(true);
});

test('V-10: days ago are counted by the calendar for a day, by the clock for an instant', () => {
	const { isMoreThanDaysAgo, isLessThanDaysAgo } = dateFormat.operators;
	expect(isMoreThanDaysAgo?.holds(day, 3, day + 4 * DAY)).toBe(true);
	expect(isLessThanDaysAgo?.holds(day, 3, day + 2 * DAY)).toBe(true);
	expect(isLessThanDaysAgo?.holds(day, 3, day - DAY), 'the future is not ago').toBe(false);
	const santiago = { zone: 'America/Santiago', settings: {} };
	expect(isLessThanDaysAgo?.holds(day, 1, day + 26 * HOUR, santiago), 'today').toBe(true);
	const instant = { zone: 'America/Santiago', settings: { withTime: true } };
	expect(isLessThanDaysAgo?.holds(day, 1, day + 26 * HOUR, instant)).toBe(false);
});

test('prints in both languages, and shows a date that it would read', () => {
	expect(dateFormat.print(day, {}, reading('es'))).toBe('22 nov 2026');
	expect(dateFormat.print(day, {}, reading('en'))).toBe('Nov 22, 2026');
	expect(dateFormat.print(1e300, {}, reading())).toBe('');
	expect(dateFormat.example?.({}, reading('en-US'))).toBe('11/30/2026');
	expect(dateFormat.example?.({}, reading('es'))).toBe('30/11/2026');
});

test('case 30: a text of thirty thousand characters costs nothing', () => {
	const spent = leastCpuMs(() => {
		for (const part of ['1', '1/', '1 ', 'nov ', ' ', '10:30 ', 'a.', '.']) {
			dateFormat.parse(part.repeat(30_000), { withTime: true }, reading());
			dateFormat.parse(part.repeat(79), { withTime: true }, reading());
		}
	});
	expect(spent).toBeLessThan(20);
});
