import { expect, test } from 'vitest';
import { tag } from './tag';
import { contextWith, conversation } from './step.test-kit';

test('W-ACT-02: adds and removes, and repeats nothing', () => {
	const bodies = ['tag_old', 'tag_a'].map(
		(tag) => ({ type: 'tagAdded', conversation, tag }) as const,
	);
	const params = { add: ['tag_a', 'tag_b'], remove: ['tag_old', 'tag_gone'] };
	expect(tag.enter(params, contextWith({ bodies }))).toEqual({
		leave: 'next',
		effects: [
			{ type: 'tagAdded', tag: 'tag_b' },
			{ type: 'tagRemoved', tag: 'tag_old' },
		],
	});
});

test('a tag that is both added and removed is a problem', () => {
	expect(tag.problems({ add: ['tag_a'], remove: ['tag_a'] })).toEqual([
		{ code: 'both', param: 'remove' },
	]);
});
