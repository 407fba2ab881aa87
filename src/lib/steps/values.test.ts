import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../base/clock';
import type { AttributeValue, EventBody } from '../model/event';
import { type AttributeSchema, emptyWorkspace } from '../model/workspace';
import { askQuestion } from './ask-question';
import { branches } from './branches';
import { collectData } from './collect-data';
import { setAttribute } from './set-attribute';
import { contextWith, conversation, said } from './step.test-kit';
import { wait } from './wait';

/** Values keep what they are on their way through a workflow. */
const SIZES = {
	items: [
		{ id: 's', label: 'Small' },
		{ id: 'l', label: 'Large' },
	],
};
const schema = (id: string, format: string, settings: unknown = {}): AttributeSchema => ({
	id,
	subject: 'contact',
	name: id,
	format,
	settings,
});
const attributes = Object.fromEntries(
	[
		...['budget', 'limit'].map((id) => schema(id, 'number')),
		...['renewal', 'birthday'].map((id) => schema(id, 'date')),
		...['meeting', 'call'].map((id) => schema(id, 'date', { withTime: true })),
		...['note', 'other'].map((id) => schema(id, 'text')),
		...['agreed', 'adult'].map((id) => schema(id, 'boolean')),
		schema('size', 'list', SIZES),
		schema('fit', 'list', { items: [{ id: 'x', label: 'large' }], multiple: true }),
		schema('mobile', 'text', { shape: 'phone' }),
		schema('empty', 'list', { items: [] }),
	].map((one) => [one.id, one]),
);
const holds = (attribute: string, value: AttributeValue): EventBody => ({
	type: 'attributeChanged',
	subject: 'contact',
	attribute,
	value,
});
const NOV_22 = Date.UTC(2026, 10, 22);
const SANTIAGO = { timeZone: 'America/Santiago' };

function copied(from: string, value: AttributeValue, to: string, timeZone = 'UTC') {
	const results = ['en', 'es', 'de'].map((language) => {
		const outcome = setAttribute.enter(
			{ ...setAttribute.initial(), attribute: to, value: ` {{contact.${from}}} ` },
			contextWith({ language, workspace: { attributes, timeZone }, bodies: [holds(from, value)] }),
		);
		const [change] = ('effects' in outcome && outcome.effects) || [];
		return change?.type === 'attributeChanged' ? change.value : undefined;
	});
	expect(results).toEqual(Array(3).fill(results[0]));
	return results[0];
}

test.each([
	['V-3', 'budget', 12_345, 'limit', 12_345],
	['V-3', 'budget', 0.1 + 0.2, 'limit', 0.1 + 0.2],
	['V-3', 'budget', 12_345.5, 'note', '12345.5'],
	['V-3', 'note', '1.5', 'limit', 1.5],
	['V-3', 'note', 'many', 'limit', undefined],
	['V-4', 'renewal', NOV_22, 'birthday', NOV_22],
	['V-4', 'renewal', NOV_22, 'note', '2026-11-22'],
	['V-4', 'note', '2026-11-22', 'birthday', NOV_22],
	['V-4', 'meeting', NOV_22 + 10, 'call', NOV_22 + 10],
	['V-4', 'budget', 12_345, 'birthday', undefined],
	['V-4', 'renewal', NOV_22, 'limit', undefined],
	['V-3', 'agreed', true, 'adult', true],
	['V-3', 'size', 'l', 'fit', ['x']],
	['V-3', 'size', 'l', 'note', 'Large'],
	['V-3', 'note', 'LARGE', 'size', 'l'],
	['V-3', 'size', 's', 'fit', undefined],
	['V-3', 'note', '+34 600 123 456', 'mobile', '+34600123456'],
])('%s: %s %s is copied into %s as a value, in every language', (_id, from, value, to, result) => {
	expect(copied(from, value, to)).toEqual(result);
});

test('V-4, V-10: a day becomes a time, and a time a day, on the workspace’s wall', () => {
	const zone = SANTIAGO.timeZone;
	expect(copied('renewal', NOV_22, 'call', zone)).toBe(NOV_22 + 3 * HOUR);
	expect(copied('meeting', NOV_22 + 2 * HOUR, 'birthday', zone)).toBe(NOV_22 - DAY);
});

