import { expect, test } from 'vitest';
import { setAttribute } from './set-attribute';
import { contextWith, conversation } from './step.test-kit';

const attributes = {
	plan: { id: 'plan', subject: 'contact', name: 'Plan', format: 'text' },
	visits: { id: 'visits', subject: 'conversation', name: 'Visits', format: 'number' },
} as const;
const known = [
	{ type: 'attributeChanged', subject: 'contact', attribute: 'plan', value: 'free' },
	{
		type: 'attributeChanged',
		conversation,
		subject: 'conversation',
		attribute: 'visits',
		value: 2,
	},
] as const;
type Params = Parameters<typeof setAttribute.enter>[0];
const enter = (params: Partial<Params>, bodies: typeof known | [] = known) =>
	setAttribute.enter(
		{ ...setAttribute.initial(), ...params },
		contextWith({ workspace: { attributes }, bodies: [...bodies] }),
	);
const change = (value: unknown) => ({ effects: [{ type: 'attributeChanged', value }] });

test('W-ACT-10: sets an attribute, with variables filled in', () => {
	expect(enter({ attribute: 'plan', value: 'not {{contact.plan}}' })).toMatchObject(
		change('not free'),
	);
	expect(enter({ attribute: 'visits', value: '7' })).toMatchObject(change(7));
	expect(enter({ attribute: 'plan', value: 'free' })).toEqual({ leave: 'next' });
});

test('W-ACT-11: clears and increases, from nothing too', () => {
	expect(enter({ attribute: 'plan', action: 'clear' })).toMatchObject(change(null));
	expect(enter({ attribute: 'plan', action: 'clear' }, [])).toEqual({ leave: 'next' });
	expect(enter({ attribute: 'visits', action: 'increase', by: 2 })).toMatchObject(change(4));
	expect(enter({ attribute: 'visits', action: 'increase', by: 2 }, [])).toMatchObject(change(2));
});

test('E-22: what cannot be written fails with the reason', () => {
	expect(enter({ attribute: 'gone', value: 'x' })).toEqual({ fail: 'attributeGone' });
	expect(enter({ attribute: 'visits', value: 'many' })).toEqual({ fail: 'valueDoesNotFit' });
	expect(enter({ attribute: 'plan', value: '{{run.nothing}}' })).toEqual({
		fail: 'valueDoesNotFit',
	});
});
