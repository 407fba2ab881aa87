import { expect, test } from 'vitest';
import type { AttributeSchema } from '../../model/workspace';
import { accepts } from './set-attribute';

function schema(format: string, settings?: unknown): AttributeSchema {
	return { id: 'att_1', subject: 'contact', name: 'A', format, settings };
}

test.each([
	['text', { shape: 'email' }, 'ana@example.com', 'ana'],
	['number', { max: 10 }, 7, 11],
	['boolean', undefined, false, 'yes'],
	['list', { items: [{ id: 'a', label: 'A' }] }, 'a', 'b'],
	['list', { items: [{ id: 'a', label: 'A' }], multiple: true }, ['a'], 'a'],
])('%s with %j takes %j and refuses %j', (format, settings, good, bad) => {
	expect(accepts(schema(format, settings), good)).toBe(true);
	expect(accepts(schema(format, settings), bad)).toBe(false);
});

test('a format of a newer version can be emptied, not written', () => {
	expect(accepts(schema('hologram'), null)).toBe(true);
	expect(accepts(schema('hologram'), 'a ghost')).toBe(false);
});
