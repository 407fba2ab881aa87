import { expect, test } from 'vitest';
import {
	addItem,
	archiveItem,
	type ListItem,
	ListItems,
	MAX_KEPT,
	MAX_OFFERED,
	offeredItems,
	restoreItem,
} from './list-items';

const items: ListItem[] = [
	{ id: 'buy', label: 'Compra' },
	{ id: 'claim', label: 'Reclamo' },
];
const labels = (of: readonly ListItem[]) => offeredItems(of).map(({ label }) => label);

test('V-11: an item that is taken away is archived: it keeps its name and is offered no more', () => {
	const archived = archiveItem(items, 'buy');
	expect(archived).toContainEqual({ id: 'buy', label: 'Compra', archived: true });
	expect(labels(archived)).toEqual(['Reclamo']);
	expect(archiveItem(items, 'unknown')).toEqual(items);
});

test('V-11: an archived item comes back as it was, in its place', () => {
	expect(restoreItem(archiveItem(items, 'buy'), 'buy')).toEqual(items);
	expect(restoreItem(items, 'unknown')).toEqual(items);
});

test.each(['Compra', 'compra', ' COMPRA ', 'Ｃompra', 'cómpra', 'COM\u200bPRA'])(
	'V-11: "%s" is added after Compra was archived: the same item comes back',
	(label) => {
		const added = addItem(archiveItem(items, 'buy'), { id: 'new', label }) ?? [];
		expect(added.map(({ id }) => id)).toEqual(['buy', 'claim']);
		expect(offeredItems(added)).toHaveLength(2);
	},
);

test('V-11: another name is another item, and the name that was typed is the one that is kept', () => {
	const archived = archiveItem(items, 'buy');
	expect(addItem(archived, { id: 'new', label: 'Venta' })?.at(-1)).toEqual({
		id: 'new',
		label: 'Venta',
	});
	expect(addItem(archived, { id: 'new', label: 'COMPRA' })?.[0]).toEqual({
		id: 'buy',
		label: 'COMPRA',
	});
});

test('V-11: several were archived under one name: one comes back, the last', () => {
	const twice: ListItem[] = [
		{ id: 'a', label: 'Compra', archived: true },
		{ id: 'b', label: 'compra', archived: true },
	];
	expect(offeredItems(addItem(twice, { id: 'new', label: 'Compra' }) ?? [])).toEqual([
		{ id: 'b', label: 'Compra' },
	]);
});

const many = (count: number, archived?: true): ListItem[] =>
	Array.from({ length: count }, (_, i) => ({
		id: `${archived ? 'old' : 'itm'}_${i}`,
		label: `${archived ? 'Antigua' : 'Opción'} ${i}`,
		...(archived && { archived }),
	}));

test('V-11: what was archived does not come back beside as many as can be offered', () => {
	const full = addItem(archiveItem(many(MAX_OFFERED), 'itm_3'), { id: 'new', label: 'Otra' }) ?? [];
	expect(offeredItems(full)).toHaveLength(MAX_OFFERED);
	expect(restoreItem(full, 'itm_3')).toBeUndefined();
	expect(addItem(full, { id: 'more', label: 'Opción 3' })).toBeUndefined();
	expect(addItem(full, { id: 'more', label: 'Una más' })).toBeUndefined();
	const roomy = archiveItem(full, 'new');
	expect(restoreItem(roomy, 'itm_3')).toEqual([
		...many(MAX_OFFERED),
		{ id: 'new', label: 'Otra', archived: true },
	]);
	expect(restoreItem(full, 'itm_4')).toEqual(full);
});

test('V-11: no more are added than are kept, and one that is kept can still come back', () => {
	const kept = [...many(MAX_KEPT - 2, true), ...many(2)];
	expect(addItem(kept.slice(1), { id: 'new', label: 'Otra' })).toHaveLength(MAX_KEPT);
	expect(addItem(kept, { id: 'new', label: 'Otra' })).toBeUndefined();
	expect(addItem(kept, { id: 'new', label: 'antigua 7' })).toHaveLength(MAX_KEPT);
	expect(restoreItem(kept, 'old_7')).toHaveLength(MAX_KEPT);
});

test.each([
	['one more than is offered', many(MAX_OFFERED + 1)],
	['many more than are offered', many(MAX_KEPT)],
	['one more than is kept', [...many(MAX_KEPT, true), ...many(1)]],
	['more than both', [...many(MAX_KEPT, true), ...many(MAX_OFFERED + 20)]],
])('V-11: a stored list of %s is read whole, and the rest is archived', (_, stored) => {
	const { data } = ListItems.safeParse(stored);
	expect(data?.map(({ id, label }) => ({ id, label }))).toEqual(
		stored.map(({ id, label }) => ({ id, label })),
	);
	expect(offeredItems(data ?? [])).toEqual(offeredItems(stored).slice(0, MAX_OFFERED));
});
