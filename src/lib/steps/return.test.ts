import { expect, test } from 'vitest';
import { stage, step, workflow } from '../engine/stage.test-kit';

test('E-15: a keyword leads away, and back to the question that was open', () => {
	const s = stage(
		workflow(
			'wf',
			'first-message',
			{
				ask: step('message', { text: 'Your name?' }, { next: 'name' }),
				name: step('collect-reply', {}, { next: 'thanks' }),
				thanks: step('message', { text: 'Thanks, {{run.reply}}.' }),
				help: step('message', { text: 'Just write it.' }, { next: 'back' }),
				back: step('return'),
			},
			{ handlers: [{ words: ['help'], go: 'help' }] },
		),
	);
	for (const text of ['hello', 'help', 'Ana']) s.says(text);
	expect(s.said()).toEqual(['Your name?', 'Just write it.', 'Thanks, Ana.']);
});
