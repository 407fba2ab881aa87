import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { KeywordHandler } from '../../../model/workflow';
import { wordsOf } from './words';

test('words are what stands between the commas, each once (E-15)', () => {
	expect(wordsOf(' menú, volver ;menú,\n hablar con alguien,, ')).toEqual([
		'menú',
		'volver',
		'hablar con alguien',
	]);
	expect(wordsOf(' , ')).toEqual([]);
});

test.prop([fc.string({ maxLength: 3_000 })])('whatever is typed can be stored', (text) => {
	const words = wordsOf(text);
	expect(KeywordHandler.safeParse({ words, go: 'stp' }).success).toBe(true);
	expect(wordsOf(words.join(','))).toEqual(words);
});
