import type { Run } from '../../model/run';
import type { Database } from '../tables';

/** A contact's runs, newest first: what is running, and the path behind every "why". */
export async function runs(db: Database, args: { contact: string }): Promise<Run[]> {
	const rows = await db.runs.where({ contact: args.contact }).toArray();
	return rows.map((row) => row.run).sort((a, b) => b.startedAt - a.startedAt);
}

/** One run, for the "why" of an effect: the last id of the effect's `cause`. */
export async function run(db: Database, id: string): Promise<Run | undefined> {
	return (await db.runs.get(id))?.run;
}
