import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { WorkflowDefinition, WorkflowNode } from '../model/workflow';
import { Locale } from '../model/workspace';
import { problemText } from './problem-text';
import { definition, step, workspace } from './stage.test-kit';
import { validate, type WorkflowProblem } from './validate';
import { canonicalJson, versionId } from '../model/version';

const say = (next: Record<string, string> = {}) => step('message', { text: 'hello' }, next);
const problems = (trigger: string, nodes: Record<string, WorkflowNode>, over = {}) =>
	validate({ ...definition(trigger, nodes), ...over }, workspace());
const sound = { stp_a: say({ next: 'stp_b' }), stp_b: say() };
const rule = (field: string, operator: string, value?: unknown) => ({
	branches: [
		{ id: 'x', label: 'X', condition: { match: 'all', rules: [{ field, operator, value }] } },
	],
});

test('E-03, W-LIFE-12: a sound workflow has no problem', () => {
	expect(problems('first-message', sound)).toEqual([]);
});

test.each<[string, WorkflowProblem[], WorkflowProblem]>([
	[
		'no title',
		problems('first-message', sound, { title: ' ' }),
		{ code: 'noTitle', param: 'title' },
	],
	['no step', problems('first-message', {}), { code: 'noSteps' }],
	[
		'a step nobody reaches',
		problems('first-message', { ...sound, stp_c: say() }),
		{ code: 'unreachable', node: 'stp_c' },
	],
	[
		'an edge to nowhere',
		problems('first-message', { stp_a: say({ next: 'gone' }) }),
		{ code: 'missingStep', node: 'stp_a', port: 'next' },
	],
	[
		'a button that leads nowhere',
		problems('first-message', {
			stp_a: step('reply-buttons', { text: '?', options: [{ id: 'yes', label: 'Yes' }] }),
		}),
		{ code: 'danglingPort', node: 'stp_a', port: 'yes' },
	],
	[
		'an empty text',
		problems('first-message', { stp_a: step('message') }),
		{ code: 'empty', param: 'text', ofKind: true, node: 'stp_a' },
	],
	[
		'a deleted team',
		problems('first-message', { stp_a: step('assign', { to: 'team', team: 'team_gone' }) }),
		{ code: 'deletedReference', node: 'stp_a' },
	],
	[
		'a condition on a deleted attribute',
		problems('first-message', {
			stp_a: step('branches', rule('contact.atr_gone', 'is', 'x'), { x: 'stp_b' }),
			stp_b: say(),
		}),
		{ code: 'brokenCondition', node: 'stp_a' },
	],
	[
		'a condition without its value',
		problems('first-message', {
			stp_a: step('branches', rule('contact.name', 'is'), { x: 'stp_b' }),
			stp_b: say(),
		}),
		{ code: 'brokenCondition', node: 'stp_a' },
	],
	[
		'a variable that is none',
		problems('first-message', { stp_a: step('message', { text: '{{contact.nmae}}' }) }),
		{ code: 'unknownVariable', node: 'stp_a', param: 'text' },
	],
	[
		'T-10: a placeholder that is none',
		problems('first-message', {
			stp_a: step('message', { text: 'Hi {{contact.name | or: "x"}}' }),
		}),
		{ code: 'brokenVariable', node: 'stp_a', param: 'text' },
	],
	[
		'T-10: one in the label of a button',
		problems('first-message', {
			stp_a: step(
				'reply-buttons',
				{ text: '?', options: [{ id: 'x', label: 'Use {contact.email}' }] },
				{ x: 'stp_b' },
			),
			stp_b: say(),
		}),
		{ code: 'brokenVariable', node: 'stp_a', param: 'options' },
	],
	[
		'T-10: a variable that does not exist, in the label of an answer',
		problems('first-message', {
			stp_a: step('ask-question', {
				text: '?',
				answer: 'choice',
				options: [{ id: 'x', label: '{{contact.emial}}', tag: null }],
			}),
		}),
		{ code: 'unknownVariable', node: 'stp_a', param: 'options' },
	],
	[
		'T-10: one in a value',
		problems('first-message', {
			stp_a: step('set-attribute', { attribute: 'name', value: '{{contact.nmae}}' }),
		}),
		{ code: 'unknownVariable', node: 'stp_a', param: 'value' },
	],
	[
		'T-10: one in a note of a rule',
		problems('note-added', {
			stp_a: step('apply-rules', {
				rules: [
					{
						id: 'r',
						condition: { match: 'all', rules: [{ field: 'contact.name', operator: 'isKnown' }] },
						actions: [{ do: 'note', text: '{{contact.name}' }],
					},
				],
			}),
		}),
		{ code: 'brokenVariable', node: 'stp_a', param: 'rules' },
	],
	[
		'T-10: one in the subject of an e-mail',
		problems('note-added', {
			stp_a: step('send-email', { subject: '{{ticket id}}', text: 'Hi' }),
		}),
		{ code: 'brokenVariable', node: 'stp_a', param: 'subject' },
	],
	[
		'T-10: a variable where none is filled in, in the value of a condition',
		problems('first-message', {
			stp_a: step('branches', rule('contact.name', 'is', '{{contact.email}}'), { x: 'stp_b' }),
			stp_b: say(),
		}),
		{ code: 'variableNotFilled', node: 'stp_a', param: 'branches' },
	],
	[
		'T-10: in the audience',
		problems('first-message', sound, {
			settings: {
				...definition('first-message', {}).settings,
				audience: {
					match: 'all',
					rules: [{ field: 'contact.name', operator: 'is', value: '{{contact.email}}' }],
				},
			},
		}),
		{ code: 'variableNotFilled', param: 'audience' },
	],
	[
		'T-10: in a keyword',
		problems('first-message', sound, {
			settings: {
				...definition('first-message', {}).settings,
				handlers: [{ words: ['{{contact.name}}'], go: 'stp_b' }],
			},
		}),
		{ code: 'variableNotFilled', param: 'handlers' },
	],
	[
		'T-10: in an address',
		problems('note-added', {
			stp_a: step('http-request', { url: 'https://api.example.org/{{contact.email}}' }),
		}),
		{ code: 'variableNotFilled', node: 'stp_a', param: 'url' },
	],
	[
		'a kind of a newer version',
		problems('first-message', { stp_a: { kind: 'moon', params: {}, next: {} } }),
		{ code: 'unknownKind', node: 'stp_a' },
	],
	[
		'params that cannot be read',
		problems('first-message', { stp_a: step('message', { text: 7 }) }),
		{ code: 'badParams', node: 'stp_a' },
	],
	[
		'a message in the background',
		problems('note-added', { stp_a: say() }),
		{ code: 'customerFacingInBackground', node: 'stp_a' },
	],
	[
		'an unknown trigger',
		problems('moon-phase', sound),
		{ code: 'unknownTrigger', param: 'trigger' },
	],
	[
		'a circle without rest (E-20)',
		problems('first-message', { stp_a: say({ next: 'stp_b' }), stp_b: say({ next: 'stp_a' }) }),
		{ code: 'cycle', node: 'stp_b' },
	],
])('E-03: %s is told with its place', (_name, found, problem) => {
	expect(found).toEqual([problem]);
	for (const locale of Locale.options) {
		expect(problem.ofKind ?? problemText[locale][problem.code]).toBeTruthy();
	}
});

