import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { DAY, HOUR, MINUTE } from '../base/clock';
import { isOpen, nextOpening, type OfficeHours } from './office-hours';

const weekdays = (...intervals: [number, number][]): OfficeHours['days'] =>
	Object.fromEntries(['1', '2', '3', '4', '5'].map((day) => [day, intervals]));
const at = (iso: string) => Date.parse(iso);
const madrid = (days: OfficeHours['days'], holidays: string[] = []): OfficeHours => ({
	timezone: 'Europe/Madrid',
	days,
	holidays,
});
const nineToSix = weekdays([540, 840], [900, 1080]);

describe('W-RTE-05, STG-09: the hours of a week', () => {
	test('without office hours it is always open', () => {
		expect(isOpen(undefined, 0)).toBe(true);
		expect(nextOpening(undefined, 7)).toBe(7);
	});

	test.each([
		['2026-06-01T06:59:59Z', false, 'a second before nine in Madrid'],
		['2026-06-01T07:00:00Z', true, 'nine o’clock, in summer two hours ahead of UTC'],
		['2026-06-01T12:30:00Z', false, 'lunch'],
		['2026-06-01T13:00:00Z', true, 'after lunch'],
		['2026-06-01T16:00:00Z', false, 'six o’clock: the end does not count'],
		['2026-06-06T08:00:00Z', false, 'Saturday'],
		['2026-12-01T07:30:00Z', false, 'in winter one hour ahead alone'],
	])('at %s it is %s: %s', (instant, expected) => {
		expect(isOpen(madrid(nineToSix), at(instant))).toBe(expected);
	});

	test('an interval may cross midnight, into a day that has none of its own', () => {
		const night = madrid({ '5': [[1320, 120]] });
		expect(isOpen(night, at('2026-06-05T20:30:00Z'))).toBe(true);
		expect(isOpen(night, at('2026-06-05T23:30:00Z'))).toBe(true);
		expect(isOpen(night, at('2026-06-06T00:30:00Z'))).toBe(false);
	});

	test('a holiday is closed, in its year or in every year', () => {
		const hours = madrid(nineToSix, ['2026-06-01', '12-25']);
		expect(isOpen(hours, at('2026-06-01T08:00:00Z'))).toBe(false);
		expect(isOpen(hours, at('2027-06-01T08:00:00Z'))).toBe(true);
		expect(isOpen(hours, at('2030-12-25T09:00:00Z'))).toBe(false);
		expect(nextOpening(hours, at('2026-06-01T08:00:00Z'))).toBe(at('2026-06-02T07:00:00Z'));
	});

	test('the weekend ends on Monday morning', () => {
		const friday = at('2026-06-05T18:00:00Z');
		expect(nextOpening(madrid(nineToSix), friday)).toBe(at('2026-06-08T07:00:00Z'));
	});

	test('nobody opens where no day has hours', () => {
		expect(nextOpening(madrid({}), 0)).toBeUndefined();
	});

	test('a zone that nobody knows is read as UTC, not refused', () => {
		const hours = { ...madrid(nineToSix), timezone: 'Mars/Olympus' };
		expect(isOpen(hours, at('2026-06-01T09:00:00Z'))).toBe(true);
	});
});

const minute = fc.integer({ min: 0, max: 96 }).map((quarter) => quarter * 15);
const hours: fc.Arbitrary<OfficeHours> = fc.record({
	timezone: fc.constantFrom(
		'Europe/Madrid',
		'America/New_York',
		'Australia/Lord_Howe',
		'Asia/Kathmandu',
	),
	days: fc.dictionary(
		fc.constantFrom('1', '2', '3', '4', '5', '6', '7'),
		fc.array(fc.tuple(minute, minute), { maxLength: 3 }),
	),
	holidays: fc.subarray(['2026-03-29', '10-25', '2026-04-05']),
});
/** Around the nights in which the clocks are changed there, and on ordinary days. */
const instant = fc
	.tuple(
		fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25'),
		fc.integer({ min: -2 * 96, max: 2 * 96 }),
	)
	.map(([day, quarters]) => Date.parse(day) + quarters * 15 * MINUTE);

test.prop([hours, instant], { numRuns: 100 })(
	'E-16: the next opening is the first open quarter of an hour, whatever the clocks do',
	(week, from) => {
		const found = nextOpening(week, from);
		let expected: number | undefined;
		for (let then = from; then <= from + 9 * DAY && expected === undefined; then += 15 * MINUTE) {
			if (isOpen(week, then)) expected = then;
		}
		if (expected !== undefined) expect(found).toBe(expected);
		else if (found !== undefined) expect(found).toBeGreaterThan(from + 9 * DAY - HOUR);
	},
);
