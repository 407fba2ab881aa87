import { describe, expect, test, vi } from 'vitest';
import { readNumber } from './read-number';

const CODES = 'CLP CLF MXN COP PEN ARS BOB UYU PYG VES BRL CRC GTQ HNL NIO DOP CUP PAB EUR USD GBP';

describe('V-1: an amount of money is its number', () => {
	test.each([
		['CLP 25.000', 'es-CL', 25_000],
		['CLP25.000', 'es-CL', 25_000],
		['25.000 CLP', 'es-CL', 25_000],
		['$1.500.-', 'es-CL', 1_500],
		['$ 1.500,-', 'es-CL', 1_500],
		['1.500 €', 'es-ES', 1_500],
		['EUR 1.500,50', 'es-ES', 1_500.5],
		['US$ 1,500', 'en-US', 1_500],
		['USD 1,500.00', 'en-US', 1_500],
		['R$ 10,50', 'pt-BR', 10.5],
		['$-5', 'en-US', -5],
		['-$5', 'en-US', -5],
		['₹ 1,00,000', 'en-IN', 100_000],
		['CHF 1’500.–', 'de-CH', 1_500],
	])('%j in %s', (text, locale, number) => expect(readNumber(text, locale)).toBe(number));

	test.each([
		['ABCD 5'],
		['XYZ 5'],
		['5 kg'],
		['CLP'],
		['$'],
		['CLP 5 CLP'],
		['5 USD 6'],
		['1.500.-.-'],
		['abc$5'],
		['CLP 192.168.0.1'],
	])('%j is none', (text) => expect(readNumber(text, 'es-CL')).toBeUndefined());

	test.each([
		['try 2'],
		['25 all'],
		['10 cup'],
		['cop 5'],
		['5 mad'],
		['Top 10'],
		['pen5'],
		['clp 25.000'],
		['US 5'],
	])('%j is a word beside a number, in every language', (text) => {
		for (const locale of ['es-CL', 'en-US']) expect(readNumber(text, locale)).toBeUndefined();
	});

	test.each(CODES.split(' '))('%s 1500 is a number whatever currencies the host knows', (code) => {
		const known = vi.spyOn(Intl, 'supportedValuesOf').mockReturnValue([]);
		expect(readNumber(`${code} 1500`, 'es-CL')).toBe(1_500);
		expect(readNumber(`1500${code}`, 'en-US')).toBe(1_500);
		known.mockRestore();
	});

	test('a currency that only some hosts know is none on all of them', () => {
		const known = vi.spyOn(Intl, 'supportedValuesOf').mockReturnValue(['XYZ', 'ZZZ']);
		for (const text of ['XYZ 5', 'ZZZ 5', 'LPC 5', 'EUU 5']) {
			expect(readNumber(text, 'es-CL')).toBeUndefined();
		}
		known.mockRestore();
	});
});
