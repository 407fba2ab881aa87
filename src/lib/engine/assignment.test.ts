import { describe, expect, test } from 'vitest';
import { asLive, rehearse } from './rehearsal';
import {
	agent,
	CONVERSATION,
	customer,
	definition,
	stage,
	START,
	step,
	workspace,
} from './stage.test-kit';

const here = { conversation: CONVERSATION };
const inTurns = (params: Record<string, unknown>) =>
	asLive(
		'wf_assign',
		definition('first-message', {
			give: step('assign', { to: 'team-member', team: 'team_one', ...params }),
		}),
	);

test('A-01: without a workflow nobody is given anything; a person picks', () => {
	const s = stage();
	s.says('anybody?');
	expect(s.events).toHaveLength(1);
	s.write(agent, { type: 'conversationAssigned', ...here, teammate: agent.id });
	expect(s.state().conversations[CONVERSATION]).toMatchObject({ teammate: agent.id, team: null });
});

test('A-12: whoever has it keeps it when it is closed, unless a workflow takes it away', () => {
	const s = stage(inTurns({}));
	s.says('hi');
	const { teammate } = s.state().conversations[CONVERSATION] ?? {};
	expect(teammate).toBe('tea_ana');
	s.write(agent, { type: 'conversationClosed', ...here });
	expect(s.state().conversations[CONVERSATION]).toMatchObject({ state: 'closed', teammate });
});

describe('A-14: by turns, unlike others', () => {
	const asks = (id: string) => ({ type: 'messageSent', conversation: id, text: 'hi' }) as const;

	test('what came while everybody was away is given out when somebody comes, the first first', () => {
		const live = [inTurns({ onlineOnly: true })];
		const s = rehearse({ contact: 'con_1', workspace: workspace(), live, startAt: START });
		s.write(customer, asks('cnv_1'));
		s.sleep(1_000);
		s.write(customer, asks('cnv_2'));
		const holder = (id: string) => s.state().conversations[id]?.teammate;
		expect([holder('cnv_1'), holder('cnv_2')]).toEqual([null, null]);
		s.team = { online: ['tea_ben'], open: {}, lastAssignedAt: {} };
		for (const { id } of Object.values(s.state().runs)) s.take({ teamChanged: { run: id } });
		expect([holder('cnv_1'), holder('cnv_2')]).toEqual(['tea_ben', 'tea_ben']);
		const given = s.events.filter((event) => event.type === 'conversationAssigned');
		const people = given.filter(({ teammate }) => teammate);
		expect(people.map(({ conversation }) => conversation)).toEqual(['cnv_1', 'cnv_2']);
	});

	test('a limit holds', () => {
		const live = [inTurns({ maxOpen: 2 })];
		const s = rehearse({ contact: 'con_1', workspace: workspace(), live, startAt: START });
		s.team = { online: [], open: { tea_ana: 2, tea_ben: 2, tea_cleo: 1 }, lastAssignedAt: {} };
		s.write(customer, asks('cnv_1'));
		expect(s.state().conversations['cnv_1']?.teammate).toBe('tea_cleo');
	});
});
