import { expect, test } from 'vitest';
import { HOUR } from '../base/clock';
import type { Move, Scenario, Stage } from '../model/scenario';
import { emptyWorkspace } from '../model/workspace';
import { play, type Rehearsed } from './play';
import { beatsOf, runScenario, scenarioProblems } from './scenario';
import { definition, START, step, workflow, workspace } from './stage.test-kit';

const stage: Stage = { startAt: START };
const menu = (thanks = 'Thanks!') =>
	definition('first-message', {
		ask: step(
			'reply-buttons',
			{
				text: 'Which one?',
				options: [
					{ id: 'one', label: 'One' },
					{ id: 'two', label: 'Two' },
				],
			},
			{ one: 'give', two: 'rest' },
		),
		give: step('assign', { team: 'team_one' }, { next: 'say' }),
		say: step('message', { text: thanks }),
		rest: step('wait', { forMs: HOUR, interruptedBy: [] }, { done: 'late' }),
		late: step('note', { text: 'An hour later' }),
	});
const rehearsed = (changed: Partial<Rehearsed> = {}): Rehearsed => ({
	workflow: 'wf_1',
	definition: menu(),
	workspace: workspace(),
	live: [],
	...changed,
});
const saved = (moves: Move[], of = rehearsed()): Scenario => ({
	id: 'scn_1',
	name: 'Story',
	stage,
	beats: beatsOf(play(of, stage, moves)),
});
const hi: Move = { do: 'says', text: 'hi' };

test('a story is kept as what one would notice, without ids, and goes as it went', () => {
	const story = saved([hi, { do: 'presses', option: 'one' }]);
	expect(story.beats.map(({ sights }) => sights)).toEqual([
		[{ saw: 'question', text: 'Which one?', options: ['One', 'Two'] }],
		[
			{ saw: 'assigned', team: 'team_one', teammate: 'somebody' },
			{ saw: 'message', text: 'Thanks!' },
			{ saw: 'ended', reason: 'completed' },
		],
	]);
	expect(runScenario(rehearsed(), story)).toEqual([]);
});

test('a draft that breaks a story is told where, with what was expected and what came', () => {
	const story = saved([hi, { do: 'presses', option: 'one' }]);
	const changed = rehearsed({ definition: menu('Bye.') });
	const [failing] = scenarioProblems(changed, [story, saved([hi])]);
	expect(scenarioProblems(changed, [story, saved([hi])])).toHaveLength(1);
	expect(failing?.scenario.name).toBe('Story');
	expect(failing?.differences).toMatchObject([
		{
			beat: 1,
			move: { do: 'presses' },
			expected: [{}, { text: 'Thanks!' }, {}],
			actual: [{}, { text: 'Bye.' }, {}],
		},
	]);
});

test('an answer to a question that is no longer asked changes nothing, and that is a difference', () => {
	const story = saved([hi, { do: 'presses', option: 'one' }]);
	const definition = menu();
	definition.start = 'say';
	const differences = runScenario(rehearsed({ definition }), story);
	expect(differences.map(({ beat }) => beat)).toEqual([0, 1]);
	expect(differences[1]?.actual).toEqual([]);
});

test('the clock skips to what comes next, and waits through every deadline', () => {
	const skipping = play(rehearsed(), stage, [
		hi,
		{ do: 'presses', option: 'two' },
		{ do: 'skips' },
	]);
	expect(skipping.turns.at(-1)?.events.some(({ type }) => type === 'noteAdded')).toBe(true);
	const short = play(rehearsed(), stage, [
		hi,
		{ do: 'presses', option: 'two' },
		{ do: 'waits', forMs: HOUR / 2 },
	]);
	expect(short.turns.at(-1)?.events).toEqual([]);
	expect(short.turns.at(-1)?.at).toBeGreaterThanOrEqual(START + HOUR / 2);
});

