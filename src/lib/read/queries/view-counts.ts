import { assigneeCounter, groupCounter } from '../project';
import { NOBODY } from '../names';
import type { Database } from '../tables';

export type ViewCounts = {
	mine: number;
	unassigned: number;
	all: number;
	snoozed: number;
	closed: number;
	/** Open conversations by team id; a team without any is missing. */
	teams: Record<string, number>;
};

export async function viewCounts(db: Database, args: { me: string }): Promise<ViewCounts> {
	const rows = await db.counters.toArray();
	const counts = new Map(rows.map((row) => [row.id, row.count]));
	const prefix = groupCounter('');
	return {
		mine: counts.get(assigneeCounter(args.me)) ?? 0,
		unassigned: counts.get(assigneeCounter(NOBODY)) ?? 0,
		all: counts.get('open') ?? 0,
		snoozed: counts.get('snoozed') ?? 0,
		closed: counts.get('closed') ?? 0,
		teams: Object.fromEntries(
			rows
				.filter((row) => row.id.startsWith(prefix))
				.map((row) => [row.id.slice(prefix.length), row.count]),
		),
	};
}
