import { expect, test } from 'vitest';
import { foldContact } from '../model/contact-state';
import type { DomainEvent, EventBody } from '../model/event';
import { countersOf, rowsOf } from './project';

const CONTACT = 'con_0000000000000000000001';
const conversation = 'cnv_0000000000000000000001';
const PROMPT = 'evt_00000000000000000002';
const ENGINE = { kind: 'engine' as const, id: 'engine' };
const CUSTOMER = { kind: 'contact' as const, id: CONTACT };
const TEAMMATE = { kind: 'teammate' as const, id: 'tea_ana' };

type Author = DomainEvent['by'];

const asked: [Author, EventBody][] = [
	[ENGINE, { type: 'conversationStarted', conversation }],
	[
		ENGINE,
		{
			type: 'promptShown',
			conversation,
			text: 'Sales or support?',
			input: { kind: 'buttons', options: [{ id: 'sales', label: 'Sales' }] },
			typing: false,
		},
	],
];

/** Where the conversation is listed after this, and who counts it. */
function listed(...history: [Author, EventBody][]) {
	const events = [...asked, ...history].map(([by, body], index): DomainEvent => {
		return { ...body, by, at: index + 1, id: `evt_${String(index + 1).padStart(20, '0')}` };
	});
	const [row] = rowsOf(foldContact(CONTACT, events)).conversations;
	if (!row) throw new Error('the conversation has a row');
	return { shelf: row.shelf, counters: countersOf(row) };
}

const press: EventBody = { type: 'buttonPressed', conversation, prompt: PROMPT, option: 'sales' };
const answers: EventBody = {
	type: 'answersGiven',
	conversation,
	prompt: PROMPT,
	answers: { email: 'ana@example.com' },
};
const message: EventBody = { type: 'messageSent', conversation, text: 'hello' };
const toSales: [Author, EventBody] = [
	ENGINE,
	{ type: 'conversationAssigned', conversation, teammate: null, team: 'tem_sales' },
];

test.each([
	['pressed a button', press],
	['filled in a form', answers],
	['wrote', message],
])('E-22: a customer who %s waits in the list of the team that got them', (_what, body) => {
	expect(listed([CUSTOMER, body], toSales)).toEqual({
		shelf: 'open',
		counters: ['open', expect.any(String), 'group:tem_sales'],
	});
	expect(listed([CUSTOMER, body]).shelf).toBe('open');
});

test('E-22: a conversation that is snoozed or closed after a press is found there', () => {
	const closed: EventBody = { type: 'conversationClosed', conversation };
	const snoozed: EventBody = { type: 'conversationSnoozed', conversation, until: 1_000 };
	expect(listed([CUSTOMER, press], [ENGINE, closed]).shelf).toBe('closed');
	expect(listed([CUSTOMER, press], [ENGINE, snoozed]).shelf).toBe('snoozed');
});

test('a conversation in which automation alone acts makes no work for a person', () => {
	const tagged: EventBody = { type: 'tagAdded', conversation, tag: 'tag_1' };
	const read: EventBody = { type: 'conversationRead', conversation, upTo: 2 };
	expect(listed().shelf).toBe('hidden');
	expect(listed([ENGINE, tagged], toSales, [CUSTOMER, read]).shelf).toBe('hidden');
	expect(listed([ENGINE, message]).shelf).toBe('hidden');
});

test('a conversation that a teammate writes to first is listed', () => {
	expect(listed([TEAMMATE, message]).shelf).toBe('open');
});
