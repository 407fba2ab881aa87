import { join } from 'node:path';

/** Why the relay does not start, in one sentence that an operator can do something about. */
export class StartProblem extends Error {}

/** Also for what the system reports in its own words; undefined for what nobody foresaw. */
export function sentenceOf(error: unknown, dataDir: string): string | undefined {
	if (error instanceof StartProblem) return error.message;
	const code = codeOf(error);
	switch (code) {
		case 'EADDRINUSE': {
			const port = error instanceof Error && 'port' in error ? ` ${String(error.port)}` : '';
			return `Port${port} is in use: set RELAY_PORT, or RELAY_DEMO_PORT for the shop.`;
		}
		case 'EADDRNOTAVAIL':
		case 'ENOTFOUND':
			return 'This machine has no such address: set RELAY_HOST to one of its own.';
		case 'SQLITE_CORRUPT':
		case 'SQLITE_NOTADB':
			return `${join(dataDir, 'log.db')} is damaged: put it back from your backup.`;
		case 'ENOSPC':
		case 'EDQUOT':
		case 'SQLITE_FULL':
			return `There is no room left on the disk of ${dataDir}: free some and start again.`;
		case 'ENOTDIR':
		case 'EEXIST':
			return `${dataDir} is not a folder: set RELAY_DATA_DIR to one.`;
	}
	if (FOLDER_CODES.test(code)) {
		return `The relay cannot write to ${dataDir} (${code}): check the folder, its owner and disk.`;
	}
	return undefined;
}

const FOLDER_CODES = /^(EACCES|EPERM|EROFS|ENOENT|EFBIG|EIO|SQLITE_(READONLY|CANTOPEN|IOERR|PERM))/;

/** Whether a disk that refuses a write is the reason: it may take words again by itself. */
export function isRefusedByDisk(error: unknown): boolean {
	return /^(ENOSPC|EDQUOT|EFBIG|EROFS|SQLITE_(FULL|READONLY.*|IOERR_(WRITE|FSYNC)))$/.test(
		codeOf(error),
	);
}

export function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}
