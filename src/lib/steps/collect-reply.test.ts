import { expect, test } from 'vitest';
import { MINUTE } from '../base/clock';
import { collectReply } from './collect-reply';
import { contextWith, conversation, NOW, said } from './step.test-kit';

const text = { type: 'messageSent', conversation, text: 'my answer' } as const;

test('W-STP-04: waits for any message, for ever or for a time', () => {
	expect(collectReply.enter({ timeoutMs: null }, contextWith())).toEqual({
		park: { listens: ['contact.messageSent'] },
	});
	expect(collectReply.enter({ timeoutMs: MINUTE }, contextWith())).toMatchObject({
		park: { until: NOW + MINUTE },
	});
});

test('keeps the words as a variable', () => {
	expect(collectReply.resume?.({ timeoutMs: null }, said(text), contextWith())).toEqual({
		leave: 'next',
		variables: { reply: 'my answer' },
	});
});

test('has a path for silence, and expires where none is wired', () => {
	expect(collectReply.ports({ timeoutMs: MINUTE }).map(({ id }) => id)).toEqual([
		'next',
		'timeout',
	]);
	expect(collectReply.resume?.({ timeoutMs: MINUTE }, { timer: true }, contextWith())).toEqual({
		leave: 'timeout',
		otherwise: 'expired',
	});
});
