import { expect, test } from 'vitest';
import type { AttributeSchema } from '../model/workspace';
import { optionsFor } from './attribute-options';

const matter = (...labels: string[]): AttributeSchema => ({
	id: 'atr_matter',
	subject: 'conversation',
	name: 'Matter',
	format: 'list',
	settings: { items: labels.map((label, index) => ({ id: `item_${index}`, label })) },
});
type Option = { id: string; label: string; tag: string | null };
const buy: Option = { id: 'opt_buy', label: 'Buy', tag: 'tag_buy' };
const quote: Option = { id: 'opt_quote', label: 'Quote', tag: null };
const create = (label: string): Option => ({ id: `new_${label}`, label, tag: null });

test('W-STP-07: offers the items of the attribute as buttons, and keeps those that are there', () => {
	expect(optionsFor(matter('Claim', 'Buy'), [buy, quote], 10, create)).toEqual([
		{ id: 'new_Claim', label: 'Claim', tag: null },
		buy,
	]);
	expect(optionsFor(matter('A', 'B', 'C'), [], 2, create)).toHaveLength(2);
});

test('has nothing to offer where the buttons are there, or the attribute holds no choice', () => {
	expect(optionsFor(matter('Buy', 'Quote'), [buy, quote], 10, create)).toBeUndefined();
	expect(optionsFor(matter(), [buy], 10, create)).toBeUndefined();
	const amount = { ...matter('A'), format: 'number', settings: {} };
	expect(optionsFor(amount, [buy], 10, create)).toBeUndefined();
	expect(optionsFor({ ...amount, format: 'gone' }, [buy], 10, create)).toBeUndefined();
});
