import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { Timer } from './ports';
import { timerTable } from './timer-table';

const change = fc.record({
	id: fc.constantFrom('run_a', 'run_b', 'run_c', 'run_d', 'run_e'),
	due: fc.option(fc.nat(9), { nil: undefined }),
});

test.prop([fc.array(change, { maxLength: 60 }), fc.nat(10), fc.nat(6)])(
	'I5: the timers that are set now come up in the order in which they are due, and no others',
	(changes, dueBy, limit) => {
		const table = timerTable();
		const plain = new Map<string, Timer>();
		for (const { id, due } of changes) {
			if (due === undefined) {
				table.drop(id);
				plain.delete(id);
			} else {
				const timer = { id, contact: 'con_1', due, what: { unsnooze: id } };
				table.put(timer);
				plain.set(id, timer);
			}
			const sorted = [...plain.values()].sort((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1));
			expect(table.first()).toEqual(sorted[0]);
			const expected = sorted.filter((timer) => timer.due <= dueBy);
			expect(table.due(dueBy, limit)).toEqual(expected.slice(0, limit));
		}
	},
);

test('timers that are set anew again and again do not pile up', () => {
	const table = timerTable();
	for (let due = 10_000; due > 0; due--) {
		table.put({ id: 'run_a', contact: 'con_1', due, what: { unsnooze: 'cnv_1' } });
	}
	expect(table.due(10_000, 9).map(({ due }) => due)).toEqual([1]);
});
