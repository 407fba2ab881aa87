import { expect, test } from 'vitest';
import { HOUR } from '../base/clock';
import { Locale } from '../model/workspace';
import { askRating, text } from './ask-rating';
import { contextWith, conversation, NOW, said } from './step.test-kit';

const params = { ...askRating.initial(), text: 'How was it?' };
const replied = {
	by: 'teammate',
	type: 'messageSent',
	conversation,
	text: 'Here you are',
} as const;
const rated = (score: number) => said({ type: 'conversationRated', conversation, score });

test('W-STP-05: asks, and waits for the rating or for its time', () => {
	expect(askRating.enter(params, contextWith({ bodies: [replied] }))).toMatchObject({
		effects: [{ type: 'promptShown', input: { kind: 'rating', scale: 5 } }],
		park: { until: NOW + params.timeoutMs, prompt: 0 },
	});
	expect(askRating.resume?.(params, rated(4), contextWith())).toEqual({ leave: 'rated' });
	expect(askRating.resume?.(params, { timer: true }, contextWith())).toMatchObject({
		leave: 'unrated',
	});
});

test('case 43: more points than there are is no rating', () => {
	expect(askRating.resume?.(params, rated(9), contextWith())).toBeUndefined();
});

test('E-25: a rating that can be changed says for how long', () => {
	const { effects } = askRating.enter(
		{ ...params, changeForMs: HOUR },
		contextWith({ bodies: [replied] }),
	) as { effects: object[] };
	expect(effects).toMatchObject([{ input: { kind: 'rating', scale: 5, changeForMs: HOUR } }]);
});

const asked = {
	by: 'engine',
	type: 'promptShown',
	conversation,
	text: '?',
	input: { kind: 'rating', scale: 5 },
	typing: true,
} as const;
const closes = { by: 'teammate', type: 'conversationClosed', conversation } as const;
const given = { type: 'conversationRated', conversation, score: 5 } as const;
const writes = { type: 'messageSent', conversation, text: 'Again' } as const;
const once = 'conversation' as const;
const eachTime = 'closing' as const;

test.each([
	{
		name: 'has a rating',
		once,
		bodies: [replied, closes, given],
		leaves: 'rated',
		skipped: 'alreadyRated',
	},
	{ name: 'was asked', once, bodies: [replied, asked], leaves: 'unrated', skipped: 'alreadyAsked' },
	{
		name: 'was asked, at another closing',
		once,
		bodies: [replied, closes, asked, writes, closes],
		leaves: 'unrated',
		skipped: 'alreadyAsked',
	},
	{
		name: 'was asked for this closing',
		once: eachTime,
		bodies: [replied, closes, asked],
		leaves: 'unrated',
		skipped: 'alreadyAsked',
	},
	{
		name: 'was asked before this closing',
		once: eachTime,
		bodies: [replied, asked, closes],
		leaves: 'unrated',
		skipped: 'alreadyAsked',
	},
	{
		name: 'was closed by a workflow',
		once,
		bodies: [replied, { ...closes, by: 'engine' as const }],
		leaves: 'unrated',
		skipped: 'autoClosed',
	},
	{ name: 'nobody replied in', once, bodies: [closes], leaves: 'unrated', skipped: 'botOnly' },
])(
	'E-25: a conversation that $name is not asked, and says so',
	({ once, bodies, leaves, skipped }) => {
		const outcome = askRating.enter({ ...params, once }, contextWith({ bodies: [...bodies] }));
		expect(outcome).toEqual({ leave: leaves, skipped });
		for (const locale of Locale.options) expect(text[locale].reasons?.[skipped]).toMatch(/\.$/);
	},
);

test.each([
	{
		name: 'was rated at another closing',
		once: eachTime,
		bodies: [replied, closes, asked, given, writes, closes],
	},
	{
		name: 'was closed by a workflow and taken up again',
		once,
		bodies: [replied, { ...closes, by: 'engine' as const }, writes, closes],
	},
])('E-25: a conversation that $name is asked', ({ once, bodies }) => {
	const outcome = askRating.enter({ ...params, once }, contextWith({ bodies: [...bodies] }));
	expect(outcome).toMatchObject({ effects: [{ type: 'promptShown' }] });
});

test('E-10: what another host asked at this very visit is asked, not taken for another question', () => {
	const context = contextWith({ bodies: [replied, closes, { ...asked, id: 'ev_1.0' }] });
	expect(askRating.enter(params, context)).toMatchObject({ park: { prompt: 0 } });
	const elsewhere = contextWith({ bodies: [replied, closes, { ...asked, id: 'ev_2.0' }] });
	expect(askRating.enter(params, elsewhere)).toMatchObject({ skipped: 'alreadyAsked' });
});

test('E-15: a run that went elsewhere and comes back asks again what it had asked', () => {
	const context = contextWith({ bodies: [replied, closes, { ...asked, id: 'ev_9.0' }] });
	const { run } = context;
	run.steps.push({ node: 'ask', kind: 'ask-rating', visit: 1, shown: 'ev_9' });
	expect(askRating.enter(params, context)).toMatchObject({ park: { prompt: 0 } });
});

test('E-25: who rated at this closing goes on as rated, and is not asked again', () => {
	const bodies = [replied, closes, { ...asked, id: 'ev_9.0' }, { ...given, prompt: 'ev_9.0' }];
	expect(askRating.enter({ ...params, once: eachTime }, contextWith({ bodies }))).toEqual({
		leave: 'rated',
		skipped: 'alreadyRated',
	});
});

test('E-25: a version from before there was a choice asks once, for good', () => {
	const before = { text: 'How was it?', scale: 5, timeoutMs: HOUR };
	expect(askRating.params.parse(before)).toEqual({
		...before,
		once: 'conversation',
		changeForMs: 0,
	});
});
