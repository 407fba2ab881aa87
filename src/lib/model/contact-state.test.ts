import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { byTimeThenId } from '../base/order';
import {
	applyEvent,
	type ContactState,
	emptyContactState,
	foldContact,
	forkContactState,
} from './contact-state';
import { type DomainEvent, type EventBody, isUnknown, readEvent } from './event';

const conversation = 'cnv_1';
const body: fc.Arbitrary<EventBody> = fc.constantFrom<EventBody>(
	{ type: 'messageSent', conversation, text: 'hello' },
	{ type: 'messageSent', conversation: 'cnv_2', text: 'elsewhere' },
	{ type: 'detailsGiven', details: { name: 'Ana' } },
	{ type: 'pageVisited', url: 'https://example.org' },
	{ type: 'buttonPressed', conversation, prompt: 'evt_7', option: 'yes' },
	{
		type: 'promptShown',
		conversation,
		text: '?',
		input: { kind: 'rating', scale: 5 },
		typing: true,
	},
	{ type: 'promptClosed', conversation, prompt: 'evt_3' },
	{ type: 'conversationRated', conversation, score: 4 },
	{ type: 'conversationClosed', conversation },
	{ type: 'conversationReopened', conversation },
	{ type: 'conversationSnoozed', conversation, until: 9 },
	{ type: 'conversationUnsnoozed', conversation },
	{ type: 'conversationAssigned', conversation, teammate: 'tea_1' },
	{ type: 'tagAdded', conversation, tag: 'tag_1' },
	{ type: 'tagRemoved', conversation, tag: 'tag_1' },
	{ type: 'noteAdded', conversation, text: 'n' },
	{ type: 'attributeChanged', subject: 'contact', attribute: 'email', value: 'a@example.org' },
	{
		type: 'runStarted',
		conversation,
		run: 'run_1',
		workflow: 'wf_1',
		version: 'v_1',
		trigger: 'evt_1',
		chain: [],
	},
	{
		type: 'runAdvanced',
		conversation,
		run: 'run_1',
		wokenBy: 'timer',
		steps: [],
		park: { node: 'n_1', visit: 1, listens: [] },
	},
	{ type: 'runEnded', conversation, run: 'run_1', reason: 'completed' },
);
const events = fc
	.array(fc.tuple(fc.nat({ max: 8 }), fc.constantFrom('contact', 'teammate', 'engine'), body), {
		maxLength: 25,
	})
	.map((made) =>
		made.map(([at, kind, body], i): DomainEvent => ({
			id: `evt_${i}`,
			at,
			by: { kind, id: `${kind}_1` },
			...body,
		})),
	);

property.prop([
	events.chain((made) =>
		fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length })),
	),
])('I1: the same events give the same state in whatever order they arrive', ([made, shuffled]) => {
	expect(foldContact('con_1', shuffled)).toEqual(foldContact('con_1', made));
});

property.prop([events])('I1: folding one by one in order is folding all at once', (made) => {
	const state = emptyContactState('con_1');
	for (const event of [...made].sort(byTimeThenId)) applyEvent(state, event);
	expect(state).toEqual(foldContact('con_1', made));
});

property.prop([events, events])(
	'I3: no event is refused, and a fork leaves the original as it was',
	(made, later) => {
		const state = foldContact('con_1', made);
		const before = structuredClone(state);
		const fork = forkContactState(state, conversation);
		for (const event of later.filter((event) => touches(event, conversation)))
			applyEvent(fork, event);
		expect(state).toEqual(before);
	},
);

test('I2: a journal entry after the end changes nothing', () => {
	const run = { conversation, run: 'run_1' };
	const state = fold([
		{ type: 'runStarted', ...run, workflow: 'wf_1', version: 'v_1', trigger: 'evt_0', chain: [] },
		{ type: 'runEnded', ...run, reason: 'completed' },
		{ type: 'runAdvanced', ...run, wokenBy: 'timer', steps: [] },
		{ type: 'runEnded', ...run, reason: 'failed' },
	]);
	expect(state.runs.run_1).toMatchObject({ wokenBy: [], ended: { reason: 'completed' } });
});

