import { expect, test } from 'vitest';
import { sendEmail } from './send-email';
import { contextWith } from './step.test-kit';

const params = { subject: 'Hello {{contact.name}}', text: 'We are here.' };

test('E-11: an e-mail is asked for, not sent', () => {
	const details = { name: 'Ana', email: 'ana@example.org' };
	const context = contextWith({ bodies: [{ type: 'detailsGiven', details }] });
	expect(sendEmail.enter(params, context)).toEqual({
		leave: 'next',
		effects: [
			{
				type: 'externalRequested',
				kind: 'email',
				request: { to: 'ana@example.org', subject: 'Hello Ana', text: 'We are here.' },
			},
		],
	});
});

test('E-22, W-STP-08: what cannot be delivered fails with the reason, and has a path for it', () => {
	expect(sendEmail.enter(params, contextWith())).toEqual({ fail: 'noAddress' });
	expect(sendEmail.ports(params)).toContainEqual({ id: 'failure' });
});
