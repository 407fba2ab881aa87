import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { stage, type Stage, step, workflow } from '../engine/stage.test-kit';
import { countSteps } from './step-counts';
import { TRIGGER_NODE } from './workflow';

const options = [
	{ id: 'yes', label: 'Yes' },
	{ id: 'no', label: 'No' },
];
const ask = workflow('wf_a', 'first-message', {
	ask: step('reply-buttons', { text: 'well?', options }, { yes: 'mark', no: 'ask' }),
	mark: step('tag', { add: ['tag_a'] }),
});
const count = (entered: number, continued: number, dropped: number, waiting: number) => ({
	entered,
	continued,
	dropped,
	waiting,
});
const after = (...acts: ((s: Stage) => void)[]) => {
	const s = stage(ask);
	for (const act of acts) act(s);
	return Object.fromEntries(countSteps(s.runs()));
};

test('U35: waits, goes on, comes back, and is lost when a person ends it', () => {
	const says = (s: Stage) => void s.says('hi');
	const presses = (option: string) => (s: Stage) => void s.presses(option);
	const replies = (s: Stage) => void s.replies('I am here');
	expect(after(says)).toEqual({ [TRIGGER_NODE]: count(1, 1, 0, 0), ask: count(1, 0, 0, 1) });
	expect(after(says, presses('yes'))).toMatchObject({
		ask: count(1, 1, 0, 0),
		mark: count(1, 1, 0, 0),
	});
	expect(after(says, presses('no'))).toMatchObject({ ask: count(2, 1, 0, 1) });
	expect(after(says, replies)).toMatchObject({ ask: count(1, 0, 1, 0) });
});

test('U35: waking and resting again is one stay', () => {
	const says = (text: string) => (s: Stage) => void s.says(text);
	expect(after(says('hi'), says('what?'), says('how?')).ask).toEqual(count(1, 0, 0, 1));
});

test('U35: who was handed over to another workflow was not lost', () => {
	const s = stage(
		workflow('wf_a', 'first-message', {
			go: step('trigger-workflow', { workflow: 'wf_b', mode: 'handOver' }),
		}),
		workflow('wf_b', 'manual', { wait: step('collect-reply') }),
	);
	s.says('hi');
	expect(countSteps([s.run('wf_a')]).get('go')).toEqual(count(1, 1, 0, 0));
});

const acts = fc.array(
	fc.constantFrom<(s: Stage) => void>(
		(s) => s.says('hi'),
		(s) => s.says('yes'),
		(s) => s.presses('no'),
		(s) => s.replies('me'),
		(s) => s.pass(3_600_000),
	),
	{ maxLength: 12 },
);

test.prop([acts])('U35: nobody is counted twice and nobody is forgotten', (script) => {
	const s = stage(ask);
	for (const act of script) act(s);
	const runs = s.runs();
	for (const one of countSteps(runs).values()) {
		expect(one.entered).toBe(one.continued + one.dropped + one.waiting);
	}
	expect(countSteps(runs).get(TRIGGER_NODE)?.entered ?? 0).toBe(runs.length);
	const ended = runs.filter((run) => run.ended && run.steps.at(-1)?.left === undefined).length;
	const dropped = [...countSteps(runs).values()].reduce((sum, one) => sum + one.dropped, 0);
	expect(dropped).toBe(ended);
});
