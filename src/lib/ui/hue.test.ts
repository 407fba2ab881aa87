import { expect, test } from 'vitest';
import { hueOf, initials } from './hue';
import { matches } from './match';

test('a hue belongs to its id', () => {
	expect(hueOf('ctc_a')).toBe(hueOf('ctc_a'));
	expect(new Set(['a', 'b', 'c', 'd'].map(hueOf)).size).toBe(4);
});

test.each([
	['Camila Moreno', 'CM'],
	['Ana', 'AN'],
	['  josé  luis pérez ', 'JL'],
	['', ''],
	['🦊 Zorro', '🦊Z'],
])('initials of "%s" are "%s"', (name, letters) => {
	expect(initials(name)).toBe(letters);
});

test('finds without accents and in any order of words', () => {
	expect(matches('Devolución de compra', 'compra devolucion')).toBe(true);
	expect(matches('Devolución', 'cambio')).toBe(false);
	expect(matches('Devolución', '')).toBe(true);
});
