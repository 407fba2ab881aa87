import type { AttributeValue } from '../model/event';
import { PromptOption } from '../model/prompt';
import { z } from '../model/schema';
import { matchLabel } from '../model/typed-text';
import { type FormatText, defineFormat, isKnown, withKnown, KNOWN_OPERATORS } from './attribute';

/** More items than this cannot be offered: nobody reads them. */
const MAX_ITEMS = 100;
/** Between the items that somebody types, on any keyboard. */
const SEPARATORS = /([,;\n，；、،؛])/;

const Settings = z.object({
	items: z.array(PromptOption).check(z.maxLength(MAX_ITEMS)),
	/** True: a value is any number of items. */
	multiple: z.optional(z.boolean()),
});

type Settings = z.infer<typeof Settings>;

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
	parse: readItems,
	print: printItems,
	from(value, { settings }, target) {
		// Items of another list are others, even under the same id: their labels say what is meant.
		const source = Settings.safeParse(settings);
		return source.success ? readItems(printItems(value, source.data), target) : undefined;
	},
	rules: ({ multiple }) => ({ multiple }),
	isComplete: ({ items }) => items.length > 0,
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

function printItems(value: AttributeValue, { items }: Settings): string {
	return idsOf(value)
		.map((id) => items.find((item) => item.id === id)?.label ?? id)
		.join(', ');
}

function readItems(text: string, { items, multiple }: Settings): AttributeValue | undefined {
	if (!multiple) return find(text, items);
	const ids: string[] = [];
	const parts = text.split(SEPARATORS);
	for (let at = 0; at < parts.length;) {
		// A label may hold commas itself: the longest that fits is meant.
		let end = parts.length;
		while (end > at && find(parts.slice(at, end).join(''), items) === undefined) end -= 2;
		const id = end > at ? find(parts.slice(at, end).join(''), items) : undefined;
		if (id === undefined) return undefined;
		if (!ids.includes(id)) ids.push(id);
		at = end + 1;
	}
	return ids;
}

function find(text: string, items: Settings['items']): string | undefined {
	return (items.find(({ id }) => id === text.trim()) ?? matchLabel(text, items))?.id;
}

function overlap(actual: AttributeValue | undefined, expected: unknown): boolean {
	const ids = idsOf(actual);
	return Array.isArray(expected) && expected.some((id) => ids.includes(id));
}
