import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { WorkflowEntry } from '../../../model/workspace';
import { foldersOf, inOrder, movedBefore } from './order';

const entry = (id: string, order: number, more: Partial<WorkflowEntry> = {}): WorkflowEntry => ({
	id,
	title: id,
	order,
	createdAt: 0,
	createdBy: 'agt_ana',
	...more,
});
const byId = (entries: WorkflowEntry[]) => Object.fromEntries(entries.map((one) => [one.id, one]));

test('moving writes the one that moves, between its new neighbours (W-LIFE-14)', () => {
	const list = [entry('a', 1), entry('b', 2), entry('c', 3)];
	expect(movedBefore(list, 'c', 'a')).toEqual([entry('c', 0)]);
	expect(movedBefore(list, 'a', 'c')).toEqual([entry('a', 2.5)]);
	expect(movedBefore(list, 'a', undefined)).toEqual([entry('a', 4)]);
	expect(movedBefore(list, 'a', 'b')).toEqual([]);
	expect(movedBefore(list, 'b', 'b')).toEqual([]);
	expect(movedBefore(list, 'x', 'b')).toEqual([]);
});

test.prop([fc.array(fc.tuple(fc.nat(4), fc.nat(5)), { maxLength: 120 })])(
	'however often they are moved, each stands where it was put',
	(moves) => {
		let workflows = byId(['a', 'b', 'c', 'd', 'e'].map((id) => entry(id, 1)));
		for (const [from, to] of moves) {
			const list = inOrder(workflows);
			const [moved, before] = [list[from]!.id, list[to]?.id];
			if (moved === before) continue;
			const expected = list.map(({ id }) => id).filter((id) => id !== moved);
			expected.splice(before === undefined ? expected.length : expected.indexOf(before), 0, moved);
			workflows = { ...workflows, ...byId(movedBefore(list, moved, before)) };
			expect(inOrder(workflows).map(({ id }) => id)).toEqual(expected);
		}
	},
);

test('a folder is there as long as something is in it', () => {
	const list = [
		entry('a', 1, { folder: 'Ventas' }),
		entry('b', 2),
		entry('c', 3, { folder: 'Área' }),
	];
	expect(foldersOf(list)).toEqual(['Área', 'Ventas']);
});
