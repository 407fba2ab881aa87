import { expect, test } from 'vitest';
import type { TicketType } from '../model/ticket-type';
import { definition, type Stage, stage, step, workflow, workspace } from './stage.test-kit';
import { validate } from './validate';

const refund: TicketType = {
	id: 'tty_refund',
	name: 'Refund',
	category: 'customer',
	fields: [{ attribute: 'email', required: true }],
	isShared: false,
};
const send = step(
	'send-ticket',
	{ ticketType: refund.id, text: 'How do we reach you?' },
	{ submitted: 'thanks', failure: 'sorry' },
);
const nodes = {
	send,
	thanks: step('message', { text: 'Thanks' }),
	sorry: step('message', { text: 'Sorry' }),
};
const asking = workflow('wf_ask', 'first-message', nodes);
const background = workflow('wf_back', ['ticket-created', { types: [refund.id] }], {
	mark: step('tag', { add: ['tag_a'], remove: [] }),
});

function withType(s: Stage, over: Partial<TicketType> = {}): Stage {
	Object.assign(s.view().workspace, { ticketTypes: { tty_refund: { ...refund, ...over } } });
	return s;
}

test('W-STP-06, W-TRG-10: the form makes a ticket, and the ticket starts what waits for it', () => {
	const s = withType(stage(asking, background));
	s.says('I want my money back');
	expect(s.prompt()?.input).toMatchObject({ kind: 'form', fields: [{ id: 'email' }] });
	expect(s.ofType('ticketCreated')).toEqual([]);
	s.answers({ email: 'ana@example.org' });
	const [ticket, ...more] = s.ofType('ticketCreated');
	expect(more).toEqual([]);
	expect(ticket).toMatchObject({
		by: { kind: 'engine' },
		ticketType: 'tty_refund',
		ticketCategory: 'customer',
		answers: { email: 'ana@example.org' },
	});
	expect(s.said()).toEqual(['How do we reach you?', 'Thanks']);
	expect(s.run('wf_back')).toMatchObject({ trigger: ticket?.id, chain: [s.run('wf_ask').id] });
	expect(s.ofType('tagAdded')).toHaveLength(1);
});

test('E-08, E-10: the ticket and its id are the same wherever the answers are taken', () => {
	const s = withType(stage(asking));
	s.says('hi');
	const answers = s.answers({ email: 'ana@example.org' });
	const twin = withType(stage(asking));
	twin.says('hi');
	twin.answers({ email: 'ana@example.org' });
	const [here, there] = [s.ofType('ticketCreated'), twin.ofType('ticketCreated')];
	expect(here.map(({ id, ticket }) => [id, ticket])).toEqual(
		there.map(({ id, ticket }) => [id, ticket]),
	);
	expect(s.take({ event: answers }), 'taken again').toEqual([]);
});

test('E-22: a type that was deleted takes the failure path, with the reason', () => {
	const s = withType(stage(asking), { archived: true });
	s.says('hi');
	expect(s.said()).toEqual(['Sorry']);
	expect(s.run().steps[0]).toMatchObject({
		left: 'failure',
		problem: 'deleted:ticketType:tty_refund',
	});
});

test('E-22: a type that is shared no longer takes the failure path, even with its form open', () => {
	const s = withType(stage(asking));
	s.says('hi');
	withType(s, { category: 'backOffice' });
	s.answers({ email: 'ana@example.org' });
	expect(s.said().at(-1)).toBe('Sorry');
	expect(s.run().steps.find(({ problem }) => problem)).toMatchObject({ problem: 'notShared' });
	expect(s.ofType('ticketCreated')).toEqual([]);
});

test.each([
	['deleted', { archived: true }, { code: 'deletedReference', node: 'send' }],
	[
		'not shared',
		{ category: 'tracker' as const },
		{ code: 'notShared', ofKind: true, node: 'send', param: 'ticketType' },
	],
])('E-03: a type that is %s cannot be set live', (_name, over, problem) => {
	const here = { ...workspace(), ticketTypes: { tty_refund: { ...refund, ...over } } };
	expect(validate(asking.definition, here)).toEqual([problem]);
});

test('E-03: a ticket starts nothing that the customer sees', () => {
	const here = { ...workspace(), ticketTypes: { tty_refund: refund } };
	for (const trigger of ['ticket-created', 'ticket-state-changed']) {
		expect(validate(definition(trigger, nodes), here)).toContainEqual({
			code: 'customerFacingInBackground',
			node: 'send',
		});
	}
});
