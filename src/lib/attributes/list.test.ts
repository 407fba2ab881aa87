import { expect, test } from 'vitest';
import { listFormat } from './list';
import { archiveItem, type ListItem } from './list-items';
import { reading } from './reading.test-kit';

const items: ListItem[] = [
	{ id: 'gold', label: 'Oro' },
	{ id: 'silver', label: 'Plata fina' },
];
const read = (text: string, settings: { items: ListItem[]; multiple?: boolean }) =>
	listFormat.parse(text, settings, reading());
const holds = (operator: string, actual: string | string[] | undefined, expected: unknown) =>
	listFormat.operators[operator]?.holds(actual, expected, 0);

test('reads a label or an id, one or several', () => {
	expect(read('ORO', { items })).toBe('gold');
	expect(read('silver', { items })).toBe('silver');
	expect(read('bronze', { items })).toBeUndefined();
	expect(read('oro, plata  fina', { items, multiple: true })).toEqual(['gold', 'silver']);
	expect(read('oro, bronze', { items, multiple: true })).toBeUndefined();
});

test.each([
	['¡Oro!', ['gold']],
	['ＯＲＯ、plata fina', ['gold', 'silver']],
	['oro; Plata fina.', ['gold', 'silver']],
	['oro، plata fina', ['gold', 'silver']],
	['red, white & blue', ['flag']],
	['👍', ['good']],
])('T-1, T-8: "%s" is typed for %j', (text, ids) => {
	const more = [
		...items,
		{ id: 'flag', label: 'Red, white & blue' },
		{ id: 'good', label: '👍' },
		{ id: 'bad', label: '👎' },
	];
	expect(read(text, { items: more, multiple: true })).toEqual(ids);
});

test('accepts its own items and no others', () => {
	expect(listFormat.value({ items }).safeParse('gold').success).toBe(true);
	expect(listFormat.value({ items }).safeParse('bronze').success).toBe(false);
	expect(listFormat.value({ items, multiple: true }).safeParse(['gold']).success).toBe(true);
	expect(listFormat.value({ items, multiple: true }).safeParse('gold').success).toBe(false);
});

test('compares one item like a list of one', () => {
	expect(holds('isAnyOf', 'gold', ['gold', 'silver'])).toBe(true);
	expect(holds('isAnyOf', ['gold', 'x'], ['silver'])).toBe(false);
	expect(holds('isNoneOf', undefined, ['gold'])).toBe(true);
	expect(holds('includesAllOf', ['gold', 'silver'], ['silver', 'gold'])).toBe(true);
	expect(holds('includesAllOf', ['gold'], [])).toBe(false);
});

test('V-11: an item that is gone from an old list is printed in words, never as its id', () => {
	const print = (locale: string) => listFormat.print(['gold', 'lost'], { items }, reading(locale));
	expect(print('es')).toBe('Oro, Opción eliminada');
	expect(print('es-CL')).toBe('Oro, Opción eliminada');
	expect(print('en')).toBe('Oro, Removed option');
});

test('V-11: an archived item stays what was answered, and is neither offered nor understood', () => {
	const settings = { items: archiveItem(items, 'gold') };
	expect(listFormat.settings.safeParse(settings)).toMatchObject({ data: settings });
	expect(listFormat.items?.(settings)).toEqual([{ id: 'silver', label: 'Plata fina' }]);
	expect(listFormat.print('gold', settings, reading('es'))).toBe('Oro');
	expect(listFormat.value(settings).safeParse('gold').success).toBe(true);
	expect(read('gold', settings)).toBe('gold');
	expect(read('Oro', settings)).toBeUndefined();
	expect(listFormat.isComplete?.({ items: archiveItem(settings.items, 'silver') })).toBe(false);
});

test('V-11: a list that holds too many stays readable, and offers as many as can be read', () => {
	const many = Array.from({ length: 150 }, (_, i) => ({ id: `i${i}`, label: `Opción ${i}` }));
	const settings = listFormat.settings.parse({ items: many });
	expect(listFormat.items?.(settings)).toEqual(many.slice(0, 100));
	expect(listFormat.isComplete?.(settings)).toBe(true);
	expect(listFormat.print('i140', settings, reading('es'))).toBe('Opción 140');
	expect(listFormat.value(settings).safeParse('i140').success).toBe(true);
	expect(read('Opción 99', settings)).toBe('i99');
	const archived = many.map((item, i) => (i < 60 ? { ...item, archived: true } : item));
	expect(listFormat.settings.parse({ items: archived })).toEqual({ items: archived });
});

test('V-11: a label that holds a comma is one item, and labels differ in case where others do', () => {
	const comma = [
		{ id: 'a', label: 'Rojo, claro' },
		{ id: 'b', label: 'Rojo' },
		{ id: 'c', label: 'rojo' },
	];
	expect(read('Rojo, claro, rojo', { items: comma, multiple: true })).toEqual(['a', 'c']);
	expect(read('rojo', { items: comma })).toBe('c');
	expect(read('Rojo', { items: comma })).toBe('b');
});

test('V-11: a list without items cannot be asked for', () => {
	expect(listFormat.isComplete?.({ items: [] })).toBe(false);
	expect(listFormat.isComplete?.({ items })).toBe(true);
});
