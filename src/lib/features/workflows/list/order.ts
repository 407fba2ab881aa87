import type { WorkflowEntry } from '../../../model/workspace';

/** In the order in which they are tried (W-LIFE-14). */
export function inOrder(workflows: Readonly<Record<string, WorkflowEntry>>): WorkflowEntry[] {
	return Object.values(workflows)
		.filter((entry) => !entry.deleted)
		.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}

/**
 * The entries to write so that one of them is tried right before another, or last. That is one
 * entry, which moves between its new neighbours, so that two people who move different ones do not
 * disturb each other; only where there is no room left between them all are numbered anew.
 */
export function movedBefore(
	entries: readonly WorkflowEntry[],
	moved: string,
	before: string | undefined,
): WorkflowEntry[] {
	const entry = entries.find(({ id }) => id === moved);
	const others = entries.filter(({ id }) => id !== moved);
	const place = before === undefined ? others.length : others.findIndex(({ id }) => id === before);
	if (!entry || place < 0) return [];
	if (entries[place]?.id === moved) return [];
	const [earlier, later] = [others[place - 1]?.order, others[place]?.order];
	const order = between(earlier, later);
	if (order !== undefined) return [{ ...entry, order }];
	return others.toSpliced(place, 0, entry).map((one, index) => ({ ...one, order: index + 1 }));
}

function between(earlier: number | undefined, later: number | undefined): number | undefined {
	if (earlier === undefined) return (later ?? 1) - 1;
	if (later === undefined) return earlier + 1;
	const middle = (earlier + later) / 2;
	return earlier < middle && middle < later ? middle : undefined;
}

/** Every folder that holds one, in the order of the alphabet. */
export function foldersOf(entries: readonly WorkflowEntry[]): string[] {
	const names = new Set(entries.flatMap(({ folder }) => folder ?? []));
	return [...names].sort((a, b) => a.localeCompare(b));
}
