import { expect, test } from 'vitest';
import { dateTime } from './date-time';
import { contextWith, NOW } from './step.test-kit';

const range = (from: number | null, until: number | null) => ({
	within: 'range' as const,
	from,
	until,
});

test('W-RTE-05: inside or outside office hours', () => {
	const weekday = String(new Date(NOW).getUTCDay() || 7);
	const open = { timezone: 'UTC', days: { [weekday]: [[0, 1] as [number, number]] }, holidays: [] };
	const closed = { ...open, days: {} };
	const enter = (officeHours: typeof closed) =>
		dateTime.enter(dateTime.initial(), contextWith({ workspace: { officeHours } }));
	expect(enter(open)).toHaveProperty('leave', 'inside');
	expect(enter(closed)).toMatchObject({ leave: 'outside', because: [{ holds: false }] });
});

test('W-RTE-05: within a range that may be open on one side', () => {
	const leaves = (from: number | null, until: number | null) =>
		dateTime.enter(range(from, until), contextWith());
	expect(leaves(NOW, NOW + 1)).toHaveProperty('leave', 'inside');
	expect(leaves(NOW, null)).toHaveProperty('leave', 'inside');
	expect(leaves(null, NOW)).toHaveProperty('leave', 'outside');
	expect(leaves(NOW + 1, null)).toHaveProperty('leave', 'outside');
});

test('a range needs a side and an inside', () => {
	expect(dateTime.problems(range(null, null))).toEqual([{ code: 'noRange', param: 'from' }]);
	expect(dateTime.problems(range(2, 2))).toEqual([{ code: 'emptyRange', param: 'until' }]);
	expect(dateTime.problems(range(1, 2))).toEqual([]);
});
