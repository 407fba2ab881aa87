import { expect, test } from 'vitest';
import { MINUTE } from '../lib/base/clock';
import { foldContact } from '../lib/model/contact-state';
import type { DomainEvent, EventBody } from '../lib/model/event';
import { initials, isSameSpeaker, isSeen, threadOf, typingReturns, unreadOf } from './thread';

const CONTACT = 'con_visitor';
const conversation = 'cnv_one';
const BUTTONS = {
	kind: 'buttons' as const,
	options: [
		{ id: 'damaged', label: 'Llegó dañado' },
		{ id: 'size', label: 'No es mi talla' },
	],
};

test('B9: the files of a message stand in its line, whoever sent them', () => {
	const files = [{ sha256: 'a'.repeat(64), name: 'plano.pdf', mime: 'x/y', sizeBytes: 1 }];
	const told = history(
		['contact', { type: 'messageSent', conversation, text: '', files }],
		['teammate', { type: 'messageSent', conversation, text: 'Listo', files }],
		['engine', { type: 'messageSent', conversation, text: 'Gracias' }],
	);
	expect(lines(told).map((line) => line.kind === 'message' && line.files)).toEqual([
		files,
		files,
		undefined,
	]);
});

test('a question waits, and the answer stands in the thread with the words of the button', () => {
	const asked = history(
		['contact', { type: 'messageSent', conversation, text: 'quiero una devolución' }],
		[
			'engine',
			{ type: 'promptShown', conversation, text: '¿Qué pasó?', input: BUTTONS, typing: false },
		],
	);
	expect(lines(asked)).toMatchObject([
		{ kind: 'message', mine: true },
		{ kind: 'prompt', open: true },
	]);
	const answered = history(...asked.drafts, [
		'contact',
		{ type: 'buttonPressed', conversation, prompt: 'ev_2', option: 'size' },
	]);
	expect(lines(answered)).toMatchObject([
		{ kind: 'message' },
		{ kind: 'prompt', open: false, answer: { option: 'size' } },
		{ kind: 'message', mine: true, text: 'No es mi talla' },
	]);
});

test('what the relay has not confirmed is told apart', () => {
	const told = history(['contact', { type: 'messageSent', conversation, text: 'Hola' }]);
	expect(lines(told, ['ev_1'])).toMatchObject([{ saved: true }]);
	expect(lines(told)).toMatchObject([{ saved: false }]);
});

test('LW-1: seen is what the person who answered had on their screen', () => {
	const said = (nth: number) => ({ device: 'dev_a', nth });
	const message = (
		id: string,
		at: number,
		more: Pick<DomainEvent, 'said' | 'seen' | 'arrivedAt'>,
	): DomainEvent => ({
		id,
		at,
		by: { kind: more.seen ? 'teammate' : 'contact', id: more.seen ? 'tmt_1' : CONTACT },
		type: 'messageSent',
		conversation,
		text: id,
		...more,
	});
	const events = [
		message('first', 1, { said: said(1), arrivedAt: 1 }),
		message('late', 2, { said: said(2), arrivedAt: 2 + MINUTE }),
		message('bye', 5, { seen: { dev_a: 1 } }),
		message('unseen', 6, { said: said(3), arrivedAt: 3 + MINUTE }),
	];
	const known = foldContact(CONTACT, events).conversations[conversation];
	const shown = threadOf(known!, events, new Set());
	expect(shown.map(({ id }) => id)).toEqual(['first', 'bye', 'late', 'unseen']);
	expect(shown.map((line) => isSeen(shown, line))).toEqual([true, false, false, false]);
	expect(shown[2]?.late).toEqual({ writtenAt: 2, arrivedAt: 2 + MINUTE });
	// It waited for a moment only, so nothing is said about it.
	expect(shown[3]?.late).toBeUndefined();
});