describe('V-5: an answer keeps its kind', () => {
	const answered = (answer: 'number' | 'rating' | 'date', text: string) => {
		const params = { ...askQuestion.initial(), text: 'How many?', answer, variable: 'seats' };
		const typed = said({ type: 'messageSent', conversation, text });
		const outcome = askQuestion.resume?.(params, typed, contextWith());
		expect(outcome).toHaveProperty('leave', 'next');
		return outcome && 'leave' in outcome ? outcome : undefined;
	};
	const advanced = (answer: 'number' | 'rating' | 'date', text: string): EventBody => ({
		type: 'runAdvanced',
		conversation,
		run: 'run_1',
		wokenBy: 'evt_9',
		steps: [],
		variables: answered(answer, text)?.variables,
		formats: answered(answer, text)?.formats,
	});
	const taken = (answer: 'number' | 'rating' | 'date', text: string, rule: object) => {
		const field = 'run.seats';
		const condition = { match: 'all' as const, rules: [{ field, operator: 'is', ...rule }] };
		const params = { branches: [{ id: 'yes', label: 'Yes', condition }] };
		const context = contextWith({ after: [advanced(answer, text)] });
		const outcome = branches.enter(params, context);
		return 'leave' in outcome ? outcome.leave : undefined;
	};

	test.each([
		['number', '5', { value: 5 }, 'yes'],
		['number', '5', { value: '5' }, 'yes'],
		['rating', '5', { value: '5' }, 'yes'],
		['rating', '4', { value: '5' }, 'else'],
		['number', '1,200', { value: '1200' }, 'yes'],
		['number', '7', { operator: 'isMoreThan', value: 5 }, 'yes'],
		['number', '7', { operator: 'isLessThan', value: 5 }, 'else'],
		['number', '7', { operator: 'isNot', value: '7' }, 'else'],
		['number', '57', { operator: 'contains', value: '5' }, 'yes'],
		['number', '7', { operator: 'isKnown' }, 'yes'],
		['date', '2026-11-22', { operator: 'isBefore', value: NOV_22 + DAY }, 'yes'],
		['date', '2026-11-22', { operator: 'isAfter', value: NOV_22 }, 'else'],
	] as const)('%s answered %s: branch %j', (answer, text, rule, port) => {
		expect(taken(answer, text, rule)).toBe(port);
	});

	test.each([
		['en', 'Nov 22, 2026'],
		['es', '22 nov 2026'],
		['de', '22.11.2026'],
	])('V-6: a date is told in the customer’s language: %s', (language, words) => {
		const context = contextWith({ language, after: [advanced('date', '2026-11-22')] });
		expect(context.render('On {{run.seats}}, {{run.reply}}')).toBe(`On ${words}, ${words}`);
	});

	test('V-5: a run from before this has numbers all the same', () => {
		const old = { ...advanced('number', '5'), formats: undefined };
		expect(contextWith({ after: [old] }).render('{{run.seats}}')).toBe('5');
		const condition = {
			match: 'all' as const,
			rules: [{ field: 'run.seats', operator: 'is', value: '5' }],
		};
		expect(contextWith({ after: [old] }).evaluate(condition).holds).toBe(true);
	});
});

describe('V-7: what is not understood is asked again with an example', () => {
	test.each([
		['en-US', 'date', 'some day', '09/27/1972'],
		['es', 'date', 'algún día', '27/09/1972'],
		['es', 'number', 'muchos', '12,5'],
		['en', 'email', 'ana', 'ana@example.com'],
		['en', 'phone', 'call me', '+34 600 123 456'],
	] as const)('%s %s', (language, answer, text, example) => {
		const params = { ...askQuestion.initial(), text: 'When?', answer };
		const typed = said({ type: 'messageSent', conversation, text });
		const asked = JSON.stringify(askQuestion.resume?.(params, typed, contextWith({ language })));
		expect(asked).toContain('When?');
		expect(asked).toContain(example);
	});

	test('07/01/2026 is the first of July for an American, 7 January for a Chilean', () => {
		const typed = said({ type: 'messageSent', conversation, text: '07/01/2026' });
		const params = { ...askQuestion.initial(), text: 'When?', answer: 'date' as const };
		const read = (language: string, country?: string) =>
			askQuestion.resume?.(params, typed, contextWith({ language, workspace: { country } }));
		expect(read('en-US')).toMatchObject({ variables: { answer: Date.UTC(2026, 6, 1) } });
		expect(read('es')).toMatchObject({ variables: { answer: Date.UTC(2026, 0, 7) } });
		expect(read('en', 'GB')).toMatchObject({ variables: { answer: Date.UTC(2026, 0, 7) } });
	});
});

test.each([
	['(555) 123-4567', 'US', '+15551234567'],
	['+(34) 600 123 456', 'US', '+34600123456'],
	['030/1234567', 'DE', '+49301234567'],
	['12345', 'US', undefined],
])('V-8: the engine reads the telephone number %s in %s', (text, country, value) => {
	const params = { ...collectData.initial(), fields: [{ attribute: 'phone', required: true }] };
	const answers = said({
		type: 'answersGiven',
		conversation,
		prompt: 'p',
		answers: { phone: text },
	});
	const outcome = collectData.resume?.(params, answers, contextWith({ workspace: { country } }));
	if (value === undefined) expect(outcome).toHaveProperty('park');
	else expect(outcome).toMatchObject({ leave: 'next', effects: [{ attribute: 'phone', value }] });
});

