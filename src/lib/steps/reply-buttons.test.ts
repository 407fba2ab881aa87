import { expect, test } from 'vitest';
import { replyButtons } from './reply-buttons';
import { contextWith, conversation, NOW, said } from './step.test-kit';

const params = {
	...replyButtons.initial(),
	text: '¿De qué se trata?',
	options: [
		{ id: 'refund', label: 'Devolución' },
		{ id: 'order', label: 'Mi pedido' },
	],
};
const typed = (text: string) => said({ type: 'messageSent', conversation, text });
const resume = (text: string, over = {}, parked = 1) =>
	replyButtons.resume?.({ ...params, ...over }, typed(text), contextWith({ parked }));

test('W-ACT-08, E-14: with typing off the composer goes, and comes back after a time', () => {
	const outcome = replyButtons.enter({ ...params, typing: false }, contextWith());
	expect(outcome).toMatchObject({
		park: { prompt: 0 },
		effects: [{ type: 'promptShown', typing: false, typingReturnsAt: NOW + params.escapeMs }],
	});
	expect(replyButtons.enter(params, contextWith())).toMatchObject({ effects: [{ typing: true }] });
});

test('W-RTE-01: each button is a path that must lead somewhere', () => {
	expect(replyButtons.ports(params)).toEqual([
		{ id: 'refund', label: 'Devolución', required: true },
		{ id: 'order', label: 'Mi pedido', required: true },
		{ id: 'failure' },
	]);
});

test('a press takes the path of its button, and an unknown one is ignored', () => {
	const press = (option: string) =>
		replyButtons.resume?.(
			params,
			said({ type: 'buttonPressed', conversation, prompt: 'ev_1', option }),
			contextWith(),
		);
	expect(press('order')).toEqual({ leave: 'order', variables: { reply: 'Mi pedido' } });
	expect(press('constructor')).toBeUndefined();
});

test.each([
	['devolucion', 'refund'],
	['  DEVOLUCIÓN! ', 'refund'],
	['mi  pedido', 'order'],
	['2', 'order'],
])('E-14: typing "%s" means %s', (text, option) => {
	expect(resume(text)).toMatchObject({ leave: option });
});

const NOT_UNDERSTOOD = { leave: 'failure', otherwise: 'failed', skipped: 'notUnderstood' };

test('T-9, E-14: anything else is asked again three times in all, then has not been understood', () => {
	expect(resume('no idea', {}, 1)).toMatchObject({ park: { prompt: 0 } });
	expect(resume('no idea', {}, 2)).toMatchObject({ park: { prompt: 0 } });
	expect(resume('no idea', {}, 3)).toEqual(NOT_UNDERSTOOD);
	expect(resume('no idea', {}, 7)).toEqual(NOT_UNDERSTOOD);
	expect(resume('3')).toMatchObject({ park: {} });
	expect(replyButtons.ports(params).map(({ id }) => id)).toContain('failure');
	const taken = { ...params, onTyped: 'path' as const };
	expect(replyButtons.ports(taken).map(({ id }) => id)).not.toContain('failure');
});

const labelled = (...labels: string[]) => ({
	options: labels.map((label, index) => ({ id: `o${index + 1}`, label })),
});

test.each([
	['T-1', '👍', ['👍', '👎'], 'o1'],
	['T-2', 'C++', ['C', 'C++', 'C#'], 'o2'],
	['T-3', '١', ['Ventas', 'Soporte'], 'o1'],
	['T-3', '２', ['Ventas', 'Soporte'], 'o2'],
	['T-4', 'हूँ', ['हाँ', 'हूँ'], 'o2'],
	['T-7', '¡Vale!', ['Sí', 'No'], 'o1'],
	['T-8', 'don’t know', ['I know', "Don't know"], 'o2'],
])('%s: typing "%s" at %j presses %s', (_case, text, labels, option) => {
	expect(resume(text, labelled(...labels))).toMatchObject({ leave: option });
});

test('T-4: labels that differ in a mark that is a letter are two texts', () => {
	expect(replyButtons.problems({ ...params, ...labelled('हाँ', 'हूँ') })).toEqual([]);
});

test('E-14: or takes its own path', () => {
	expect(resume('no idea', { onTyped: 'path' })).toEqual({ leave: 'typed' });
});

test('two buttons that read the same are a problem, for the typed text would be ambiguous', () => {
	const options = [
		{ id: 'a', label: 'Sí' },
		{ id: 'b', label: 'si' },
	];
	expect(replyButtons.problems({ ...params, options })).toEqual([
		{ code: 'sameLabel', param: 'options', part: 'b', detail: 'si' },
	]);
});
