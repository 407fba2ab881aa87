import { expect, test } from 'vitest';
import type { EventBody } from '../model/event';
import type { TicketType } from '../model/ticket-type';
import { type AttributeSchema, emptyWorkspace } from '../model/workspace';
import { sendTicket, text } from './send-ticket';
import { contextWith, conversation, said } from './step.test-kit';

const order: AttributeSchema = {
	id: 'atr_order',
	subject: 'conversation',
	name: 'Order',
	format: 'text',
};
const refund: TicketType = {
	id: 'tty_refund',
	name: 'Refund',
	category: 'customer',
	fields: [
		{ attribute: 'email', required: true },
		{ attribute: 'atr_order', required: true },
	],
	isShared: false,
};
const params = { ...sendTicket.initial(), ticketType: refund.id, text: 'Tell us more' };
const withType = (over: Partial<TicketType> = {}) => ({
	...emptyWorkspace(),
	attributes: { atr_order: order },
	ticketTypes: { tty_refund: { ...refund, ...over } },
});
const context = (over: Partial<TicketType> = {}, bodies: EventBody[] = [], parked = 0) =>
	contextWith({ workspace: withType(over), bodies, parked });
const answered = (answers: Record<string, string>, where = context({}, [], 1)) =>
	sendTicket.resume?.(
		params,
		said({ type: 'answersGiven', conversation, prompt: 'ev_1', answers }),
		where,
	);
const knowsMail: EventBody = { type: 'detailsGiven', details: { email: 'ana@example.org' } };
const change = (subject: 'contact' | 'conversation', attribute: string, value: string) =>
	({ type: 'attributeChanged', subject, attribute, value }) as const;
const ticket = (answers: Record<string, string>) => ({
	type: 'ticketCreated',
	ticket: 'tkt_1',
	ticketType: 'tty_refund',
	ticketCategory: 'customer',
	answers,
});

test('W-STP-06: asks for what the type asks, known or not', () => {
	expect(sendTicket.enter(params, context({}, [knowsMail]))).toMatchObject({
		effects: [
			{
				type: 'promptShown',
				text: 'Tell us more',
				input: {
					kind: 'form',
					fields: [
						{ id: 'email', required: true },
						{ id: 'atr_order', label: 'Order', required: true },
					],
				},
			},
		],
		park: { prompt: 0, listens: ['contact.answersGiven', 'contact.messageSent'] },
	});
});

test('W-STP-06: what was filled in is kept, and is a ticket', () => {
	const answers = { email: 'ana@example.org', atr_order: 'A-7' };
	expect(answered(answers)).toEqual({
		leave: 'submitted',
		effects: [
			change('contact', 'email', 'ana@example.org'),
			change('conversation', 'atr_order', 'A-7'),
			ticket(answers),
		],
	});
});

test('case 43: there is no ticket before everything is understood; then it holds all of it', () => {
	expect(answered({ email: 'nonsense', atr_order: 'A-7', admin: 'yes' })).toMatchObject({
		effects: [
			{ type: 'attributeChanged', attribute: 'atr_order' },
			{ type: 'promptShown', input: { fields: [{ id: 'email' }] } },
		],
		park: { prompt: 1 },
	});
	const kept = context({}, [{ ...change('conversation', 'atr_order', 'A-7'), conversation }], 2);
	expect(answered({ email: 'ana@example.org' }, kept)).toMatchObject({
		leave: 'submitted',
		effects: [{}, ticket({ email: 'ana@example.org', atr_order: 'A-7' })],
	});
	expect(answered({ email: 'x', atr_order: 'A-7' }, context({}, [], 3))).toMatchObject({
		leave: 'failure',
		problem: 'answersNotUnderstood',
		effects: [{ attribute: 'atr_order' }],
	});
});

test('waits as long as its author says, and then goes another way', () => {
	const patient = { ...params, timeoutMs: 60_000 };
	const { now } = context();
	expect(sendTicket.enter(patient, context())).toMatchObject({ park: { until: now + 60_000 } });
	expect(sendTicket.ports(patient).map(({ id }) => id)).toEqual([
		'submitted',
		'timeout',
		'failure',
	]);
	expect(sendTicket.resume?.(patient, { timer: true }, context())).toEqual({
		leave: 'timeout',
		otherwise: 'expired',
	});
});

test.each<[string, Partial<TicketType>]>([
	['notShared', { category: 'tracker', isShared: true }],
	['notShared', { category: 'backOffice' }],
	['asksGone', { fields: [{ attribute: 'atr_gone', required: true }] }],
])('E-03, E-22: %s keeps it from being set live, and fails at run time', (code, over) => {
	expect(sendTicket.problemsIn?.(params, withType(over))).toEqual([{ code, param: 'ticketType' }]);
	expect(sendTicket.enter(params, context(over))).toEqual({ fail: code });
	const answers = { email: 'ana@example.org', atr_order: 'A-7' };
	expect(answered(answers, context(over)), 'changed while the form was open').toEqual({
		fail: code,
	});
});

test.each(['notShared', 'asksGone', 'asksNothing', 'typeUnknown', 'answersNotUnderstood'])(
	'a journal that holds %s tells it in words, however old it is',
	(code) => {
		expect(text.es.problems?.[code]).toMatch(/\.$/);
		expect(text.en.problems?.[code]).toMatch(/\.$/);
	},
);

test('W-STP-06: a type that asks for nothing is raised by sending its form', () => {
	const nothing = { fields: [] };
	expect(sendTicket.problemsIn?.(params, withType(nothing))).toEqual([]);
	expect(sendTicket.enter(params, context(nothing))).toMatchObject({
		effects: [{ type: 'promptShown', text: 'Tell us more', input: { kind: 'form', fields: [] } }],
		park: { prompt: 0 },
	});
	expect(answered({}, context(nothing, [], 1))).toEqual({
		leave: 'submitted',
		effects: [ticket({})],
	});
	const typed = said({ type: 'messageSent', conversation, text: 'yes' });
	expect(sendTicket.resume?.(params, typed, context(nothing, [], 1))).toBeUndefined();
});

test('W-STP-06: a back-office type that is shared is as good as a customer’s', () => {
	const shared = { category: 'backOffice', isShared: true } as const;
	expect(sendTicket.problemsIn?.(params, withType(shared))).toEqual([]);
	expect(sendTicket.enter(params, context(shared))).toMatchObject({ park: { prompt: 0 } });
});

test('E-22: a type that was deleted while the form was open fails with the reason', () => {
	expect(answered({ email: 'a@b.example' }, context({ archived: true }))).toEqual({
		fail: 'deleted:ticketType:tty_refund',
	});
	expect(sendTicket.enter(params, contextWith())).toEqual({ fail: 'typeUnknown' });
});
