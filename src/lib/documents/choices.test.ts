import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	addItem,
	archiveItem,
	itemLike,
	type ListItem,
	ListItems,
	offeredItems,
	restoreItem,
} from '../attributes/list-items';
import { foldText } from '../base/fold-text';
import { z } from '../model/schema';
import type { AttributeSchema } from '../model/workspace';
import { putAttribute, readWorkspace } from './workspace';
import { workspaceReplica } from './workspace-replica';

const ATTRIBUTE = 'atr_reason';
const BASE: ListItem[] = [
	{ id: 'itm_buy', label: 'Compra' },
	{ id: 'itm_claim', label: 'Reclamo' },
	{ id: 'itm_old', label: 'Antiguo', archived: true },
];
const NAMES = ['Compra', 'compra', 'Venta', 'Oro', 'ORO', 'Reclamo', 'Antiguo', 'Plata'];

const Settings = z.object({ items: ListItems });

function attributeIn(doc: Y.Doc): AttributeSchema {
	return readWorkspace(doc).attributes[ATTRIBUTE]!;
}

function itemsIn(doc: Y.Doc): ListItem[] {
	return Settings.parse(attributeIn(doc).settings).items;
}

function edit(doc: Y.Doc, change: (items: ListItem[]) => ListItem[] | undefined): void {
	const items = change(itemsIn(doc));
	const attribute = attributeIn(doc);
	if (items) putAttribute(doc, { ...attribute, settings: { items } });
}

function docs(): { one: Y.Doc; other: Y.Doc; base: Y.Doc } {
	const base = new Y.Doc();
	putAttribute(base, {
		...{ id: ATTRIBUTE, subject: 'conversation', name: 'Motivo', format: 'list' },
		settings: { items: BASE },
	});
	return { base, one: copyOf(base), other: copyOf(base) };
}

function copyOf(doc: Y.Doc): Y.Doc {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	return copy;
}

function meet(one: Y.Doc, other: Y.Doc): void {
	const updates = [one, other].map((doc) => Y.encodeStateAsUpdate(doc));
	Y.applyUpdate(one, updates[1]!);
	Y.applyUpdate(other, updates[0]!);
}

type Deed = { kind: 'add' | 'archive' | 'restore' | 'rename'; which: number; name: string };

/** As the screen does it: a name that reads like another that is offered is not taken. */
function act(doc: Y.Doc, { kind, which, name }: Deed, newId: () => string): void {
	const items = itemsIn(doc);
	const { id, label } = items[which % items.length]!;
	if (kind === 'archive') edit(doc, (now) => archiveItem(now, id));
	if (kind === 'restore' && !itemLike(items, { id, label }))
		edit(doc, (now) => restoreItem(now, id));
	if (kind === 'add') edit(doc, (now) => addItem(now, { id: newId(), label: name }));
	if (kind === 'rename' && !itemLike(items, { id, label: name }))
		edit(doc, (now) => now.map((one) => (one.id === id ? { ...one, label: name } : one)));
}

const anyDeed = fc.record({
	kind: fc.constantFrom<Deed['kind']>('add', 'archive', 'restore', 'rename'),
	which: fc.nat(9),
	name: fc.constantFrom(...NAMES),
});
const anyDeeds = fc.array(anyDeed, { maxLength: 8 });

describe('V-11, W2: two people edit one list at once', () => {
	test('both add while they are apart: both items are there, the same way round everywhere', () => {
		const { one, other } = docs();
		edit(one, (now) => addItem(now, { id: 'itm_x', label: 'Oro' }));
		edit(other, (now) => addItem(now, { id: 'itm_y', label: 'Plata' }));
		meet(one, other);
		const labels = offeredItems(itemsIn(one)).map(({ label }) => label);
		expect(labels).toEqual(['Compra', 'Reclamo', 'Oro', 'Plata']);
		expect(itemsIn(other)).toEqual(itemsIn(one));
	});

	test('one renames what the other archives: it is archived, under its new name', () => {
		const { one, other } = docs();
		edit(one, (now) => archiveItem(now, 'itm_buy'));
		edit(other, ([first, ...rest]) => [{ ...first!, label: 'Venta' }, ...rest]);
		meet(one, other);
		const wanted = { id: 'itm_buy', label: 'Venta', archived: true };
		for (const doc of [one, other]) expect(itemsIn(doc)[0]).toEqual(wanted);
	});

	test('one renames the attribute while the other adds a choice: neither is lost', () => {
		const { one, other } = docs();
		putAttribute(one, { ...attributeIn(one), name: 'Causa' });
		edit(other, (now) => addItem(now, { id: 'itm_x', label: 'Oro' }));
		meet(one, other);
		for (const doc of [one, other]) {
			expect(attributeIn(doc).name).toBe('Causa');
			expect(itemsIn(doc).map(({ id }) => id)).toContain('itm_x');
		}
	});

	test('both add one name: it is offered once, and both ids keep it', () => {
		const { one, other } = docs();
		edit(one, (now) => addItem(now, { id: 'itm_x', label: 'Oro' }));
		edit(other, (now) => addItem(now, { id: 'itm_y', label: 'oro' }));
		meet(one, other);
		for (const doc of [one, other]) {
			expect(offeredItems(itemsIn(doc)).map(({ id }) => id)).toEqual([
				'itm_buy',
				'itm_claim',
				'itm_x',
			]);
			expect(itemsIn(doc)).toContainEqual({ id: 'itm_y', label: 'oro', archived: true });
		}
	});

	property.prop([anyDeeds, anyDeeds, anyDeeds])(
		'whatever both do: they see the same, no item is lost, and no two that are offered read alike',
		(ones, others, after) => {
			const { base, one, other } = docs();
			let ids = 0;
			const newId = () => `itm_n${String(++ids).padStart(3, '0')}`;
			for (const deed of ones) act(one, deed, newId);
			for (const deed of others) act(other, deed, newId);
			const [mine, yours] = [itemsIn(one), itemsIn(other)];
			meet(one, other);
			const items = itemsIn(one);
			expect(itemsIn(other)).toEqual(items);
			const replica = workspaceReplica();
			replica.apply(Y.encodeStateAsUpdate(other));
			expect(replica.read().attributes[ATTRIBUTE]).toEqual(attributeIn(one));
			for (const { id } of [...mine, ...yours]) {
				const now = items.find((item) => item.id === id);
				const [before, a, b] = [itemsIn(base), mine, yours].map((all) =>
					all.find((item) => item.id === id),
				);
				expect(now, id).toBeDefined();
				// What only one of them changed is as that one left it.
				if (!b || b.label === before?.label) expect(now!.label).toBe((a ?? b)!.label);
				else if (!a || a.label === before?.label) expect(now!.label).toBe(b.label);
			}
			expectSound(items);
			for (const [index, deed] of after.entries()) act(index % 2 ? one : other, deed, newId);
			meet(one, other);
			expect(itemsIn(other)).toEqual(itemsIn(one));
			expectSound(itemsIn(one));
			expect(itemsIn(one).length).toBeGreaterThanOrEqual(items.length);
		},
	);
});

function expectSound(items: readonly ListItem[]): void {
	const names = offeredItems(items).map(({ label }) => foldText(label));
	expect(new Set(names).size).toBe(names.length);
	expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
}