test('E-29: an answer that arrives after the customer has looked is unread, however old', () => {
	const by = { kind: 'teammate' as const, id: 'tmt_1' };
	const events: DomainEvent[] = [
		{ id: 'hi', at: 1, by, type: 'messageSent', conversation, text: 'hi' },
		{ id: 'old', at: 2, by, type: 'messageSent', conversation, text: 'old' },
		{
			id: 'looked',
			at: 20,
			by: { kind: 'contact', id: CONTACT },
			type: 'conversationRead',
			conversation,
			upTo: 10,
			ids: ['hi'],
		},
	];
	expect(unreadOf(foldContact(CONTACT, events).conversations[conversation]!, events)).toBe(1);
});

test('seen means that a person answered later, not that a workflow did', () => {
	const bot = history(
		['contact', { type: 'messageSent', conversation, text: 'Hola' }],
		['engine', { type: 'messageSent', conversation, text: 'Un momento' }],
	);
	expect(isSeen(lines(bot), lines(bot)[0]!)).toBe(false);
	const human = history(...bot.drafts, [
		'teammate',
		{ type: 'messageSent', conversation, text: 'Aquí estoy', as: 'Ana' },
	]);
	expect(isSeen(lines(human), lines(human)[0]!)).toBe(true);
});

test('E-14: the composer is away only while a question forbids typing, and never past its instant', () => {
	const asked = history([
		'engine',
		{
			type: 'promptShown',
			conversation,
			text: '',
			input: BUTTONS,
			typing: false,
			typingReturnsAt: 500,
		},
	]);
	expect(typingReturns(asked.conversation, asked.events, 499)).toBe(500);
	expect(typingReturns(asked.conversation, asked.events, 500)).toBeUndefined();
	const human = history(...asked.drafts, [
		'teammate',
		{ type: 'messageSent', conversation, text: 'Te ayudo yo' },
	]);
	expect(typingReturns(human.conversation, human.events, 10)).toBeUndefined();
});

test('E-14: between two questions of a run the composer stays away, for a moment at most', () => {
	const first = { type: 'promptShown' as const, conversation, text: '', input: BUTTONS };
	const answered = history(
		['engine', { ...first, typing: false, typingReturnsAt: 600_000 }],
		['contact', { type: 'buttonPressed', conversation, prompt: 'ev_1', option: 'size' }],
		['contact', { type: 'conversationRead', conversation, upTo: 1 }],
	);
	const returns = typingReturns(answered.conversation, answered.events, 3);
	expect(returns).toBeGreaterThan(3);
	expect(returns).toBeLessThan(10_000);
	expect(typingReturns(answered.conversation, answered.events, returns!)).toBeUndefined();
	const goesOn = history(...answered.drafts, [
		'engine',
		{ type: 'messageSent', conversation, text: 'Gracias' },
	]);
	expect(typingReturns(goesOn.conversation, goesOn.events, 5)).toBeUndefined();
});

test('E-14: an answer to a question that allowed typing takes nothing away', () => {
	const answered = history(
		['engine', { type: 'promptShown', conversation, text: '', input: BUTTONS, typing: true }],
		['contact', { type: 'buttonPressed', conversation, prompt: 'ev_1', option: 'size' }],
	);
	expect(typingReturns(answered.conversation, answered.events, 3)).toBeUndefined();
});

test('what a newer version wrote keeps its place, as a line that says so', () => {
	const told = history(
		['teammate', { type: 'messageSent', conversation, text: 'Uno' }],
		['teammate', { type: 'messageSent', conversation, text: 'Dos' }],
	);
	const newer = { id: 'ev_1b', at: 1, unknown: true as const, raw: { type: 'poll', conversation } };
	const elsewhere = { ...newer, id: 'ev_1c', raw: { type: 'poll', conversation: 'cnv_two' } };
	const kinds = threadOf(told.conversation, told.events, new Set(), [newer, elsewhere]).map(
		({ kind }) => kind,
	);
	expect(kinds).toEqual(['message', 'newer', 'message']);
});

