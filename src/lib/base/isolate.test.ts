import { expect, test } from 'vitest';
import { isolated } from './isolate';

test('S-3: a name that is written from right to left is isolated in a sentence', () => {
	for (const name of ['سارة', 'דנה כהן', 'Sara سارة', 'ޝަރީފް', 'ߒߞߏ', '𞤀𞤁']) {
		expect(isolated(name), name).toBe(`\u2068${name}\u2069`);
	}
});

test('S-3: a name of other writings stays as it is, letter for letter', () => {
	for (const name of ['Ana López', '李小龍', 'Ελένη', 'สมชาย', 'नेहा', '', '12 / 3', '🙂']) {
		expect(isolated(name), name).toBe(name);
	}
});

test('S-3: a text that would turn the rest of the sentence turns nothing', () => {
	for (const sign of ['\u202e', '\u202b', '\u2067', '\u2069', '\u200f']) {
		expect(isolated(`Ana${sign} B`), sign.codePointAt(0)?.toString(16)).toBe('\u2068Ana B\u2069');
	}
});
