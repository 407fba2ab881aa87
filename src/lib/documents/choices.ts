import type * as Y from 'yjs';
import { ListItem } from '../attributes/list-items';
import { z } from '../model/schema';
import type { AttributeSchema } from '../model/workspace';

/**
 * What was changed of the choices of lists since their attributes were made.
 *
 * C1 Two people who edit one list at once take nothing from each other: only what one has changed
 *    is written, each member of each choice by itself. Of two names for one choice, one stays.
 * C2 The entry of the attribute keeps the choices that it was made with. It is not written again
 *    for a choice, so an edit of the attribute and one of its choices do not disturb each other.
 * C3 Choices that were added stand behind those, in the order of their ids: every replica reads one
 *    order, whoever's change came first.
 */
const LABELS = 'choiceLabels';
const ARCHIVED = 'choicesArchived';

type RootMap = Pick<ReadonlyMap<string, unknown>, typeof Symbol.iterator>;
type Change = { label?: string | undefined; archived?: boolean | undefined };
/** Attribute → choice → what was changed of it. */
type Changes = Map<string, Map<string, Change>>;

const Settings = z.looseObject({ items: z.array(ListItem) });
const Label = ListItem.shape.label;

/** The attributes with their choices as they are now. */
export function withChoices(
	attributes: Record<string, AttributeSchema>,
	mapOf: (name: string) => RootMap,
): Record<string, AttributeSchema> {
	for (const [id, changes] of changesIn(mapOf)) {
		const attribute = attributes[id];
		const settings = Settings.safeParse(attribute?.settings).data;
		if (!attribute || !settings) continue;
		const items = merged(settings.items, changes);
		attributes[id] = { ...attribute, settings: { ...settings, items } };
	}
	return attributes;
}

/** C1. Writes what is other now, and returns what the entry of the attribute is to hold (C2). */
export function putChoices(
	doc: Y.Doc,
	attribute: AttributeSchema,
	stored: AttributeSchema | undefined,
): AttributeSchema {
	const settings = Settings.safeParse(attribute.settings).data;
	const made = Settings.safeParse(stored?.settings).data;
	if (!settings || !made) return attribute;
	const changes = changesIn((name) => doc.getMap(name)).get(attribute.id) ?? new Map();
	const known = new Map(merged(made.items, changes).map((item) => [item.id, item]));
	for (const { id, label, archived = false } of settings.items) {
		const now = known.get(id);
		const key = `${attribute.id} ${id}`;
		if (now?.label !== label) doc.getMap(LABELS).set(key, label);
		if ((now?.archived ?? false) !== archived) doc.getMap(ARCHIVED).set(key, archived);
	}
	return { ...attribute, settings: { ...settings, items: made.items } };
}

/** What cannot be read is left out (workspace W1). */
function changesIn(mapOf: (name: string) => RootMap): Changes {
	const changes: Changes = new Map();
	for (const [key, value] of mapOf(LABELS)) {
		const label = Label.safeParse(value).data;
		if (label !== undefined) note(changes, key, { label });
	}
	for (const [key, value] of mapOf(ARCHIVED)) {
		if (typeof value === 'boolean') note(changes, key, { archived: value });
	}
	return changes;
}

/** Ids of attributes have no space. */
function note(changes: Changes, key: string, change: Change): void {
	const end = key.indexOf(' ');
	const [attribute, item] = [key.slice(0, end), key.slice(end + 1)];
	const ofAttribute = changes.get(attribute) ?? new Map<string, Change>();
	changes.set(attribute, ofAttribute.set(item, { ...ofAttribute.get(item), ...change }));
}

function merged(made: readonly ListItem[], changes: ReadonlyMap<string, Change>): ListItem[] {
	const isMade = new Set(made.map(({ id }) => id));
	const added = [...changes].flatMap(([id, { label, archived }]) => {
		// A label is missing where only a part of the changes has come.
		return isMade.has(id) || label === undefined ? [] : [asItem({ id, label }, { archived })];
	});
	return [
		...made.map((item) => asItem(item, changes.get(item.id))),
		...added.sort((a, b) => (a.id < b.id ? -1 : 1)),
	];
}

function asItem(item: ListItem, change: Change = {}): ListItem {
	const { id } = item;
	const { label = item.label, archived = item.archived } = change;
	return archived ? { id, label, archived } : { id, label };
}