test('unread is what others said after what was seen', () => {
	const told = history(
		['teammate', { type: 'messageSent', conversation, text: 'Uno' }],
		['contact', { type: 'conversationRead', conversation, upTo: 1 }],
		['teammate', { type: 'messageSent', conversation, text: 'Dos' }],
		['contact', { type: 'messageSent', conversation, text: 'Gracias' }],
	);
	expect(unreadOf(told.conversation, told.events)).toBe(1);
});

test('a message before a question without words has its speaker’s name', () => {
	const asked = (text: string) =>
		lines(
			history(
				['engine', { type: 'messageSent', conversation, text: 'Un momento' }],
				['engine', { type: 'promptShown', conversation, text, input: BUTTONS, typing: true }],
			),
		);
	const [told, question] = asked('¿Qué pasó?');
	expect(isSameSpeaker(told!, question)).toBe(true);
	const [alone, silent] = asked('');
	expect(isSameSpeaker(alone!, silent)).toBe(false);
});

const rated = (score: number): Draft => [
	'contact',
	{ type: 'conversationRated', conversation, prompt: 'ev_1', score },
];
const asked = (changeForMs: number): Draft => [
	'engine',
	{
		type: 'promptShown',
		conversation,
		text: '?',
		input: { kind: 'rating', scale: 5, changeForMs },
		typing: true,
	},
];

test('E-25: the rating that counts stands at its question, and until when it can be given anew', () => {
	expect(lines(history(asked(10), rated(2), rated(4)))).toMatchObject([
		{ answer: { score: 4, until: 12 } },
	]);
	expect(lines(history(asked(0), rated(2), rated(4)))).toMatchObject([{ answer: { score: 2 } }]);
	const inTime = lines(history(asked(10), rated(2), rated(4)));
	expect(inTime).not.toMatchObject([{ answer: { late: expect.anything() } }]);
});

test('B9: a rating that came too late is told at its question', () => {
	const late = lines(history(asked(1), rated(2), rated(4), rated(5), rated(1)));
	expect(late).toMatchObject([{ answer: { score: 4, late: 1 } }]);
});

test('an avatar has the first letters of the first and the last name', () => {
	expect(initials('Ana María López')).toBe('AL');
	expect(initials('Buk')).toBe('B');
	expect(initials('')).toBe('');
});

type Draft = [kind: DomainEvent['by']['kind'], body: EventBody];

function history(...drafts: Draft[]) {
	const events = drafts.map(([kind, body], index): DomainEvent => {
		const id = kind === 'contact' ? CONTACT : `${kind}_1`;
		return { ...body, id: `ev_${index + 1}`, at: index + 1, by: { kind, id } };
	});
	const state = foldContact(CONTACT, events);
	return { drafts, events, conversation: state.conversations[conversation]! };
}

function lines(of: ReturnType<typeof history>, pending: string[] = []) {
	return threadOf(of.conversation, of.events, new Set(pending));
}

test('a closing that was undone before anybody said more leaves no line with the customer', () => {
	const hello = ['contact', { type: 'messageSent', conversation, text: 'Hola' }] as const;
	const closed = ['teammate', { type: 'conversationClosed', conversation }] as const;
	const reopened = ['teammate', { type: 'conversationReopened', conversation }] as const;
	const kinds = (...told: Parameters<typeof history>) =>
		lines(history(...told)).map(({ kind }) => kind);
	expect(kinds([...hello], [...closed])).toEqual(['message', 'closed']);
	expect(kinds([...hello], [...closed], [...reopened])).toEqual(['message']);
	expect(kinds([...hello], [...closed], [...hello], [...reopened])).toEqual([
		'message',
		'closed',
		'message',
	]);
	expect(kinds([...hello], [...closed], [...reopened], [...closed])).toEqual(['message', 'closed']);
});
