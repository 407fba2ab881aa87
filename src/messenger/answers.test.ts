import { expect, test } from 'vitest';
import type { DomainEvent } from '../lib/model/event';
import type { PromptField } from '../lib/model/prompt';
import { whyUnwritable } from '../lib/model/writable';
import { inputTypeOf, overlongOf, problemOf } from './answers';
import { readerOf } from './read-answers';

const field = (change: Partial<PromptField> = {}): PromptField => ({
	id: 'atr_one',
	label: 'Dato',
	format: 'text',
	required: true,
	...change,
});
const accepts = readerOf({ locale: 'es-CL', zone: 'America/Santiago', country: 'CL' }, 0, 'es');
const SIZES = [{ id: 's', label: 'Chica' }];

test.each([
	['text', field(), 'lo que sea', undefined],
	['text', field(), '   ', 'missing'],
	['text left out', field({ required: false }), '', undefined],
	['mail', field({ id: 'email' }), 'camila@ejemplo.cl', undefined],
	['mail', field({ id: 'email' }), 'camila@ejemplo', 'email'],
	['phone', field({ id: 'phone' }), '+56 9 1234 5678', undefined],
	['phone', field({ id: 'phone' }), '12345', 'phone'],
	['phone', field({ id: 'phone' }), 'mañana', 'phone'],
	['number', field({ format: 'number' }), '1.200,5', undefined],
	['number', field({ format: 'number' }), 'doce', 'number'],
	['V-2: number', field({ format: 'number' }), '192.168.0.1', 'number'],
	['V-1: number', field({ format: 'number', settings: { max: 5 } }), '6', 'number'],
	['V-7: date', field({ format: 'date' }), 'mañana', undefined],
	['V-8: phone', field({ id: 'phone' }), '(2) 2345 6789', undefined],
	['V-8: phone', field({ id: 'phone' }), '+999 12345678', 'phone'],
	['V-8: phone', field({ settings: { shape: 'phone' } }), '12345', 'phone'],
	['V-9: mail', field({ id: 'email' }), '<camila@ejemplo.cl>', undefined],
	['V-9: mail', field({ settings: { shape: 'email' } }), 'camila', 'email'],
	['date', field({ format: 'date' }), '2026-11-22', undefined],
	['date', field({ format: 'date' }), 'algún día', 'date'],
	['list', field({ format: 'list', options: SIZES }), 's', undefined],
	['list', field({ format: 'list', options: SIZES }), 'xl', 'value'],
	['list not chosen', field({ format: 'list', options: SIZES }), '', 'missing'],
	['boolean', field({ format: 'boolean' }), 'true', undefined],
] as const)('%s: what can be told before sending', (_, asked, typed, problem) => {
	expect(problemOf(asked, typed, false, accepts)).toBe(problem);
});

test('until the reader is loaded only what is missing is wrong', () => {
	expect(problemOf(field({ id: 'email' }), 'camila')).toBeUndefined();
	expect(problemOf(field({ id: 'email' }), ' ')).toBe('missing');
});

test('T-11: an answer that is longer than what is stored is told, not lost', () => {
	const field = { id: 'atr_1', label: 'Story', format: 'text', required: false };
	expect(problemOf(field, 'x'.repeat(10_000))).toBeUndefined();
	expect(problemOf(field, `  ${'x'.repeat(10_000)}  `)).toBeUndefined();
	expect(problemOf(field, 'x'.repeat(10_030))).toBe('long');
	expect(problemOf({ ...field, id: 'email' }, `${'x'.repeat(10_030)}@example.org`)).toBe('long');
});

test.each([
	['seven long answers', 'x', 7],
	['three of three bytes a letter', '你', 3],
	['two of emoji', '👋', 4],
])('answers that do not fit into one event are told: %s', (_, letter, count) => {
	const text = letter.repeat(9_900 / letter.length);
	const typed = Object.fromEntries(Array.from({ length: count }, (_, n) => [`field_${n}`, text]));
	const { id = '', max = 0 } = overlongOf(typed) ?? {};
	expect(max).toBeLessThan(text.length);
	const shorter = { ...typed, [id]: text.slice(0, max) };
	expect(overlongOf(shorter)).toBeUndefined();
	const answers = {
		type: 'answersGiven',
		conversation: 'cnv_1',
		prompt: 'evt_1',
		answers: shorter,
	};
	const by = { kind: 'contact', id: 'con_1' };
	expect(whyUnwritable({ id: 'evt_2', at: 1, by, ...answers } as DomainEvent)).toBeUndefined();
});

test('answers that fit are not too long', () => {
	expect(overlongOf({ name: 'Ana', story: 'x'.repeat(10_000) })).toBeUndefined();
	expect(overlongOf({})).toBeUndefined();
});

test('half a date is told, even where no date is needed', () => {
	expect(problemOf(field({ format: 'date', required: false }), '', true)).toBe('date');
	expect(problemOf(field({ format: 'date', required: false }), '')).toBeUndefined();
});

test('a field asks for the keyboard that fits it', () => {
	expect(inputTypeOf(field({ id: 'phone' }))).toEqual({ type: 'tel', autocomplete: 'tel' });
	expect(inputTypeOf(field({ format: 'number' })).inputmode).toBe('decimal');
	expect(inputTypeOf(field({ format: 'date' })).type).toBe('date');
	const withTime = { format: 'date', settings: { withTime: true } };
	expect(inputTypeOf(field(withTime)).type).toBe('datetime-local');
	expect(inputTypeOf(field({ settings: { shape: 'email' } })).type).toBe('email');
});
