import { expect, test } from 'vitest';
import { reopen } from './reopen';
import { contextWith, conversation } from './step.test-kit';

test('W-ACT-11: opens what is closed or snoozed, and leaves alone what is open', () => {
	for (const type of ['conversationClosed', 'conversationSnoozed'] as const) {
		expect(reopen.enter({}, contextWith({ bodies: [{ type, conversation }] }))).toEqual({
			leave: 'next',
			effects: [{ type: 'conversationReopened' }],
		});
	}
	expect(reopen.enter({}, contextWith())).toEqual({ leave: 'next', effects: [] });
});
