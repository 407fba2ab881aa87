import { expect, test } from 'vitest';
import { listFormat } from './list';

const items = [
	{ id: 'gold', label: 'Oro' },
	{ id: 'silver', label: 'Plata fina' },
];
const holds = (operator: string, actual: string | string[] | undefined, expected: unknown) =>
	listFormat.operators[operator]?.holds(actual, expected, 0);

test('reads a label or an id, one or several', () => {
	expect(listFormat.parse('ORO', { items })).toBe('gold');
	expect(listFormat.parse('silver', { items })).toBe('silver');
	expect(listFormat.parse('bronze', { items })).toBeUndefined();
	expect(listFormat.parse('oro, plata  fina', { items, multiple: true })).toEqual([
		'gold',
		'silver',
	]);
	expect(listFormat.parse('oro, bronze', { items, multiple: true })).toBeUndefined();
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
	expect(listFormat.parse(text, { items: more, multiple: true })).toEqual(ids);
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

test('prints labels, and an item that is gone as it is stored', () => {
	expect(listFormat.print(['gold', 'lost'], { items }, 'es')).toBe('Oro, lost');
});
