import { foldText } from '../base/fold-text';
import { PromptOption } from '../model/prompt';
import { z } from '../model/schema';

/** More items than this cannot be offered: nobody reads them. */
export const MAX_OFFERED = 100;
/** With those that are archived. */
const MAX_KEPT = 1_000;

/**
 * What a list is made of.
 *
 * L1 An item is never removed: values name it. One that is archived keeps its name where it was
 *    answered, and is offered no more.
 * L2 A name that is added again brings the archived item of that name back, with its values.
 */
export const ListItem = z.extend(PromptOption, { archived: z.optional(z.boolean()) });
export type ListItem = z.infer<typeof ListItem>;

export const ListItems = z
	.array(ListItem)
	.check(z.maxLength(MAX_KEPT))
	.check(z.refine((items) => offeredItems(items).length <= MAX_OFFERED));

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

/** L2. */
export function addItem(items: readonly ListItem[], added: ListItem): ListItem[] {
	const key = foldText(added.label);
	const old = items.findLast((one) => one.archived && foldText(one.label) === key);
	if (!old) return [...items, added];
	const back = { id: old.id, label: added.label.trim() };
	return items.map((one) => (one === old ? back : one));
}

/** L1. */
export function archiveItem(items: readonly ListItem[], id: string): ListItem[] {
	return items.map((item) => (item.id === id ? { ...item, archived: true } : item));
}

export function restoreItem(items: readonly ListItem[], id: string): ListItem[] {
	return items.map(({ archived, ...item }) =>
		archived && item.id !== id ? { ...item, archived } : item,
	);
}
