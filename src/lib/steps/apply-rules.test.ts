import { expect, test } from 'vitest';
import { applyRules } from './apply-rules';
import { contextWith } from './step.test-kit';

const when = (value: string) => ({
	match: 'all' as const,
	rules: [{ field: 'message.text', operator: 'contains', value }],
});

test('E-19, W-ACT-01: carries out every rule that holds, from top to bottom', () => {
	const outcome = applyRules.enter(
		{
			rules: [
				{ id: 'a', condition: when('hola'), actions: [{ do: 'tag', tag: 'tag_a' }] },
				{ id: 'b', condition: when('adios'), actions: [{ do: 'tag', tag: 'tag_b' }] },
				{
					id: 'c',
					condition: when('ho'),
					actions: [
						{ do: 'priority', priority: 'high' },
						{ do: 'team', team: 'team_1' },
						{ do: 'teammate', teammate: 'tea_1' },
						{ do: 'untag', tag: 'tag_c' },
						{ do: 'note', text: '{{message.text}}!' },
					],
				},
			],
		},
		contextWith(),
	);
	expect(outcome).toMatchObject({
		leave: 'next',
		effects: [
			{ type: 'tagAdded', tag: 'tag_a' },
			{ type: 'priorityChanged', priority: 'high' },
			{ type: 'conversationAssigned', team: 'team_1' },
			{ type: 'conversationAssigned', teammate: 'tea_1' },
			{ type: 'tagRemoved', tag: 'tag_c' },
			{ type: 'noteAdded', text: 'Hola!' },
		],
	});
	expect('because' in outcome && outcome.because).toHaveLength(3);
});

test('names what its actions point to, and what they lack', () => {
	const rules = [
		{ id: 'a', condition: when('x'), actions: [{ do: 'team' as const, team: 'team_1' }] },
	];
	expect(applyRules.references({ rules })).toEqual([{ kind: 'team', id: 'team_1' }]);
	expect(applyRules.problems({ rules })).toEqual([]);
	rules[0]!.actions[0]!.team = '';
	expect(applyRules.problems({ rules })).toEqual([{ code: 'noAction', param: 'rules' }]);
});
