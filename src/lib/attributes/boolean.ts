import { foldText } from '../base/fold-text';
import { z } from '../model/schema';
import { readYesNo } from '../model/yes-no';
import { type FormatText, defineFormat, withKnown, KNOWN_OPERATORS } from './attribute';

export const booleanFormat = defineFormat({
	format: 'boolean',
	settings: z.object({}),
	initialSettings: () => ({}),
	empty: null,
	value: () => z.boolean(),
	parse(text) {
		return STORED[foldText(text)] ?? readYesNo(text);
	},
	print(value, _settings, { locale }) {
		if (typeof value !== 'boolean') return '';
		if (locale.startsWith('es')) return value ? 'Sí' : 'No';
		return value ? 'Yes' : 'No';
	},
	takesLooseWords: () => true,
	example: (_settings, { locale }) => (locale.startsWith('es') ? 'Sí' : 'Yes'),
	operators: {
		isTrue: { arity: 'none', holds: (actual) => actual === true },
		isFalse: { arity: 'none', holds: (actual) => actual === false },
		...KNOWN_OPERATORS,
	},
	sortKey: (value) => (value === true ? 1 : value === false ? 0 : -1),
});

export const text: FormatText = {
	es: {
		title: 'Sí o no',
		description: 'Verdadero o falso.',
		operators: /* @__PURE__ */ withKnown('es', { isTrue: 'es sí', isFalse: 'es no' }),
	},
	en: {
		title: 'Yes or no',
		description: 'True or false.',
		operators: /* @__PURE__ */ withKnown('en', { isTrue: 'is yes', isFalse: 'is no' }),
	},
};

/** As files and forms write it. */
const STORED: Partial<Record<string, boolean>> = {
	true: true,
	'1': true,
	false: false,
	'0': false,
};