test.each([
	['ten steps of long texts', 10, 'x'.repeat(9_900)],
	['a hundred of short ones', 100, 'é'.repeat(330)],
])('A8: what no event can hold is told before it is set live: %s', (_, count, text) => {
	const nodes = Object.fromEntries(
		Array.from({ length: count }, (_, i) => [
			`stp_${i}`,
			step('message', { text }, i < count - 1 ? { next: `stp_${i + 1}` } : {}),
		]),
	);
	expect(problems('first-message', nodes)).toEqual([{ code: 'tooLarge' }]);
	const [first] = Object.entries(nodes);
	expect(
		problems('first-message', Object.fromEntries([[first![0], step('message', { text })]])),
	).toEqual([]);
});

test('E-20: a circle in which a step rests is sound', () => {
	const ask = step('collect-reply', {}, { next: 'stp_a' });
	expect(problems('first-message', { stp_a: say({ next: 'stp_b' }), stp_b: ask })).toEqual([]);
});

test('E-03, W-LIFE-16: more than a hundred steps are too many', () => {
	const nodes = Object.fromEntries(
		Array.from({ length: 101 }, (_, i) => [
			`stp_${i}`,
			say(i < 100 ? { next: `stp_${i + 1}` } : {}),
		]),
	);
	expect(problems('first-message', nodes)).toEqual([{ code: 'tooManySteps' }]);
});

