import { expect, test } from 'vitest';
import { note } from './note';
import { contextWith } from './step.test-kit';

test('W-ACT-07: writes an internal note, and no empty one', () => {
	expect(note.enter({ text: 'Said: {{message.text}}' }, contextWith())).toEqual({
		leave: 'next',
		effects: [{ type: 'noteAdded', text: 'Said: Hola' }],
	});
	expect(note.enter({ text: '{{contact.name}}' }, contextWith())).toMatchObject({ effects: [] });
});
