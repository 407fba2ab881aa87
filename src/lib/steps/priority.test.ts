import { expect, test } from 'vitest';
import { priority } from './priority';
import { contextWith, conversation } from './step.test-kit';

test('W-ACT-06: changes the priority once', () => {
	expect(priority.enter({ priority: 'high' }, contextWith())).toEqual({
		leave: 'next',
		effects: [{ type: 'priorityChanged', priority: 'high' }],
	});
	const bodies = [{ type: 'priorityChanged', conversation, priority: 'high' } as const];
	expect(priority.enter({ priority: 'high' }, contextWith({ bodies }))).toMatchObject({
		effects: [],
	});
});
