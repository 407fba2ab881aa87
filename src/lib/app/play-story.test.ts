import { expect, test } from 'vitest';
import type { Move } from '../model/scenario';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace } from '../model/workspace';
import { stateChanged } from '../triggers/state-changed';
import { playStory } from './play-story';

const definition: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Asks',
	trigger: { kind: 'state-changed', params: stateChanged.initial() },
	settings: defaultSettings(),
	start: 'ask',
	nodes: {
		ask: {
			kind: 'ask-rating',
			params: { text: 'How was it?', scale: 5, timeoutMs: 3_600_000 },
			next: { rated: 'note' },
		},
		note: { kind: 'note', params: { text: 'Rated' }, next: {} },
	},
};
const rehearsed = { workflow: 'wf_1', definition, workspace: emptyWorkspace(), live: [] };
const told = (...moves: Move[]) => playStory(rehearsed, { startAt: 1_000 }, moves);
const replies: Move = { do: 'replies', text: 'hello' };
const hi: Move = { do: 'says', text: 'hi' };

test('a story tells what can be answered, when time brings something, and the way so far', () => {
	const asked = told(hi, replies, { do: 'closes' });
	expect(asked.prompt?.text).toBe('How was it?');
	expect(asked.nextTimer).toBeGreaterThan(3_600_000);
	expect(asked.trace).toEqual([{ node: 'ask', left: undefined, problem: undefined }]);

	const rated = told(hi, replies, { do: 'closes' }, { do: 'rates', score: 4, remark: 'quick' });
	expect(rated.prompt).toBeUndefined();
	expect(rated.nextTimer).toBeUndefined();
	expect(rated.trace.map(({ node, left }) => `${node}:${left}`)).toEqual([
		'ask:undefined',
		'ask:rated',
		'note:next',
	]);
	expect(rated.events).toContainEqual(expect.objectContaining({ score: 4, remark: 'quick' }));
	expect(rated.beats[3]?.sights[0]).toEqual({ saw: 'note', text: 'Rated' });
});

test('E-25: a story tells why nobody was asked', () => {
	expect(told(hi, { do: 'closes' }).trace).toMatchObject([{ left: 'unrated', skipped: 'botOnly' }]);
});

test('without a move nothing has happened, and the clock stands at the beginning', () => {
	expect(told()).toMatchObject({ beats: [], trace: [], now: 1_000 });
});
