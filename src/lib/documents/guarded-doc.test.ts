import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { guardedDoc } from './guarded-doc';

test('a listener that throws is reported, and the document goes on', () => {
	const reported: string[] = [];
	const doc = guardedDoc('workspace', (error) => reported.push(String(error)));
	const updates: Uint8Array[] = [];
	doc.on('update', () => {
		throw new Error('broken listener');
	});
	doc.on('update', (update) => updates.push(update));
	doc.getMap('settings').set('name', 'uno');
	doc.getMap('settings').set('name', 'dos');
	expect(updates).toHaveLength(2);
	expect(reported).toEqual(['Error: broken listener', 'Error: broken listener']);
	const other = new Y.Doc();
	for (const update of updates) Y.applyUpdate(other, update);
	expect(other.getMap('settings').get('name')).toBe('dos');
});

test('a listener can be taken off again, and one for once hears once', () => {
	const doc = guardedDoc('workspace', () => {});
	let heard = 0;
	const listener = () => void heard++;
	doc.on('update', listener);
	doc.once('update', listener);
	doc.getMap('a').set('a', 1);
	doc.off('update', listener);
	doc.getMap('a').set('a', 2);
	expect(heard).toBe(2);
});
