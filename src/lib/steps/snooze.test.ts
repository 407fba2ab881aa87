import { expect, test } from 'vitest';
import { HOUR } from '../base/clock';
import { emptyWorkspace } from '../model/workspace';
import { snooze } from './snooze';
import { contextWith, NOW } from './step.test-kit';

test('W-ACT-04: puts the conversation away for a time, or until the customer writes', () => {
	expect(snooze.enter({ forMs: HOUR }, contextWith())).toEqual({
		leave: 'next',
		effects: [{ type: 'conversationSnoozed', until: NOW + HOUR }],
	});
	expect(snooze.enter({ forMs: null }, contextWith())).toEqual({
		leave: 'next',
		effects: [{ type: 'conversationSnoozed' }],
	});
	expect(snooze.summary({ forMs: null }, emptyWorkspace())).toEqual({ duration: ['untilReply'] });
});
