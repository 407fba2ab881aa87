import { describe, expect, test } from 'vitest';
import { readNumber } from './read-number';

describe('V-1: an amount of money is its number', () => {
	test.each([
		['CLP 25.000', 'es-CL', 25_000],
		['clp25.000', 'es-CL', 25_000],
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
});
