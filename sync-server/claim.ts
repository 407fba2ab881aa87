import { join } from 'node:path';
import Database from 'libsql';
import { codeOf, StartProblem } from './start-problem';

/**
 * One relay a folder: two would each count the log on from where they found it, and one of them
 * could never store again. The claim is the operating system's lock on a file, so it ends with the
 * process however that ends; a file with a process id in it would outlive a crash.
 */
export function claimDataFolder(folder: string): () => void {
	const db = openDatabase(join(folder, 'claim.db'));
	try {
		db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
	} catch (error) {
		db.close();
		if (!/^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))) throw error;
		throw new StartProblem(`Another relay is using ${folder}.`);
	}
	return () => void db.close();
}

/** The library names no code for a file that it cannot open. */
export function openDatabase(file: string): Database.Database {
	try {
		return new Database(file);
	} catch (cause) {
		const error = new Error(`cannot open ${file}`, { cause });
		throw Object.assign(error, { code: 'SQLITE_CANTOPEN', path: file });
	}
}