property.prop([fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 12 })])(
	'E-20: a circle is told exactly if one can be walked',
	(edges) => {
		const nodes: Record<string, WorkflowNode> = {};
		for (let i = 0; i < 10; i++) nodes[`stp_${i}`] = say();
		for (const [from, to] of edges) nodes[`stp_${from}`]!.next.next = `stp_${to}`;
		const seen = new Set<string>();
		let at: string | undefined = 'stp_0';
		while (at !== undefined && !seen.has(at)) {
			seen.add(at);
			at = nodes[at]?.next.next;
		}
		const codes = problems('first-message', nodes).map(({ code }) => code);
		expect(codes.filter((code) => code === 'cycle')).toHaveLength(at === undefined ? 0 : 1);
	},
);

const UNUSABLE = [
	'a',
	'n1',
	'toString',
	'trigger',
	'with space',
	'año_1',
	'x'.repeat(81),
	'1st_step',
];
test.each(UNUSABLE)('E-03, A8: a step that no event should name is told: %s', (id) => {
	const found = problems('first-message', { stp_a: say({ next: id }), [id]: say() });
	expect(found).toEqual([{ code: 'badStepId', node: id }]);
	expect(problems('first-message', { stp_a: say({ next: 'stp.b-1' }), 'stp.b-1': say() })).toEqual(
		[],
	);
});

test.each([
	['a name that every object has', ['toString']],
	['odd characters', ['so so']],
	['two of one name', ['yes', 'yes']],
	['the name of another way out', ['timeout']],
])('E-03, A8: ways out that cannot be told apart are told: %s', (_, ids) => {
	const options = ids.map((id, i) => ({ id, label: `Option ${i}` }));
	const ask = step('reply-buttons', { text: '?', options, timeoutMs: 60_000 });
	const nodes = { stp_a: { ...ask, next: Object.fromEntries(ids.map((id) => [id, 'stp_b'])) } };
	const found = problems('first-message', { ...nodes, stp_b: say() });
	expect(found).toEqual([{ code: 'badPortId', node: 'stp_a', port: ids.at(-1) }]);
});

test('A8: problems with names have words in both languages', () => {
	for (const locale of Locale.options) {
		for (const code of ['badStepId', 'badPortId']) expect(problemText[locale][code]).toBeTruthy();
	}
});

test('a version is its content, whatever the order of its keys', () => {
	const one = definition('first-message', sound);
	const shuffled = Object.fromEntries(Object.entries(one).reverse()) as WorkflowDefinition;
	expect(versionId(shuffled)).toBe(versionId(one));
	expect(versionId({ ...one, title: 'Other' })).not.toBe(versionId(one));
	expect(canonicalJson({ b: [undefined, 1], a: undefined, c: 'é' })).toBe('{"b":[null,1],"c":"é"}');
});

test('W-ACT-08: a step that waits for a text cannot stand where nobody may type', () => {
	const nodes = { reply: step('collect-reply') };
	const codes = (typing: boolean) =>
		validate(definition('first-message', nodes, { typing }), workspace()).map(({ code }) => code);
	expect(codes(false)).toContain('nobodyCanType');
	expect(codes(true)).not.toContain('nobodyCanType');
});

test('E-15: steps that only a keyword leads to are reached, and a keyword leads somewhere', () => {
	const nodes = { stp_n: step('note', { text: 'n' }), help: step('note', { text: 'help' }) };
	const codes = (go: string) =>
		validate(
			definition('first-message', nodes, { handlers: [{ words: ['help'], go }] }),
			workspace(),
		).map(({ code }) => code);
	expect(codes('help')).toEqual([]);
	expect(codes('nowhere')).toEqual(expect.arrayContaining(['missingStep', 'unreachable']));
});

test('V-3: a variable that an attribute cannot hold is told at the value before it is live', () => {
	const limit = { id: 'limit', subject: 'contact' as const, name: 'Limit', format: 'number' };
	const set = (value: unknown) => {
		const params = { attribute: 'limit', action: 'set', value, by: 1 };
		const steps = definition('first-message', { stp_a: step('set-attribute', params) });
		return validate(steps, { ...workspace(), attributes: { limit } });
	};
	const told = (code: string) => [{ code, param: 'value', node: 'stp_a' }];
	expect(set('{{conversation.rating}}')).toEqual([]);
	expect(set('{{contact.lastSeenAt}}')).toEqual(told('variableDoesNotFit'));
	expect(set('about {{conversation.rating}}')).toEqual(told('notOneVariable'));
	expect(set('many')).toEqual(told('valueDoesNotFit'));
});
