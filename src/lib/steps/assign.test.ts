import { expect, test } from 'vitest';
import { TEAM_CHANGED } from '../model/run';
import { assign } from './assign';
import type { TeamSnapshot, Wake } from './step';
import { contextWith, NOW } from './step.test-kit';

const ids = ['tea_ana', 'tea_ben', 'tea_cleo'];
const workspace = {
	teammates: Object.fromEntries(
		ids.map((id) => [id, { id, name: id, role: 'agent' as const, disabled: id === 'tea_cleo' }]),
	),
	teams: { team_1: { id: 'team_1', name: 'One', members: ids } },
};
const params = { ...assign.initial(), team: 'team_1' };
const enter = (over: object, team: Partial<TeamSnapshot> = {}) =>
	assign.enter({ ...params, ...over }, contextWith({ workspace, team }));
const chosen = (teammate: string) => ({ leave: 'next', effects: [{ teammate, team: 'team_1' }] });

test('A-05, W-ACT-03: to a team, a teammate or nobody', () => {
	expect(enter({ to: 'team' })).toMatchObject({ effects: [{ team: 'team_1' }] });
	expect(enter({ to: 'teammate', teammate: 'tea_ben' })).toMatchObject({
		effects: [{ teammate: 'tea_ben' }],
	});
	expect(enter({ to: 'nobody' })).toMatchObject({ effects: [{ teammate: null, team: null }] });
	expect(enter({ to: 'team', team: null })).toEqual({ fail: 'noTeam' });
});

test('A-06, A-02, W-ACT-12: by turns, whoever has waited longest, those who never had one first', () => {
	expect(enter({})).toMatchObject(chosen('tea_ana'));
	expect(enter({}, { lastAssignedAt: { tea_ana: 5 } })).toMatchObject(chosen('tea_ben'));
	expect(enter({}, { lastAssignedAt: { tea_ana: 5, tea_ben: 9 } })).toMatchObject(
		chosen('tea_ana'),
	);
});

test('A-06: by load, and by turns where that is equal', () => {
	const logic = 'least-open';
	expect(enter({ logic }, { open: { tea_ana: 2, tea_ben: 1 } })).toMatchObject(chosen('tea_ben'));
	expect(enter({ logic }, { lastAssignedAt: { tea_ana: 5 } })).toMatchObject(chosen('tea_ben'));
});

test('E-26: the event records what the choice was made on', () => {
	const outcome = enter({}, { online: ['tea_ben'], open: { tea_ben: 2 } });
	expect(outcome).toMatchObject({
		effects: [
			{
				decision: {
					logic: 'round-robin',
					eligible: [
						{ teammate: 'tea_ana', open: 0, lastAssignedAt: null },
						{ teammate: 'tea_ben', open: 2, lastAssignedAt: null },
					],
				},
			},
		],
	});
});

test('A-07: only who is online, only who has few open', () => {
	expect(enter({ onlineOnly: true }, { online: ['tea_ben'] })).toMatchObject(chosen('tea_ben'));
	expect(enter({ maxOpen: 3 }, { open: { tea_ana: 3 } })).toMatchObject(chosen('tea_ben'));
});

test('A-13: nobody gets more than their own limit or that of the inbox, whatever the logic', () => {
	const limited = {
		teammates: {
			...workspace.teammates,
			tea_ben: { ...workspace.teammates.tea_ben!, maxOpen: 1 },
		},
		teams: { team_1: { ...workspace.teams.team_1, maxOpen: 3 } },
	};
	const choose = (over: object, open: Record<string, number>) =>
		assign.enter({ ...params, ...over }, contextWith({ workspace: limited, team: { open } }));
	for (const logic of ['round-robin', 'least-open', 'balanced']) {
		expect(choose({ logic }, { tea_ana: 2, tea_ben: 1 })).toMatchObject(chosen('tea_ana'));
		expect(choose({ logic }, { tea_ana: 3, tea_ben: 1 })).toHaveProperty('park');
	}
});

test('A-13: the limit of an inbox is not that of a conversation given to anyone', () => {
	const limited = {
		...workspace,
		teams: { team_1: { ...workspace.teams.team_1, maxOpen: 1 } },
	};
	// The team was chosen before the author changed the step's mind, and is kept with its params.
	const outcome = assign.enter(
		{ ...params, to: 'anyone', team: 'team_1' },
		contextWith({ workspace: limited, team: { open: { tea_ana: 1, tea_ben: 1 } } }),
	);
	expect(outcome).toMatchObject({ leave: 'next', effects: [{ teammate: 'tea_ana' }] });
});

test('A-13: balanced is by load, and then to whoever has waited longest', () => {
	const logic = 'balanced';
	expect(enter({ logic }, { open: { tea_ana: 2, tea_ben: 1 } })).toMatchObject(chosen('tea_ben'));
	const since = { lastAssignedAt: { tea_ana: 9, tea_ben: 5 } };
	expect(enter({ logic }, since)).toMatchObject(chosen('tea_ben'));
});

test('A-08, A-09: with nobody it queues in the team, until someone is there or the time is up', () => {
	const online = { ...params, onlineOnly: true };
	expect(assign.enter(online, contextWith({ workspace }))).toEqual({
		effects: [{ type: 'conversationAssigned', team: 'team_1' }],
		park: { until: NOW + params.timeoutMs, listens: [TEAM_CHANGED, 'contact.messageSent'] },
	});
	const wake = (team: Partial<TeamSnapshot>, by: Wake) =>
		assign.resume?.(online, by, contextWith({ workspace, team }));
	expect(wake({}, { teamChanged: true })).toBeUndefined();
	expect(wake({ online: ['tea_ben'] }, { teamChanged: true })).toMatchObject(chosen('tea_ben'));
	expect(wake({}, { timer: true })).toEqual({ leave: 'timeout', otherwise: 'expired' });
});
