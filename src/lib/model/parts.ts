import { PortId } from './identifier';

/**
 * Parts of a step or trigger: the buttons, branches, rules or fields that its author adds. Each
 * list is one of the params, each part has an id in it, and events and ways out name that id (A8).
 *
 * What is read here may come from anywhere, also from where no schema accepted it.
 */
type Params = Readonly<Record<string, unknown>>;

/** One id per part, in their order; empty for a part without a text as its id. */
export function partIds(params: Params, lists: readonly string[]): string[] {
	return lists.flatMap((list) => partsIn(params[list]).map(idOf));
}

/** The same params, each part under the id at its place. */
export function withPartIds(
	params: Params,
	lists: readonly string[],
	ids: readonly string[],
): Record<string, unknown> {
	let place = 0;
	const changed = lists
		.filter((list) => Array.isArray(params[list]))
		.map((list): [string, unknown] => [
			list,
			partsIn(params[list]).map((part) => ({ ...part, id: ids[place++] ?? idOf(part) })),
		]);
	return { ...params, ...Object.fromEntries(changed) };
}

/** Whether each of these ids can stay: readable, its first use here, and not taken already. */
export function usableParts(ids: readonly string[], taken: readonly string[]): boolean[] {
	return ids.map(
		(id, place) => PortId.safeParse(id).success && ids.indexOf(id) === place && !taken.includes(id),
	);
}

function partsIn(list: unknown): object[] {
	if (!Array.isArray(list)) return [];
	return list.map((part: unknown) => (typeof part === 'object' && part !== null ? part : {}));
}

function idOf(part: object): string {
	return 'id' in part && typeof part.id === 'string' ? part.id : '';
}
