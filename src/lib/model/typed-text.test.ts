import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { leastCpuMs } from '../base/cpu-time.test-kit';
import { matchLabel, matchOption, sameLabels } from './typed-text';
import { readYesNo } from './yes-no';

const options = (...labels: string[]) => labels.map((label) => ({ id: label, label }));
const meant = (typed: string, ...labels: string[]) => matchOption(typed, options(...labels))?.id;

describe('T-1, T-2: what a label is made of is text', () => {
	test.each([
		['👍', ['👍', '👎'], '👍'],
		[' 👎 ', ['👍', '👎'], '👎'],
		['👍🏽', ['👍', '👎'], '👍'],
		['❤', ['❤️', '💔'], '❤️'],
		['👎!', ['👍', '👎'], '👎'],
		['C++', ['C', 'C++', 'C#'], 'C++'],
		['c++', ['C', 'C++', 'C#'], 'C++'],
		['C#', ['C', 'C++', 'C#'], 'C#'],
		['c.', ['C', 'C++', 'C#'], 'C'],
		['C++!', ['C', 'C++', 'C#'], 'C++'],
		['F#', ['F', 'F#'], 'F#'],
		['€', ['€', '$'], '€'],
		['+', ['+', '-'], '+'],
		['-', ['+', '−'], '−'],
		['???', ['???', '!!!'], '???'],
		['a', ['A', 'a'], 'a'],
		['papa', ['Papá', 'Papa'], 'Papa'],
		['papá', ['Papá', 'Papa'], 'Papá'],
		['OK.', ['OK', 'OK.'], 'OK.'],
		['yes', ['👍 Yes', '👎 No'], '👍 Yes'],
		['.net', ['.NET', 'NET'], '.NET'],
		['50%', ['50', '50%'], '50%'],
	])('%s among %j is %s', (typed, labels, expected) => {
		expect(meant(typed, ...labels)).toBe(expected);
	});

	test('the border between two labels is never guessed', () => {
		expect(meant('Ok', 'OK', 'ok')).toBeUndefined();
		expect(meant('…', 'Yes', 'No')).toBeUndefined();
		expect(meant('', '👍', '👎')).toBeUndefined();
		expect(meant('🤷', '👍', '👎')).toBeUndefined();
	});
});

const letters = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

property.prop([
	fc.uniqueArray(
		letters.filter((text) => text.trim() !== ''),
		{ maxLength: 6 },
	),
])('T-1: whoever types a label exactly means that label, whatever it is made of', (labels) => {
	const distinct = new Set(labels.map((label) => label.normalize().trim().replace(/\s+/g, ' ')));
	fc.pre(distinct.size === labels.length);
	for (const label of labels) expect(meant(label, ...labels)).toBe(label);
});

property.prop([fc.string({ unit: 'binary', maxLength: 60 }), fc.array(letters, { maxLength: 6 })])(
	'no text makes it throw, and an answer is one of the options',
	(typed, labels) => {
		expect([undefined, ...labels]).toContain(meant(typed, ...labels));
	},
);

describe('T-3: the number of an option, in any digits', () => {
	test.each([
		['١', 'first'],
		['２', 'second'],
		['۲', 'second'],
		['२', 'second'],
		['๑', 'first'],
		['𝟐', 'second'],
		['2️⃣', 'second'],
		['②', 'second'],
		['(1)', 'first'],
		['1.', 'first'],
		['#2', 'second'],
		['02', 'second'],
	])('%s is %s', (typed, expected) => {
		expect(meant(typed, 'first', 'second')).toBe(expected);
	});

	test.each(['0', '3', '٣', '1.2', '12', '1 2', '½', '-1'])('%s is none of two', (typed) => {
		expect(meant(typed, 'first', 'second')).toBeUndefined();
	});

	test('a label that is a number comes before the number of an option', () => {
		expect(meant('2', '1', '3', '2')).toBe('2');
		expect(meant('２', '2 GB', '２')).toBe('２');
		expect(meant('3', '5', '4', '3')).toBe('3');
	});
});

