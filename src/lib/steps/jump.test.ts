import { expect, test } from 'vitest';
import { step, stage, workflow } from '../engine/stage.test-kit';
import { jump } from './jump';
import { contextWith } from './step.test-kit';

test('E-20: jumps three times unless told, then takes the limit', () => {
	const leaves = (visits: number) => jump.enter(jump.initial(), contextWith({ visits }));
	expect([1, 2, 3, 4].map(leaves)).toEqual([
		{ leave: 'jump' },
		{ leave: 'jump' },
		{ leave: 'jump' },
		{ leave: 'limit', otherwise: 'loopLimit' },
	]);
});

test('E-20, W-RTE-06: a question is asked again as often as the author allows', () => {
	const s = stage(
		workflow('wf', 'first-message', {
			ask: step('message', { text: 'Again?' }, { next: 'reply' }),
			reply: step('collect-reply', {}, { next: 'back' }),
			back: step('jump', { times: 2 }, { jump: 'ask', limit: 'end' }),
			end: step('message', { text: 'Enough.' }),
		}),
	);
	for (const text of ['hello', 'one', 'two', 'three', 'four']) s.says(text);
	expect(s.said()).toEqual(['Again?', 'Again?', 'Again?', 'Enough.']);
});
