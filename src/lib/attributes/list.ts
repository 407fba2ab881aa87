import type { AttributeValue } from '../model/event';
import { z } from '../model/schema';
import { matchLabel } from '../model/typed-text';
import { type FormatText, defineFormat, isKnown, withKnown, KNOWN_OPERATORS } from './attribute';
import { type ListItem, ListItems, MAX_OFFERED, offeredItems } from './list-items';
import type { Writing } from './reading';

/** Between the items that somebody types, on any keyboard. */
const SEPARATORS = /([,;\n，；、،؛])/;

const Settings = z.object({
	items: ListItems,
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
		return multiple ? z.array(known).check(z.maxLength(MAX_OFFERED)) : known;
	},
	parse: readItems,
	print: printItems,
	from(value, { settings }, target, reading) {
		// Items of another list are others, even under the same id: their labels say what is meant.
		const source = Settings.safeParse(settings);
		return source.success ? readItems(printItems(value, source.data, reading), target) : undefined;
	},
	rules: ({ multiple }) => ({ multiple }),
	example: ({ items }) => offeredItems(items)[0]?.label,
	isComplete: ({ items }) => offeredItems(items).length > 0,
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
	items: ({ items }) => offeredItems(items).map(({ id, label }) => ({ id, label })),
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

/** Old lists lost items for good: nobody is shown the id that is left of one. */
const REMOVED = { es: 'Opción eliminada', en: 'Removed option' };

function printItems(value: AttributeValue, { items }: Settings, { locale }: Writing): string {
	const removed = locale.startsWith('es') ? REMOVED.es : REMOVED.en;
	return idsOf(value)
		.map((id) => items.find((item) => item.id === id)?.label ?? removed)
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

/** By its id also one that is archived: the value is there already, or was offered when asked. */
function find(text: string, items: readonly ListItem[]): string | undefined {
	return (items.find(({ id }) => id === text.trim()) ?? matchLabel(text, offeredItems(items)))?.id;
}

function overlap(actual: AttributeValue | undefined, expected: unknown): boolean {
	const ids = idsOf(actual);
	return Array.isArray(expected) && expected.some((id) => ids.includes(id));
}
