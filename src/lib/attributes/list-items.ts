import { foldText } from '../base/fold-text';
import { PromptOption } from '../model/prompt';
import { z } from '../model/schema';

/** More items than this cannot be offered: nobody reads them. */
export const MAX_OFFERED = 100;
/** With those that are archived. */
export const MAX_KEPT = 1_000;

/**
 * What a list is made of.
 *
 * L1 An item is never removed: values name it. One that is archived keeps its name where it was
 *    answered, and is offered no more.
 * L2 A name that is added again brings the archived item of that name back, with its values.
 * L3 A change that would pass a bound is refused. A stored list that passes one is still read
 *    whole: two people can add at the same time. What cannot be offered is read as archived.
 * L4 Of those that read alike the first is offered: two people can add one name at the same time.
 */
export const ListItem = z.extend(PromptOption, { archived: z.optional(z.boolean()) });
export type ListItem = z.infer<typeof ListItem>;

export const ListItems = z
	.array(ListItem)
	.check(z.overwrite((items) => archiveRest(archiveAlike(items))));

/** L4. */
function archiveAlike(items: ListItem[]): ListItem[] {
	const names = new Set<string>();
	return items.map((item) => {
		if (item.archived) return item;
		const name = foldText(item.label);
		if (names.has(name)) return { ...item, archived: true };
		names.add(name);
		return item;
	});
}

/** L3. */
function archiveRest(items: ListItem[]): ListItem[] {
	const offered = offeredItems(items);
	if (offered.length <= MAX_OFFERED) return items;
	const rest = new Set(offered.slice(MAX_OFFERED));
	return items.map((item) => (rest.has(item) ? { ...item, archived: true } : item));
}

export function offeredItems(items: readonly ListItem[]): ListItem[] {
	return items.filter(({ archived }) => !archived);
}

/** Two that read the same could not be told apart by somebody who types. */
export function itemLike(
	items: readonly ListItem[],
	{ id, label }: { id?: string; label: string },
): ListItem | undefined {
	const key = foldText(label);
	return offeredItems(items).find((one) => one.id !== id && foldText(one.label) === key);
}

/** L2, L4. Undefined where there is no place for it (L3). */
export function addItem(items: readonly ListItem[], added: ListItem): ListItem[] | undefined {
	if (itemLike(items, added)) return [...items];
	if (isFull(items)) return undefined;
	const key = foldText(added.label);
	const old = items.findLast((one) => one.archived && foldText(one.label) === key);
	if (!old) return items.length < MAX_KEPT ? [...items, added] : undefined;
	const back = { id: old.id, label: added.label.trim() };
	return items.map((one) => (one === old ? back : one));
}

/** L1. */
export function archiveItem(items: readonly ListItem[], id: string): ListItem[] {
	return items.map((item) => (item.id === id ? { ...item, archived: true } : item));
}

/** Undefined where there is no place for it (L3). */
export function restoreItem(items: readonly ListItem[], id: string): ListItem[] | undefined {
	if (isFull(items) && items.some((item) => item.archived && item.id === id)) return undefined;
	return items.map(({ archived, ...item }) =>
		archived && item.id !== id ? { ...item, archived } : item,
	);
}

function isFull(items: readonly ListItem[]): boolean {
	return offeredItems(items).length >= MAX_OFFERED;
}
