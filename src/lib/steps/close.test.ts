import { expect, test } from 'vitest';
import { close } from './close';
import { contextWith, conversation } from './step.test-kit';

test('W-ACT-09: closes what is open, once', () => {
	expect(close.enter(close.initial(), contextWith())).toEqual({
		leave: 'next',
		effects: [{ type: 'conversationClosed' }],
	});
	const bodies = [{ type: 'conversationClosed', conversation } as const];
	expect(close.enter(close.initial(), contextWith({ bodies }))).toMatchObject({ effects: [] });
});

test('W-ACT-11: leaves a closing note for the team', () => {
	const params = { category: 'Solved', summary: 'For {{contact.name | fallback: "somebody"}}' };
	expect(close.enter(params, contextWith())).toHaveProperty('effects', [
		{ type: 'closingNoteAdded', category: 'Solved', summary: 'For somebody' },
		{ type: 'conversationClosed' },
	]);
});

test('E-02: a version from before closing notes still closes', () => {
	expect(close.params.parse({})).toEqual(close.initial());
});
