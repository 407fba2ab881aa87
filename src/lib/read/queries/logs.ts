import { type StoreTables, tablesOf } from '../store-tables';
import type { Database } from '../tables';

/** Asks the logs of contacts, as they stand at one moment (log.ts). */
export async function askLogs<T>(
	db: Database,
	look: (tables: StoreTables) => Promise<T>,
): Promise<T> {
	await db.open();
	const tables = ['pages', 'pending', 'entries', 'updates'];
	return look(tablesOf(db.backendDB().transaction(tables, 'readonly')));
}
