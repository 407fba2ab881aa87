import { join } from 'node:path';
import { claimDataFolder } from './claim';
import { confirmIdentity, demandLog, lostLog, readIdentity, type Identity } from './identity';
import type { Log } from './log';
import { ownOldConversations } from './old-conversations';
import { openSqliteLog, type SqliteLog } from './sqlite-log';
import { StartProblem } from './start-problem';

/**
 * The data folder is the workspace: its identity, its log, its files. It is ours as long as the log
 * is open, and it is opened whole or not at all (`identity.ts` D1).
 */
export type DataFolder = {
	identity: Identity;
	log: Log;
	/** Where the log is damaged, in SQLite's words; then it can be read at most. */
	damage: string | undefined;
};

export async function openDataFolder(dataDir: string): Promise<DataFolder> {
	const identity = readIdentity(dataDir);
	const release = claimDataFolder(dataDir);
	try {
		demandLog(dataDir, identity);
		const log = await openSqliteLog(join(dataDir, 'log.db'));
		const close = () => log.close().finally(release);
		try {
			if (log.damage === undefined) {
				await belongTogether(dataDir, identity, log);
				await ownOldConversations(log);
			}
		} catch (error) {
			await log.close();
			throw error;
		}
		return { identity, log: { ...log, close }, damage: log.damage };
	} catch (error) {
		release();
		throw error;
	}
}

/** The log knows whose it is, so that a folder put together of two backups is noticed. */
async function belongTogether(dataDir: string, identity: Identity, log: SqliteLog) {
	const { workspace, isNew } = identity;
	const known = await log.record('meta', 'identity');
	if (known === undefined) {
		if (!isNew && log.wasEmpty) throw lostLog(dataDir);
		await log.put([{ kind: 'meta', id: 'identity', value: workspace }]);
	} else if (known !== workspace) {
		throw new StartProblem(
			`identity.json and log.db in ${dataDir} are of two workspaces: take both from one backup.`,
		);
	}
	confirmIdentity(dataDir, identity);
}
