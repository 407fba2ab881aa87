import type { AttributeValue } from '../model/event';
import { PromptOption } from '../model/prompt';
import { z } from '../model/schema';
import { matchLabel } from '../model/typed-text';
import { type FormatText, defineFormat, isKnown, withKnown, KNOWN_OPERATORS } from './attribute';

/** More items than this cannot be offered: nobody reads them. */
const MAX_ITEMS = 100;
/** Between the items that somebody types, on any keyboard. */
const SEPARATORS = /[,;\n，；、،؛]/;

const Settings = z.object({
	items: z.array(PromptOption).check(z.maxLength(MAX_ITEMS)),
	/** True: a value is any number of items. */
	multiple: z.optional(z.boolean()),
});

/** One of a list, or several. Values are item ids, so that an item can be renamed. */
export const listFormat = defineFormat({
	format: 'list',
	settings: Settings,
	initialSettings: () => ({ items: [] }),
	empty: null,
	value({ items, multiple }) {
		const known = z.string().check(z.refine((id) => items.some((item) => item.id === id)));
		return multiple ? z.array(known).check(z.maxLength(MAX_ITEMS)) : known;
	},
	parse(text, { items, multiple }) {
		const find = (part: string) =>
			items.find((item) => item.id === part)?.id ?? matchLabel(part, items)?.id;
		const whole = find(text);
		if (!multiple) return whole;
		if (whole !== undefined) return [whole];
		const ids = text.split(SEPARATORS).map(find);
		return ids.every((id) => id !== undefined) ? ids : undefined;
	},
	print: (value, { items }) =>
		idsOf(value)
			.map((id) => items.find((item) => item.id === id)?.label ?? id)
			.join(', '),
	operators: {
		isAnyOf: {
			arity: 'many',
			holds: (actual, expected) => overlap(actual, expected),
		},
		isNoneOf: {
			arity: 'many',
			holds: (actual, expected) => !overlap(actual, expected),
		},
		includesAllOf: {
			arity: 'many',
			holds(actual, expected) {
				const ids = idsOf(actual);
				return (
					Array.isArray(expected) && expected.length > 0 && expected.every((id) => ids.includes(id))
				);
			},
		},
		...KNOWN_OPERATORS,
	},
	sortKey: (value) => idsOf(value).join(' '),
	items: ({ items }) => items,
});

export const text: FormatText = {
	es: {
		title: 'Lista',
		description: 'Una o varias opciones de una lista.',
		operators: /* @__PURE__ */ withKnown('es', {
			isAnyOf: 'es alguno de',
			isNoneOf: 'no es ninguno de',
			includesAllOf: 'incluye todos',
		}),
		fields: { items: 'Opciones', multiple: 'Permitir varias' },
	},
	en: {
		title: 'List',
		description: 'One or several choices from a list.',
		operators: /* @__PURE__ */ withKnown('en', {
			isAnyOf: 'is any of',
			isNoneOf: 'is none of',
			includesAllOf: 'includes all of',
		}),
		fields: { items: 'Choices', multiple: 'Allow several' },
	},
};

function idsOf(value: AttributeValue | undefined): string[] {
	if (!isKnown(value)) return [];
	return Array.isArray(value) ? value : [String(value)];
}

function overlap(actual: AttributeValue | undefined, expected: unknown): boolean {
	const ids = idsOf(actual);
	return Array.isArray(expected) && expected.some((id) => ids.includes(id));
}
