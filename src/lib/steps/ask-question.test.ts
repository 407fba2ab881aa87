import { expect, test } from 'vitest';
import { HOUR } from '../base/clock';
import type { EventBody } from '../model/event';
import { MAX_ASKS } from '../model/prompt';
import { type AttributeSchema, emptyWorkspace } from '../model/workspace';
import { askQuestion } from './ask-question';
import type { StepProblem } from './step';
import { contextWith, conversation, NOW, said } from './step.test-kit';

type Params = Parameters<typeof askQuestion.enter>[0];
const params = (given: Partial<Params>): Params => ({
	...askQuestion.initial(),
	text: 'Question?',
	...given,
});
const typed = (text: string): EventBody => ({ type: 'messageSent', conversation, text });
const answer = (given: Partial<Params>, text: string, parked = 1) =>
	askQuestion.resume?.(params(given), said(typed(text)), contextWith({ parked }));
const colours = [
	{ id: 'r', label: 'Red', tag: 'tag_r' },
	{ id: 'b', label: 'Blue', tag: null },
];

test('W-STP-07: asks with the input that fits the type, for a time', () => {
	expect(askQuestion.enter(params({ answer: 'date', timeoutMs: HOUR }), contextWith())).toEqual({
		effects: [
			{
				type: 'promptShown',
				text: 'Question?',
				input: {
					kind: 'form',
					fields: [{ id: 'answer', label: 'Answer', format: 'date', required: true, settings: {} }],
					reading: { locale: 'en', zone: 'UTC' },
				},
				typing: true,
			},
		],
		park: {
			listens: ['contact.buttonPressed', 'contact.answersGiven', 'contact.messageSent'],
			prompt: 0,
			until: NOW + HOUR,
		},
	});
	expect(askQuestion.enter(params({ answer: 'rating' }), contextWith())).toMatchObject({
		effects: [{ input: { kind: 'buttons', options: { length: 5 } } }],
	});
});

test.each([
	['text', 'anything', 'anything'],
	['number', '1,5', 1.5],
	['date', '2026-11-22', Date.UTC(2026, 10, 22)],
	['phone', '+34 600 123 456', '+34600123456'],
	['email', ' ana@example.org ', 'ana@example.org'],
	['url', 'https://example.org/a?b', 'https://example.org/a?b'],
	['rating', '4', 4],
] as const)('W-STP-07: understands a %s', (type, text, value) => {
	expect(answer({ answer: type }, text)).toMatchObject({
		leave: 'next',
		variables: { answer: value, reply: value },
	});
});

test.each([
	['number', 'many'],
	['date', 'soon'],
	['phone', 'call me'],
	['email', 'ana@'],
	['url', 'not a link'],
	['rating', '9'],
] as const)('W-STP-07: asks again for a %s, then takes the invalid exit', (type, text) => {
	expect(answer({ answer: type }, text)).toMatchObject({ park: { prompt: 0 } });
	expect(answer({ answer: type }, text, MAX_ASKS)).toEqual({
		leave: 'invalid',
		otherwise: 'failed',
		skipped: 'notUnderstood',
	});
});

test('W-STP-07: a number has its limits', () => {
	expect(answer({ answer: 'number', min: 1, max: 5 }, '6')).toHaveProperty('park');
	expect(answer({ answer: 'number', min: 1, max: 5 }, '5')).toHaveProperty('leave', 'next');
});

test('W-STP-07: a choice is kept as a tag, by button or by word', () => {
	const choice = params({ answer: 'choice', options: colours, saveAs: 'tag' });
	const pressed = said({ type: 'buttonPressed', conversation, prompt: 'p', option: 'r' });
	const tagged = { leave: 'next', effects: [{ type: 'tagAdded', tag: 'tag_r' }] };
	expect(askQuestion.resume?.(choice, pressed, contextWith())).toMatchObject(tagged);
	expect(askQuestion.resume?.(choice, said(typed('rED!')), contextWith())).toMatchObject(tagged);
	expect(askQuestion.resume?.(choice, said(typed('blue')), contextWith())).toMatchObject({
		effects: [],
	});
	expect(askQuestion.references(choice)).toEqual([{ kind: 'tag', id: 'tag_r' }]);
});

test('W-STP-07: an answer is kept in an attribute, if that can hold it', () => {
	const attributes = {
		seats: { id: 'seats', subject: 'conversation', name: 'Seats', format: 'number' },
	} as const;
	const context = contextWith({ workspace: { attributes }, parked: 1 });
	const ask = params({ saveAs: 'attribute', attribute: 'seats' });
	expect(askQuestion.resume?.(ask, said(typed('4')), context)).toMatchObject({
		effects: [{ type: 'attributeChanged', subject: 'conversation', attribute: 'seats', value: 4 }],
	});
	expect(askQuestion.resume?.(ask, said(typed('four')), context)).toHaveProperty('park');
});

test('W-STP-07: a form answers too, and silence has its own exit', () => {
	const given = said({ type: 'answersGiven', conversation, prompt: 'p', answers: { answer: 3 } });
	expect(askQuestion.resume?.(params({ answer: 'number' }), given, contextWith())).toMatchObject({
		variables: { answer: 3 },
	});
	expect(askQuestion.resume?.(params({}), { timer: true }, contextWith())).toEqual({
		leave: 'timeout',
		otherwise: 'expired',
	});
});

