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

test('S-3: what is isolated already is not isolated again, and keeps what is isolated in it', () => {
	for (const name of [
		'سارة',
		'דנה',
		'Ana\u202e B',
		'Ana',
		'a \u2068سارة\u2069 b',
		'\u2068Ana\u2069',
	]) {
		expect(isolated(isolated(name)), name).toBe(isolated(name));
	}
	const sentence = `${isolated('سارة')} · ${isolated('דנה')}`;
	expect(isolated(sentence)).toBe(sentence);
	expect(isolated('tag \u2068x\u2069')).toBe('tag \u2068x\u2069');
});

test('S-3: signs that open and never close, or close what is not theirs, are taken out', () => {
	for (const text of ['\u2068Ana', 'Ana\u2069', '\u2069Ana\u2068', '\u2068\u202eAna\u2069']) {
		expect(isolated(text)).toBe('\u2068Ana\u2069');
	}
});
