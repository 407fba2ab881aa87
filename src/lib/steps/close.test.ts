import { expect, test } from 'vitest';
import { close } from './close';
import { contextWith, conversation } from './step.test-kit';

test('closes what is open, once', () => {
	expect(close.enter({}, contextWith())).toEqual({
		leave: 'next',
		effects: [{ type: 'conversationClosed' }],
	});
	const bodies = [{ type: 'conversationClosed', conversation } as const];
	expect(close.enter({}, contextWith({ bodies }))).toMatchObject({ effects: [] });
});