test('names what is wrong with the question', () => {
	const codes = (given: Partial<Params>) => askQuestion.problems(params(given)).map((p) => p.code);
	expect(codes({ text: ' ' })).toEqual(['empty']);
	expect(codes({ answer: 'choice' })).toEqual(['noOptions']);
	expect(
		codes({ answer: 'choice', options: [{ id: 'a', label: 'a'.repeat(21), tag: null }] }),
	).toEqual(['longLabel']);
	expect(codes({ min: 2, max: 1 })).toEqual(['badRange']);
	expect(codes({ variable: 'two words' })).toEqual(['badVariable']);
	expect(codes({ saveAs: 'attribute' })).toEqual(['noAttribute']);
	expect(codes({ saveAs: 'tag' })).toEqual(['tagsNeedChoice']);
});

test.each(['toString', '__proto__', 'constructor', 'con espacio', ''])(
	'A8, E-30: no variable is called %j',
	(variable) => {
		const params = { ...askQuestion.initial(), text: '?', variable };
		expect(askQuestion.problems(params)).toEqual([{ code: 'badVariable', param: 'variable' }]);
		expect(askQuestion.problems({ ...params, variable: 'colour_2' })).toEqual([]);
	},
);

const matter = (...labels: string[]): AttributeSchema => ({
	id: 'atr_matter',
	subject: 'conversation',
	name: 'Matter',
	format: 'list',
	settings: { items: labels.map((label, index) => ({ id: `item_${index}`, label })) },
});

const red = { param: 'options', part: 'r', detail: 'Red' };
const blue = { param: 'options', part: 'b', detail: 'Blue' };

test.each<[string, AttributeSchema, Partial<Params>, Omit<StepProblem, 'code'>[]]>([
	['an item for each', matter('red', 'BLUE!'), {}, []],
	['one button too many', matter('Red'), {}, [blue]],
	['no items', matter(), {}, [red, blue]],
	['any words', { ...matter(), format: 'text', settings: {} }, {}, []],
	['numbers', { ...matter(), format: 'number', settings: {} }, {}, [red, blue]],
	['up to five', { ...matter(), format: 'number', settings: {} }, { answer: 'rating' }, []],
	[
		'up to three',
		{ ...matter(), format: 'number', settings: { max: 3 } },
		{ answer: 'rating' },
		[
			{ param: 'attribute', detail: '4' },
			{ param: 'attribute', detail: '5' },
		],
	],
	['a typed number', { ...matter(), format: 'number', settings: {} }, { answer: 'number' }, []],
])('E-03, W-STP-07: a button without an item is told: %s', (_, attribute, given, found) => {
	const ask = { answer: 'choice', options: colours, saveAs: 'attribute', ...given } as const;
	const workspace = { ...emptyWorkspace(), attributes: { atr_matter: attribute } };
	const problems = askQuestion.problemsIn?.(params({ ...ask, attribute: 'atr_matter' }), workspace);
	expect(problems).toEqual(found.map((where) => ({ code: 'noItem', ...where })));
});

test('W-STP-07: a button that is filled for each customer, or kept elsewhere, is not judged', () => {
	const workspace = { ...emptyWorkspace(), attributes: { atr_matter: matter('Red') } };
	const filled = [{ id: 'a', label: 'For {{contact.name}}', tag: null }];
	const judged = (given: Partial<Params>) =>
		askQuestion.problemsIn?.(params({ answer: 'choice', options: colours, ...given }), workspace);
	const kept = { saveAs: 'attribute', attribute: 'atr_matter' } as const;
	expect(judged({ ...kept, options: filled })).toEqual([]);
	expect(judged({ attribute: 'atr_matter' })).toEqual([]);
	expect(judged({ ...kept, attribute: 'atr_gone' })).toEqual([]);
});

test('E-03: what is wrong with an answer names it and stands at it', () => {
	const long = 'Liquidación de sueldo';
	const options = [
		{ id: 'a', label: long, tag: null },
		{ id: 'b', label: ' ', tag: null },
		{ id: 'c', label: 'Otro', tag: null },
		{ id: 'd', label: 'otro', tag: null },
	];
	expect(askQuestion.problems(params({ answer: 'choice', options }))).toEqual([
		{ code: 'longLabel', param: 'options', part: 'a', detail: long },
		{ code: 'noLabel', param: 'options', part: 'b' },
		{ code: 'sameLabel', param: 'options', part: 'd', detail: 'otro' },
	]);
});

test('W-STP-07: the options of an attribute are answers as long as they are', () => {
	const long = 'Liquidación de sueldo';
	const workspace = { ...emptyWorkspace(), attributes: { atr_matter: matter(long, 'Otro') } };
	const judged = (...labels: string[]) => {
		const options = labels.map((label, index) => ({ id: `o${index}`, label, tag: null }));
		const kept = { saveAs: 'attribute', attribute: 'atr_matter' } as const;
		const ask = params({ answer: 'choice', options, ...kept });
		return [...askQuestion.problems(ask), ...(askQuestion.problemsIn?.(ask, workspace) ?? [])];
	};
	expect(judged(long, 'Otro')).toEqual([]);
	expect(askQuestion.problems(params({ options: [{ id: 'a', label: '', tag: null }] }))).toEqual(
		[],
	);
	expect(judged('Otro', 'Certificado de trabajo')).toEqual([
		{ code: 'longLabel', param: 'options', part: 'o1', detail: 'Certificado de trabajo' },
		{ code: 'noItem', param: 'options', part: 'o1', detail: 'Certificado de trabajo' },
	]);
});
