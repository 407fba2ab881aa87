import { expect, test } from 'vitest';
import { emptyWorkspace } from '../model/workspace';
import { describeField, fieldChoices, startRule } from './condition-fields';

const workspace = {
	...emptyWorkspace(),
	attributes: {
		att_order: { id: 'att_order', subject: 'contact' as const, name: 'Pedido', format: 'number' },
	},
};

test('offers every field once, with a name that a person reads', () => {
	const choices = fieldChoices(workspace, 'es');
	expect(new Set(choices.map(({ id }) => id)).size).toBe(choices.length);
	expect(choices).toContainEqual({ id: 'contact.att_order', text: 'Pedido' });
	expect(choices).toContainEqual({ id: 'message.text', text: 'Último mensaje del cliente' });
	expect(choices.filter(({ id, text }) => id === text)).toEqual([]);
});

test('a rule starts with an operator of the field’s own format', () => {
	expect(startRule('contact.att_order', workspace)).toEqual({
		field: 'contact.att_order',
		operator: 'is',
	});
	expect(startRule('conversation.tags', workspace).operator).toBe('isAnyOf');
});

test('list items that every workspace has are named in the reader’s language', () => {
	const { settings } = describeField('conversation.priority', workspace, 'en');
	expect(settings).toMatchObject({
		items: expect.arrayContaining([{ id: 'urgent', label: 'Urgent' }]),
	});
});

test('a deleted attribute can still be seen and mended', () => {
	const field = describeField('contact.att_gone', workspace, 'en');
	expect(field).toMatchObject({ name: 'Removed attribute', format: 'text' });
	expect(Object.keys(field.operators)).toContain('isUnknown');
});
