import { join } from 'node:path';
import Database from 'libsql';

/** Another relay holds this data folder. */
export class FolderInUse extends Error {}

/**
 * One relay a folder: two would each count the log on from where they found it, and one of them
 * could never store again. The claim is the operating system's lock on a file, so it ends with the
 * process however that ends; a file with a process id in it would outlive a crash.
 */
export function claimDataFolder(folder: string): () => void {
	const db = new Database(join(folder, 'claim.db'));
	try {
		db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
	} catch {
		db.close();
		throw new FolderInUse(`Another relay is using ${folder}.`);
	}
	return () => void db.close();
}
