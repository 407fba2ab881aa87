import { expect, test } from 'vitest';
import { MINUTE } from '../base/clock';
import { customer, stage, step, workflow } from './stage.test-kit';

test('answers the first message, waits for the answer and goes on', () => {
	const hello = workflow('wf_hello', 'first-message', {
		ask: step(
			'reply-buttons',
			{
				text: 'Which?',
				options: [
					{ id: 'refund', label: 'Refund' },
					{ id: 'other', label: 'Other' },
				],
			},
			{ refund: 'mail', other: 'bye' },
		),
		mail: step('collect-data', { text: 'Mail?' }, { next: 'bye' }),
		bye: step('message', { text: 'Thanks {{contact.email}}' }, { next: 'wait' }),
		wait: step('wait', { forMs: MINUTE }, {}),
	});
	const s = stage(hello);
	s.says('hi');
	const prompt = s.prompt();
	expect(prompt?.text).toBe('Which?');
	s.write(customer, {
		type: 'buttonPressed',
		conversation: 'cnv_1',
		prompt: prompt!.id,
		option: 'refund',
	});
	s.says('ana@example.org');
	expect(s.said()).toEqual(['Which?', 'Mail?', 'Thanks ana@example.org']);
	expect(s.run().park?.node).toBe('wait');
	s.pass(MINUTE);
	expect(s.run().ended?.reason).toBe('completed');
});
