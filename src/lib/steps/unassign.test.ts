import { expect, test } from 'vitest';
import { contextWith, conversation } from './step.test-kit';
import { unassign } from './unassign';

const bodies = [
	{ type: 'conversationAssigned' as const, conversation, teammate: 'tea_ana', team: 'team_one' },
];

test('W-ACT-13: takes it from the person, the team or both', () => {
	const context = contextWith({ bodies });
	expect(unassign.enter({ from: 'both' }, context)).toHaveProperty('effects', [
		{ type: 'conversationAssigned', teammate: null, team: null },
	]);
	expect(unassign.enter({ from: 'teammate' }, context)).toHaveProperty('effects', [
		{ type: 'conversationAssigned', teammate: null },
	]);
	expect(unassign.enter({ from: 'team' }, context)).toHaveProperty('effects', [
		{ type: 'conversationAssigned', team: null },
	]);
});

test('says nothing where nobody has it', () => {
	expect(unassign.enter({ from: 'both' }, contextWith())).toEqual({ leave: 'next' });
});
