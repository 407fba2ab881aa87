import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { foldText } from './fold-text';

const equal = (a: string, b: string) => foldText(a) === foldText(b);

describe('T-8: the same words from another keyboard', () => {
	test.each([
		['I can’t log in', "i can't log in"],
		['can´t', 'can`t'],
		['rock ‘n’ roll', "rock 'n' roll"],
		['“quoted”', '"quoted"'],
		['«citado»', '"citado"'],
		['„zitiert“', '"zitiert"'],
		['ג׳ירפה', "ג'ירפה"],
		['co–operate', 'co-operate'],
		['co‑operate', 'co-operate'],
		['−5', '-5'],
		['ＡＢＣ１２３！', 'abc123!'],
		['no\u00a0break\u202fspace', 'no break space'],
		['wait…', 'wait...'],
		['ﬁnd', 'find'],
		['ｶﾞ', 'ガ'],
		['soft\u00adhyphen', 'softhyphen'],
		['\u200fשלום\u200e', 'שלום'],
		['line\r\nbreak', 'line break'],
		['٣ أيام', '3 أيام'],
	])('%s is %s', (a, b) => {
		expect(equal(a, b)).toBe(true);
	});
});

describe('T-4: accents fold where they are accents', () => {
	test.each([
		['Devolución', 'devolucion'],
		['ÑANDÚ', 'nandu'],
		['Ærøskøbing', 'aeroskobing'],
		['Łódź', 'lodz'],
		['Straße', 'STRASSE'],
		['Đà Nẵng', 'da nang'],
		['ışık', 'IŞIK'],
		['İstanbul', 'istanbul'],
		['Þór', 'thor'],
		['Œuvre', 'oeuvre'],
		['Οδός', 'ΟΔΟΣ'],
		['ещё', 'еще'],
	])('%s is %s', (a, b) => {
		expect(equal(a, b)).toBe(true);
	});

	test.each([
		['हाँ', 'हूँ'],
		['ไม่', 'ไม'],
		['نَعَم', 'نعم'],
		['か', 'が'],
		['가', '각'],
		['мой', 'мои'],
		['їх', 'іх'],
		['שׁ', 'ש'],
		['👍', '👎'],
		['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
		['c++', 'c#'],
	])('%s is not %s', (a, b) => {
		expect(equal(a, b)).toBe(false);
	});
});

property.prop([fc.string({ unit: 'binary', maxLength: 200 })])(
	'what is folded is not changed by folding, whatever its Unicode form',
	(text) => {
		const folded = foldText(text);
		expect(foldText(folded)).toBe(folded);
		expect(foldText(text.normalize('NFD'))).toBe(foldText(text.normalize('NFC')));
	},
);

property.prop([fc.string({ unit: 'grapheme', maxLength: 60 })])(
	'case never matters where it can be told',
	(text) => {
		expect(foldText(text.toLowerCase())).toBe(foldText(text));
	},
);
