import { conversationKey } from '../../model/conversation';
import { type DomainEvent, isUnknown } from '../../model/event';
import type { Run } from '../../model/run';
import { logOf } from '../log';
import { askLogs } from './logs';
import type { Database, RunRow, RunState } from '../tables';

/** A run as a list shows it, with what it calls the customer. */
export type ListedRun = { run: Run; state: RunState; name?: string; email?: string };

/** One run, for the "why" of an effect: the last id of the effect's `cause`. */
export async function run(db: Database, id: string): Promise<Run | undefined> {
	return (await db.runs.get(id))?.run;
}

/** The newest runs of a workflow, of whatever version, or of a contact; all or in one state. */
export async function listedRuns(
	db: Database,
	args: { of: { workflow: string } | { contact: string }; state?: RunState; limit: number },
): Promise<ListedRun[]> {
	const states = args.state ? [args.state] : STATES;
	const rows =
		'workflow' in args.of
			? await newestOfWorkflow(db, { workflow: args.of.workflow, states, limit: args.limit })
			: (await rowsOfContact(db, args.of.contact)).filter(({ state }) => states.includes(state));
	const listed = rows.slice(0, args.limit);
	const conversations = await db.conversations.bulkGet(
		listed.map(({ contact, run }) => conversationKey(contact, run.conversation)),
	);
	return listed.map(({ run, state }, index) => {
		const { name, email } = conversations[index] ?? {};
		return { run, state, ...(name && { name }), ...(email && { email }) };
	});
}

/** A workflow's newest runs, of whatever version. */
export function newestRuns(
	db: Database,
	args: { workflow: string; limit: number },
): Promise<RunRow[]> {
	return newestOfWorkflow(db, { ...args, states: STATES });
}

/** Everything that happened to the contact of a run, in the order of the fold. */
export async function contactEvents(db: Database, contact: string): Promise<DomainEvent[]> {
	const log = await askLogs(db, (tables) => logOf(tables, contact));
	return log
		.flatMap(({ event }) => (isUnknown(event) ? [] : [event]))
		.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

const STATES: RunState[] = ['running', 'ended', 'failed'];

/** One indexed range for each state, so that the rare failure is found without reading the rest. */
async function newestOfWorkflow(
	db: Database,
	{ workflow, states, limit }: { workflow: string; states: RunState[]; limit: number },
): Promise<RunRow[]> {
	const found = await Promise.all(
		states.map((state) =>
			db.runs
				.where('[workflow+state+startedAt]')
				.between([workflow, state], [workflow, state, []])
				.reverse()
				.limit(limit)
				.toArray(),
		),
	);
	return found.flat().sort(newestFirst).slice(0, limit);
}

async function rowsOfContact(db: Database, contact: string): Promise<RunRow[]> {
	return (await db.runs.where({ contact }).toArray()).sort(newestFirst);
}

function newestFirst(a: RunRow, b: RunRow): number {
	return b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1);
}