test('a loop of seconds does not hold up a wait of a year', () => {
	const definition = menu();
	definition.start = 'rest';
	definition.nodes.rest = step('wait', { forMs: 1_000, interruptedBy: [] }, { done: 'rest' });
	const { turns } = play(rehearsed({ definition }), stage, [
		hi,
		{ do: 'waits', forMs: 365 * 24 * HOUR },
	]);
	expect(turns.at(-1)?.events.length).toBeLessThan(2_000);
	expect(turns.at(-1)?.at).toBeGreaterThanOrEqual(START + 365 * 24 * HOUR);
});

test('a team without members has stand-ins, and whoever waits looks again when people come', () => {
	const empty = {
		...emptyWorkspace(),
		teams: { team_one: { id: 'team_one', name: 'One', members: [] } },
	};
	const definition = menu();
	definition.start = 'give';
	definition.nodes.give = step('assign', { team: 'team_one', onlineOnly: true }, { next: 'say' });
	const { turns } = play(rehearsed({ workspace: empty, definition }), stage, [
		{ do: 'staffs', online: false },
		hi,
		{ do: 'staffs', online: true },
	]);
	const sights = beatsOf({ turns } as ReturnType<typeof play>).map((beat) => beat.sights);
	expect(sights[1]).toEqual([{ saw: 'assigned', team: 'team_one' }]);
	expect(sights[2]?.[0]).toEqual({ saw: 'assigned', team: 'team_one', teammate: 'somebody' });
});

test('the story tells the world: whether people are there, and in which language one reads', () => {
	const definition = menu();
	definition.nodes = {
		ask: step('date-time', {}, { inside: 'open', outside: 'away' }),
		open: step('message', { text: 'We are here' }),
		away: step('wait', { until: 'officeHours', interruptedBy: [] }, { done: 'open' }),
	};
	const closed = play(rehearsed({ definition }), { ...stage, open: false }, [hi, { do: 'skips' }]);
	expect(beatsOf(closed).map(({ sights }) => sights.length)).toEqual([0, 2]);
	const open = play(rehearsed({ definition }), { ...stage, open: true }, [hi]);
	expect(beatsOf(open)[0]?.sights[0]).toEqual({ saw: 'message', text: 'We are here' });
});

test('the draft plays with the workflows that it calls and with no other (P1)', () => {
	const callee = workflow('wf_child', 'manual', {
		say: step('message', { text: 'From the child' }),
	});
	const other = workflow('wf_other', 'first-message', { say: step('message', { text: 'Me too' }) });
	const parent = definition('first-message', {
		call: step('trigger-workflow', { workflow: 'wf_child', mode: 'return' }, { next: 'say' }),
		say: step('message', { text: 'Back' }),
	});
	const of = rehearsed({ definition: parent, live: [other, callee] });
	const texts = beatsOf(play(of, stage, [hi]))[0]?.sights.filter(({ saw }) => saw === 'message');
	expect(texts).toEqual([
		{ saw: 'message', text: 'From the child' },
		{ saw: 'message', text: 'Back' },
	]);
});

test('what no event starts can be started, with everything that it calls', () => {
	const callee = workflow('wf_child', 'manual', { say: step('note', { text: 'child' }) });
	const parent = definition('manual', {
		call: step('trigger-workflow', { workflow: 'wf_child', mode: 'return' }, { next: 'say' }),
		say: step('message', { text: 'Back' }),
	});
	const of = rehearsed({ definition: parent, live: [callee] });
	expect(beatsOf(play(of, stage, [{ do: 'starts' }]))[0]?.sights).toMatchObject([
		{ saw: 'note' },
		{ saw: 'ended' },
		{ saw: 'message', text: 'Back' },
		{ saw: 'ended' },
	]);
});

test('the same moves on the same draft give the same events, chance included (P2, E-27)', () => {
	const split = definition('first-message', {
		split: step('random-split', {}, {}),
	});
	const of = rehearsed({ definition: split });
	const events = () => play(of, stage, [hi, hi, { do: 'skips' }]).simulation.rehearsal.events;
	expect(events()).toEqual(events());
	expect(events().some(({ type }) => type === 'runAdvanced')).toBe(true);
});
