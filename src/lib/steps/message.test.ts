import { expect, test } from 'vitest';
import { message } from './message';
import { contextWith } from './step.test-kit';

test('W-STP-01: sends its text with the variables filled in, in the name of the workspace', () => {
	const text = 'Hello {{contact.name | fallback: "there"}}';
	expect(message.enter({ text }, contextWith())).toEqual({
		leave: 'next',
		effects: [{ type: 'messageSent', text: 'Hello there', as: 'Relevo' }],
	});
});

test('says nothing where the text comes out empty', () => {
	expect(message.enter({ text: '{{contact.name}}' }, contextWith())).toEqual({ leave: 'next' });
});

test('case 20: a name that looks like a template is sent as it is', () => {
	const details = { name: '{{contact.email}}<b>', email: 'secret@example.org' };
	const context = contextWith({ bodies: [{ type: 'detailsGiven', details }] });
	expect(message.enter({ text: 'Hi {{contact.name}}' }, context)).toMatchObject({
		effects: [{ text: 'Hi {{contact.email}}<b>' }],
	});
});
