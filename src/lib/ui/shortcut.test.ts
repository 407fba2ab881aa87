import { expect, test } from 'vitest';
import { pressed, spellShortcut } from './shortcut';

function press(key: string, more: Partial<KeyboardEvent> = {}): string | undefined {
	const plain = { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
	return pressed({ ...plain, ...more } as KeyboardEvent);
}

test('reads a key with its modifiers in one order', () => {
	expect(press('K', { ctrlKey: true, shiftKey: true })).toBe('mod+shift+k');
	expect(press('k', { metaKey: true })).toBe('mod+k');
	expect(press('E', { shiftKey: true })).toBe('shift+e');
});

test('a sign that needs Shift on some layout is the sign alone', () => {
	expect(press('?', { shiftKey: true })).toBe('?');
});

test('a modifier alone is not a shortcut', () => {
	expect(press('Shift', { shiftKey: true })).toBeUndefined();
});

test('a non-Latin layout falls back to the place of the key', () => {
	expect(press('о', { code: 'KeyJ' })).toBe('j');
	expect(press('ñ', { code: 'Semicolon' })).toBe('ñ');
});

test('spells what is printed on the keyboard', () => {
	expect(spellShortcut('mod+k', true)).toEqual(['⌘', 'K']);
	expect(spellShortcut('mod+enter', false)).toEqual(['Ctrl', '↵']);
	expect(spellShortcut('g i', false)).toEqual(['G', 'I']);
	expect(spellShortcut('mod++', false)).toEqual(['Ctrl', '+']);
});