test('a customer who writes reopens what was closed or snoozed, and waits from the first message on', () => {
	const say = { type: 'messageSent', conversation, text: 'hello' } as const;
	const state = fold([say, { type: 'conversationClosed', conversation }, say, say]);
	expect(state.conversations[conversation]).toMatchObject({
		state: 'open',
		customerMessages: 3,
		closings: 1,
		waitingSince: 3,
	});
});

test('E-14: a reply by a person closes every prompt', () => {
	const prompt: EventBody = {
		type: 'promptShown',
		conversation,
		text: '?',
		input: { kind: 'rating', scale: 5 },
		typing: false,
	};
	expect(fold([prompt]).conversations[conversation]?.prompts).toHaveLength(1);
	const reply: EventBody = { type: 'messageSent', conversation, text: 'hi' };
	expect(fold([prompt, reply], 'teammate').conversations[conversation]?.prompts).toEqual([]);
});

test('case 20: names that every object has are not ids, and pollute nothing', () => {
	for (const name of ['__proto__', 'constructor', 'toString']) {
		const raw = { id: 'evt_1', at: 1, by: { kind: 'contact', id: 'con_1' } };
		const message = { ...raw, type: 'messageSent', conversation: name, text: 'x' };
		expect(isUnknown(readEvent('evt_1', message))).toBe(true);
		const details = JSON.parse(`{"${name}": "polluted"}`) as Record<string, string>;
		const given = readEvent('evt_1', { ...raw, type: 'detailsGiven', details });
		const state = isUnknown(given) ? emptyContactState('con_1') : foldContact('con_1', [given]);
		expect(Object.getPrototypeOf(state.contact.attributes)).toBe(Object.prototype);
		expect(state.contact.attributes).toEqual({});
	}
	expect(({} as Record<string, unknown>).lastMessage).toBeUndefined();
});

test('an event that does not parse, or has another key, is kept as it is', () => {
	const raw = { id: 'evt_1', at: 7, by: { kind: 'contact', id: 'con_1' }, type: 'danced' };
	expect(readEvent('evt_1', raw)).toEqual({ id: 'evt_1', at: 7, unknown: true, raw });
	const message = { ...raw, type: 'messageSent', conversation, text: 'x' };
	expect(isUnknown(readEvent('evt_2', message))).toBe(true);
	expect(isUnknown(readEvent('evt_1', message))).toBe(false);
	expect(isUnknown(readEvent('evt_1', null))).toBe(true);
});

function fold(bodies: EventBody[], kind: 'contact' | 'teammate' = 'contact'): ContactState {
	return foldContact(
		'con_1',
		bodies.map((body, i) => ({ id: `evt_${i}`, at: i + 1, by: { kind, id: 'someone' }, ...body })),
	);
}

function touches(event: DomainEvent, conversation: string): boolean {
	return !('conversation' in event) || (event.conversation ?? conversation) === conversation;
}

test('B9: what names a customer and their page turns no direction and hides nothing', () => {
	const by = { kind: 'contact' as const, id: 'con_1' };
	const hidden = { name: 'Ana\u202egpj', email: 'ana\u200b@example.com', phone: '\u202e+34 600' };
	const { attributes, page } = foldContact('con_1', [
		{ id: 'evt_1', at: 1, by, type: 'detailsGiven', details: hidden },
		{
			id: 'evt_2',
			at: 2,
			by,
			type: 'pageVisited',
			url: 'https://a.com/\u202ex',
			title: 'Pay\u202elap',
		},
	]).contact;
	expect(attributes).toEqual({ name: 'Anagpj', email: 'ana@example.com', phone: '+34 600' });
	expect(page).toEqual({ url: 'https://a.com/x', title: 'Paylap', at: 2 });
});