describe('T-3, E-14: where labels hold numbers, a typed number is one of those', () => {
	const nights = ['2 nights', '3 nights', '4 nights'];
	test.each([
		['2', nights, '2 nights'],
		['٤', nights, '4 nights'],
		['1', nights, undefined],
		['2', ['Dos noches', 'Tres noches', 'Cuatro noches'], 'Dos noches'],
		['1', ['Three nights', 'Two nights', 'One night'], undefined],
		['1', ['One night', 'Two nights'], 'One night'],
		['1', ['Una noche', 'Dos noches'], 'Una noche'],
		['2', ['2. Ventas', '1. Soporte'], '2. Ventas'],
		['1', ['2️⃣ Ventas', '1️⃣ Soporte'], '1️⃣ Soporte'],
		['2', ['٢ ليالٍ', '٣ ليالٍ'], '٢ ليالٍ'],
		['2', ['套餐1', '套餐3', '套餐2'], '套餐2'],
		['2', ['两晚', '三晚'], undefined],
		['2', ['1-2 people', '3-4 people'], '1-2 people'],
		['2', ['1-2 people', '2-3 people'], undefined],
		['2', ['Plan 2 (1 mes)', 'Plan 1 (2 meses)'], undefined],
		['10', ['10:00', '10:30', '11:00'], '10:00'],
		['1', ['1.5 GB', '2.5 GB'], undefined],
		['2', ['2,000', '3,000'], undefined],
		['2', ['2.00 €', '3.00 €'], '2.00 €'],
		['2', ['Piso -2', 'Piso 2'], 'Piso 2'],
		['1', ['Soporte 24/7', 'Otro'], undefined],
		['2', ['B2B', 'Retail'], undefined],
		['2', ['B2C', 'B2B', 'Retail'], undefined],
		['2', ['Q1', 'Q2', 'Q3'], 'Q2'],
		['1', ['Q4', 'Q1'], undefined],
		['1', ['Fase III', 'Fase II', 'Fase I'], undefined],
		['2', ['Fase I', 'Fase II'], 'Fase II'],
		['1', ['Third floor', 'First floor'], undefined],
		['1', ['Third floor', 'Second floor'], undefined],
		['1', ['Fase III', 'Fase II'], undefined],
		['2', ['Segundo piso', 'Primer piso'], undefined],
		['2', ['Twenty nights', 'Thirty nights'], undefined],
		['500', ['500 MB', '1000 MB'], '500 MB'],
	])('%s among %j is %s', (typed, labels, expected) => {
		expect(meant(typed, ...labels)).toBe(expected);
	});

	test.each([
		['2', ['Ventas', 'Hablar con una persona'], 'Hablar con una persona'],
		['1', ['Ventas', 'Hablar con una persona'], undefined],
		['2', ['Primera compra', 'Otra consulta'], 'Otra consulta'],
		['2', ['Pay once', 'Pay monthly'], 'Pay monthly'],
		['2', ['I agree', 'I do not agree'], 'I do not agree'],
	])('a word that is a number only at times says nothing of others: %s, %j', (...row) => {
		const [typed, labels, expected] = row;
		expect(meant(typed, ...labels)).toBe(expected);
	});

	property.prop([fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 10 }), fc.nat(99)])(
		'a number that is typed is never an option of another number',
		(numbers, typed) => {
			const labels = numbers.map((number) => `${number} nights`);
			const expected = numbers.includes(typed) ? `${typed} nights` : undefined;
			expect(meant(String(typed), ...labels)).toBe(expected);
		},
	);
});

test('T-4: labels are the same text where a reader of that script sees no difference', () => {
	expect(sameLabels(['हाँ', 'हूँ'])).toBe(false);
	expect(sameLabels(['ไม่', 'ไม้'])).toBe(false);
	expect(sameLabels(['عَلَم', 'عِلْم'])).toBe(false);
	expect(sameLabels(['か', 'が'])).toBe(false);
	expect(sameLabels(['C', 'C++', 'C#'])).toBe(false);
	expect(sameLabels(['👍', '👎'])).toBe(false);
	expect(sameLabels(['Sí', 'si'])).toBe(true);
	expect(sameLabels(['Καλά', 'καλα'])).toBe(true);
	expect(sameLabels(['Ещё', 'еще'])).toBe(true);
	expect(sameLabels(['Don’t know', "don't know"])).toBe(true);
	expect(sameLabels(['２', '2'])).toBe(true);
	// An empty label is told apart elsewhere.
	expect(sameLabels(['', ''])).toBe(false);
});

