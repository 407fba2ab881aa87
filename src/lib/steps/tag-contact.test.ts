import { expect, test } from 'vitest';
import { tagContact } from './tag-contact';
import { contextWith } from './step.test-kit';

test('W-ACT-10: tags the person, and repeats nothing', () => {
	const bodies = [
		{ type: 'contactTagAdded', tag: 'tag_a' },
		{ type: 'contactTagAdded', tag: 'tag_old' },
	] as const;
	const params = { add: ['tag_a', 'tag_b'], remove: ['tag_old', 'tag_gone'] };
	expect(tagContact.enter(params, contextWith({ bodies: [...bodies] }))).toEqual({
		leave: 'next',
		effects: [
			{ type: 'contactTagAdded', tag: 'tag_b' },
			{ type: 'contactTagRemoved', tag: 'tag_old' },
		],
	});
});

test('a tag that is both added and removed is a problem', () => {
	expect(tagContact.problems({ add: ['tag_a'], remove: ['tag_a'] })).toEqual([
		{ code: 'both', param: 'remove' },
	]);
});
