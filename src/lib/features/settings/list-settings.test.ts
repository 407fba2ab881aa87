import { expect, test } from 'vitest';
import type { AttributeSchema } from '../../model/workspace';
import { changedChoices, choicesOf, type ListSettings } from './list-settings';

const list = (settings?: unknown): AttributeSchema => ({
	id: 'atr_list',
	subject: 'contact',
	name: 'Motivo',
	format: 'list',
	...(settings === undefined ? {} : { settings }),
});
const items = [{ id: 'buy', label: 'Compra' }];
const several = (now: ListSettings): ListSettings => ({ ...now, multiple: true });

test.each([
	['with choices', { items }, { items }],
	['without settings', undefined, { items: [] }],
	['with empty settings', {}, { items: [] }],
])('V-11: a list %s can be changed', (_, settings, choices) => {
	expect(choicesOf(list(settings))).toEqual(choices);
	expect(changedChoices(list(settings), several)).toEqual(list({ ...choices, multiple: true }));
});

test.each([
	['no list', { items: 'none' }],
	['an item without a name', { items: [...items, { id: 'x' }] }],
	['a name that is too long', { items: [{ id: 'x', label: 'x'.repeat(201) }] }],
	['items of another kind', { items: [1, 2] }],
	['a setting of another kind', { items, multiple: 'some' }],
])('V-11: nothing is written over choices that cannot be read: %s', (_, settings) => {
	expect(choicesOf(list(settings))).toBeUndefined();
	expect(changedChoices(list(settings), several)).toBeUndefined();
});

test('V-11: a change that is refused, and a format without choices, write nothing', () => {
	expect(changedChoices(list({ items }), () => undefined)).toBeUndefined();
	expect(changedChoices({ ...list(), format: 'text' }, several)).toBeUndefined();
});

test('V-11: a change to a list that holds too many keeps every choice', () => {
	const many = Array.from({ length: 101 }, (_, i) => ({ id: `i${i}`, label: `Opción ${i}` }));
	expect(changedChoices(list({ items: many }), several)?.settings).toEqual({
		items: many.map((item, i) => (i < 100 ? item : { ...item, archived: true })),
		multiple: true,
	});
});