test('T-5: a keyword is a word of any script, and the whole message', () => {
	const hears = (word: string, typed: string) => matchLabel(typed, options(word)) !== undefined;
	expect(hears('套餐2', '套餐2')).toBe(true);
	expect(hears('套餐2', '套餐２！')).toBe(true);
	expect(hears('меню', '«Меню»')).toBe(true);
	expect(hears('菜单', '菜单。')).toBe(true);
	expect(hears('0', '0')).toBe(true);
	expect(hears('menu', '1')).toBe(false);
	expect(hears('menu', 'my menu is broken')).toBe(false);
	expect(hears('stop', 'nonstop')).toBe(false);
});

describe('T-7: yes and no, as people write them', () => {
	const yes = ['yes!', 'Sí.', 'yeah', 'ok', 'OK!', 'vale', 'Vale, gracias', '¡Sí!', 'sip', 'siii'];
	const alsoYes = [
		'yesss',
		'Yes please',
		'sí, por favor',
		'claro que sí',
		'okay',
		'Okey',
		'y',
		'👍',
	];
	const moreYes = [
		'👍🏿',
		'✅',
		'yep',
		'sure',
		'por supuesto',
		'sí sí',
		'de acuerdo',
		'ＹＥＳ',
		'si\u00a0',
	];
	test.each([...yes, ...alsoYes, ...moreYes])('%s is yes', (typed) => {
		expect(readYesNo(typed)).toBe(true);
	});

	test.each(['nope', 'No.', 'no!!', 'nooo', 'no, gracias', 'No thanks', 'nah', 'n', '👎', '❌'])(
		'%s is no',
		(typed) => {
			expect(readYesNo(typed)).toBe(false);
		},
	);

	test.each([
		'',
		'maybe',
		'yes and no',
		'sí pero no',
		'not ok',
		'no sé',
		'nothing',
		'yesterday',
		'1',
		'🤷',
	])('%s is neither', (typed) => {
		expect(readYesNo(typed)).toBeUndefined();
	});

	test('they answer buttons of which one says yes and one says no', () => {
		expect(meant('yeah', 'Sí, continuar', 'No, cancelar')).toBe('Sí, continuar');
		expect(meant('yeah', 'Sí, continuar', 'Cancelar')).toBeUndefined();
		expect(meant('yeah', 'Sí', 'No, gracias', 'Quizá')).toBe('Sí');
		expect(meant('👎', 'Yes', 'No')).toBe('No');
		expect(meant('yes', 'S', 'M', 'L')).toBeUndefined();
		expect(meant('yes', '1', '2', '3', '4', '5')).toBeUndefined();
	});
});

test('case 30: ten options against thirty thousand hostile characters take milliseconds', () => {
	const labels = Array.from({ length: 10 }, (_, n) => `${'á'.repeat(190)}${n}`);
	const hostile = [
		'a'.repeat(30_000),
		' \u0301'.repeat(15_000),
		`e${'\u0301'.repeat(29_999)}`,
		'!'.repeat(30_000),
		'\ufdfa'.repeat(30_000),
		'no '.repeat(10_000),
		'👍🏽'.repeat(7_000),
		'\u200d'.repeat(30_000),
		'١'.repeat(30_000),
	];
	for (const typed of hostile) {
		let tries = 0;
		// Another text each time, since the last answer is remembered; twice the promise: a busy
		// machine is not quadratic time.
		const spent = leastCpuMs(() => meant(`${typed}${'.'.repeat(++tries)}`, ...labels));
		expect(spent, JSON.stringify(typed.slice(0, 4))).toBeLessThan(10);
	}
});
