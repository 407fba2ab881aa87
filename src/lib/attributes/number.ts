import { z } from '../model/schema';
import {
	type FormatText,
	compareNumbers,
	defineFormat,
	withKnown,
	KNOWN_OPERATORS,
} from './attribute';
import { printNumber, readNumber } from './read-number';

const Settings = z.object({ min: z.optional(z.number()), max: z.optional(z.number()) });

export const numberFormat = defineFormat({
	format: 'number',
	settings: Settings,
	initialSettings: () => ({}),
	empty: null,
	value: ({ min = -Number.MAX_VALUE, max = Number.MAX_VALUE }) =>
		z.number().check(z.gte(min), z.lte(max)),
	parse(text, { min = -Infinity, max = Infinity }, { locale }) {
		const number = readNumber(text, locale);
		return number === undefined || number < min || number > max ? undefined : number;
	},
	print: (value, _settings, { locale }) =>
		typeof value === 'number' ? printNumber(value, locale) : '',
	rules: (settings) => settings,
	example: ({ min = 1, max = Infinity }, { locale }) =>
		printNumber(Math.min(Math.max(min, 12.5), max), locale),
	literal: (text) => readNumber(text, 'en'),
	plain: (value) => String(value ?? ''),
	operators: {
		is: compareNumbers((actual, expected) => actual === expected),
		isNot: {
			arity: 'one',
			holds: (actual, expected) => typeof expected === 'number' && actual !== expected,
		},
		isMoreThan: compareNumbers((actual, expected) => actual > expected),
		isLessThan: compareNumbers((actual, expected) => actual < expected),
		...KNOWN_OPERATORS,
	},
	sortKey: (value) => (typeof value === 'number' ? value : -Infinity),
});

export const text: FormatText = {
	es: {
		title: 'Número',
		description: 'Una cantidad, con límites si hace falta.',
		operators: /* @__PURE__ */ withKnown('es', {
			is: 'es igual a',
			isNot: 'no es igual a',
			isMoreThan: 'es mayor que',
			isLessThan: 'es menor que',
		}),
		fields: { min: 'Mínimo', max: 'Máximo' },
	},
	en: {
		title: 'Number',
		description: 'A quantity, with limits if needed.',
		operators: /* @__PURE__ */ withKnown('en', {
			is: 'equals',
			isNot: 'does not equal',
			isMoreThan: 'is more than',
			isLessThan: 'is less than',
		}),
		fields: { min: 'Minimum', max: 'Maximum' },
	},
};
