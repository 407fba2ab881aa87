import { expect, test } from 'vitest';
import { collectData } from './collect-data';
import { contextWith, conversation, said } from './step.test-kit';

const params = {
	...collectData.initial(),
	text: 'Who are you?',
	fields: [
		{ attribute: 'email', required: true },
		{ attribute: 'name', required: false },
	],
};
const answer = (answers: Record<string, string | number>, over = {}, parked = 1) =>
	collectData.resume?.(
		{ ...params, ...over },
		said({ type: 'answersGiven', conversation, prompt: 'ev_1', answers }),
		contextWith({ parked, bodies: [] }),
	);
const only = { fields: [{ attribute: 'email', required: true }] };
const known = contextWith({
	bodies: [{ type: 'detailsGiven', details: { email: 'ana@example.org' } }],
});

test('W-STP-02: asks in the language of the customer', () => {
	expect(collectData.enter(params, contextWith({ locale: 'es' }))).toMatchObject({
		effects: [
			{
				input: {
					kind: 'form',
					fields: [
						{ id: 'email', label: 'Correo electrónico', format: 'text', required: true },
						{ id: 'name', label: 'Nombre', format: 'text', required: false },
					],
				},
			},
		],
		park: { prompt: 0 },
	});
});

test('does not ask for what is known, unless told to', () => {
	expect(collectData.enter({ ...params, ...only }, known)).toEqual({ leave: 'next' });
	const again = { ...params, ...only, skipKnown: false };
	expect(collectData.enter(again, known)).toMatchObject({ park: {} });
});

test('writes what was answered', () => {
	expect(answer({ email: ' ana@example.org ', name: 'Ana' })).toEqual({
		leave: 'next',
		effects: [
			{
				type: 'attributeChanged',
				subject: 'contact',
				attribute: 'email',
				value: 'ana@example.org',
			},
			{ type: 'attributeChanged', subject: 'contact', attribute: 'name', value: 'Ana' },
		],
	});
});

test('case 43: a wrong type is asked for again, and what was right is kept', () => {
	const outcome = answer({ email: 'nonsense', name: 'Ana', admin: 1 });
	expect(outcome).toMatchObject({
		effects: [
			{ type: 'attributeChanged', attribute: 'name', value: 'Ana' },
			{ type: 'promptShown', input: { fields: [{ id: 'email' }] } },
		],
		park: { prompt: 1 },
	});
	expect(answer({ email: 7 }, only, 3)).toEqual({
		leave: 'failure',
		otherwise: 'failed',
		problem: 'answersNotUnderstood',
		effects: [],
	});
});

test('takes a typed message as the answer where there is only one question', () => {
	const typed = said({ type: 'messageSent', conversation, text: 'ana@example.org' });
	expect(collectData.resume?.({ ...params, ...only }, typed, contextWith())).toMatchObject({
		leave: 'next',
		effects: [{ attribute: 'email', value: 'ana@example.org' }],
	});
	expect(collectData.resume?.(params, typed, contextWith())).toBeUndefined();
});

test('offers the choices of a list', () => {
	const items = [{ id: 'gold', label: 'Gold' }];
	const plan = { id: 'atr_plan', subject: 'conversation', name: 'Plan', format: 'list' } as const;
	const workspace = { attributes: { atr_plan: { ...plan, settings: { items } } } };
	const ask = { ...params, fields: [{ attribute: 'atr_plan', required: true }] };
	expect(collectData.enter(ask, contextWith({ workspace }))).toMatchObject({
		effects: [{ input: { fields: [{ label: 'Plan', options: items }] } }],
	});
});

test('goes on without an attribute that was deleted since', () => {
	const ask = { ...params, fields: [{ attribute: 'atr_gone', required: true }] };
	expect(collectData.enter(ask, contextWith())).toEqual({ leave: 'next' });
});
