import { join } from 'node:path';
import { claimDataFolder } from './claim';
import { confirmIdentity, demandLog, lostLog, readIdentity, type Identity } from './identity';
import type { Log } from './log';
import { ownOldConversations } from './old-conversations';
import { openSqliteLog, type SqliteLog } from './sqlite-log';
import { isRefusedByDisk, StartProblem } from './start-problem';

/**
 * The data folder is the workspace: its identity, its log, its files. It is ours as long as the log
 * is open, and it is opened whole or not at all (`identity.ts` D1).
 */
export type DataFolder = {
	identity: Identity;
	log: Log;
	/** Where the log is damaged, in SQLite's words; then it can be read at most. */
	damage: string | undefined;
	/**
	 * What a full disk kept from being done here: it comes before anything else that is written, and
	 * before any contact's words are judged.
	 */
	owed: (() => Promise<void>) | undefined;
	/** That the log may lack what was stored last, in a sentence for the operator. */
	loss: string | undefined;
};

export async function openDataFolder(dataDir: string): Promise<DataFolder> {
	const identity = readIdentity(dataDir);
	const release = claimDataFolder(dataDir);
	try {
		demandLog(dataDir, identity);
		const log = await openSqliteLog(join(dataDir, 'log.db'));
		const close = () => log.close().finally(release);
		let isOwned = true;
		try {
			if (log.damage === undefined) {
				await belongTogether(dataDir, identity, log);
				isOwned = await hasOwned(log);
				await log.upgrade();
			}
		} catch (error) {
			await log.close();
			throw error;
		}
		const owed = isOwned ? undefined : () => ownOldConversations(log);
		const { damage, loss } = log;
		return { identity, log: { ...log, close }, damage, loss, owed };
	} catch (error) {
		release();
		throw error;
	}
}

/** False where the disk is too full for it. */
async function hasOwned(log: SqliteLog): Promise<boolean> {
	try {
		await ownOldConversations(log);
		return true;
	} catch (error) {
		if (!isRefusedByDisk(error)) throw error;
		return false;
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