test.each(['ana@example.com.', '<ana@example.com>', 'mailto:ana@example.com'])(
	'V-9: the engine stores %s as ana@example.com',
	(email) => {
		const answers = said({ type: 'answersGiven', conversation, prompt: 'p', answers: { email } });
		expect(collectData.resume?.(collectData.initial(), answers, contextWith())).toMatchObject({
			effects: [{ attribute: 'email', value: 'ana@example.com' }],
		});
	},
);

test('V-10: a wait until a day ends when the day begins in the workspace’s zone', () => {
	const until = (attribute: string, value: number, timeZone: string) =>
		wait.enter(
			{ ...wait.initial(), until: 'date', attribute },
			contextWith({ workspace: { attributes, timeZone }, bodies: [holds(attribute, value)] }),
		);
	expect(until('renewal', NOV_22, 'America/Santiago')).toMatchObject({
		park: { until: NOV_22 + 3 * HOUR },
	});
	expect(until('renewal', NOV_22, 'Asia/Tokyo')).toMatchObject({
		park: { until: NOV_22 - 9 * HOUR },
	});
	expect(until('meeting', NOV_22, 'Asia/Tokyo')).toMatchObject({ park: { until: NOV_22 } });
	expect(until('budget', NOV_22, 'UTC')).toEqual({ fail: 'dateUnknown' });
});

test('V-11: a list without items is not asked for', () => {
	const params = { ...collectData.initial(), fields: [{ attribute: 'empty', required: true }] };
	expect(collectData.enter(params, contextWith({ workspace: { attributes } }))).toEqual({
		leave: 'next',
	});
	const workspace = { ...emptyWorkspace(), attributes };
	expect(collectData.problemsIn?.(params, workspace)).toEqual([
		{ code: 'noItems', param: 'fields' },
	]);
	const sized = { ...params, fields: [{ attribute: 'size', required: true }] };
	expect(collectData.problemsIn?.(sized, workspace)).toEqual([]);
});

describe('V-3, V-10: a value that a page gave is a value in every step', () => {
	const gave = (details: Record<string, AttributeValue>) =>
		contextWith({
			language: 'es',
			workspace: { attributes, ...SANTIAGO },
			bodies: [{ type: 'detailsGiven', details: { language: 'es', ...details } }],
		});
	const written = (outcome: ReturnType<typeof setAttribute.enter>) =>
		'effects' in outcome && outcome.effects
			? outcome.effects.map((effect) => effect.type === 'attributeChanged' && effect.value)
			: [];
	const set = (part: Partial<ReturnType<typeof setAttribute.initial>>) => ({
		...setAttribute.initial(),
		...part,
	});

	test('it is increased, copied, and waited for', () => {
		const increase = set({ attribute: 'budget', action: 'increase', by: 1 });
		expect(written(setAttribute.enter(increase, gave({ budget: '1.500' })))).toEqual([1_501]);
		const copy = set({ attribute: 'limit', value: '{{contact.budget}}' });
		expect(written(setAttribute.enter(copy, gave({ budget: '1.500' })))).toEqual([1_500]);
		const until = { ...wait.initial(), until: 'date' as const, attribute: 'renewal' };
		expect(wait.enter(until, gave({ renewal: '22/11/2026' }))).toMatchObject({
			park: { until: NOV_22 + 3 * HOUR },
		});
	});

	test('what cannot be read is asked for, cleared, and waits for nothing', () => {
		const asks = {
			...collectData.initial(),
			text: '?',
			fields: [{ attribute: 'budget', required: true }],
		};
		expect(collectData.enter(asks, gave({ budget: 'abc' }))).toHaveProperty('park');
		expect(collectData.enter(asks, gave({ budget: '1.500' }))).toMatchObject({ leave: 'next' });
		const clear = set({ attribute: 'budget', action: 'clear' });
		expect(written(setAttribute.enter(clear, gave({ budget: 'abc' })))).toEqual([null]);
		expect(written(setAttribute.enter(clear, gave({})))).toEqual([]);
		const increase = set({ attribute: 'budget', action: 'increase', by: 1 });
		expect(written(setAttribute.enter(increase, gave({ budget: 'abc' })))).toEqual([1]);
		const until = { ...wait.initial(), until: 'date' as const, attribute: 'renewal' };
		expect(wait.enter(until, gave({ renewal: 'pronto' }))).toEqual({ fail: 'dateUnknown' });
	});
});
