import { expect, test } from 'vitest';
import { HOUR } from '../base/clock';
import { wait } from './wait';
import { contextWith, conversation, NOW, said } from './step.test-kit';

test('E-16: waits until now + d and listens to what may interrupt it', () => {
	expect(wait.enter({ ...wait.initial(), forMs: HOUR }, contextWith())).toEqual({
		park: { until: NOW + HOUR, listens: ['contact.messageSent', 'teammate.messageSent'] },
	});
	const deaf = { forMs: HOUR, interruptedBy: [], runLate: false };
	expect(wait.enter(deaf, contextWith())).toEqual({
		park: { until: NOW + HOUR, listens: [], runLate: false },
	});
	expect(wait.ports(deaf)).toEqual([{ id: 'done' }]);
});

test('E-16: goes on when the time is up, and elsewhere when interrupted', () => {
	const event = said({ type: 'messageSent', conversation, text: 'wait' });
	expect(wait.resume?.(wait.initial(), { timer: true }, contextWith())).toEqual({ leave: 'done' });
	expect(wait.resume?.(wait.initial(), event, contextWith())).toEqual({
		leave: 'interrupted',
		otherwise: 'interrupted',
	});
});
