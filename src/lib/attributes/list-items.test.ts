import { expect, test } from 'vitest';
import { addItem, archiveItem, type ListItem, offeredItems, restoreItem } from './list-items';

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
		const added = addItem(archiveItem(items, 'buy'), { id: 'new', label });
		expect(added.map(({ id }) => id)).toEqual(['buy', 'claim']);
		expect(offeredItems(added)).toHaveLength(2);
	},
);

test('V-11: another name is another item, and the name that was typed is the one that is kept', () => {
	const archived = archiveItem(items, 'buy');
	expect(addItem(archived, { id: 'new', label: 'Venta' }).at(-1)).toEqual({
		id: 'new',
		label: 'Venta',
	});
	expect(addItem(archived, { id: 'new', label: 'COMPRA' })[0]).toEqual({
		id: 'buy',
		label: 'COMPRA',
	});
});

test('V-11: several were archived under one name: one comes back, the last', () => {
	const twice: ListItem[] = [
		{ id: 'a', label: 'Compra', archived: true },
		{ id: 'b', label: 'compra', archived: true },
	];
	expect(offeredItems(addItem(twice, { id: 'new', label: 'Compra' }))).toEqual([
		{ id: 'b', label: 'Compra' },
	]);
});
