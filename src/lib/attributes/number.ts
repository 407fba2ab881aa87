import { z } from '../model/schema';
import {
	type FormatText,
	compareNumbers,
	defineFormat,
	withKnown,
	KNOWN_OPERATORS,
} from './attribute';

const Settings = z.object({ min: z.optional(z.number()), max: z.optional(z.number()) });

export const numberFormat = defineFormat({
	format: 'number',
	settings: Settings,
	initialSettings: () => ({}),
	empty: null,
	value: ({ min = -Number.MAX_VALUE, max = Number.MAX_VALUE }) =>
		z.number().check(z.gte(min), z.lte(max)),
	parse(text, { min = -Infinity, max = Infinity }) {
		const number = readNumber(text);
		return number === undefined || number < min || number > max ? undefined : number;
	},
	print: (value, _settings, locale) =>
		typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : '',
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

/**
 * Both "1,5" and "1.5" are one and a half; a text with both marks is read with the last as the
 * decimal one.
 */
function readNumber(text: string): number | undefined {
	const trimmed = text.trim();
	if (!/^[+-]?[0-9][0-9., ]{0,30}$|^[+-]?[.,][0-9]{1,30}$/.test(trimmed)) return undefined;
	const compact = trimmed.replaceAll(' ', '');
	const mark = Math.max(compact.lastIndexOf('.'), compact.lastIndexOf(','));
	const whole = mark < 0 ? compact : compact.slice(0, mark);
	const rest = mark < 0 ? '' : compact.slice(mark + 1);
	return Number(`${whole.replace(/[.,]/g, '')}.${rest || '0'}`);
}
