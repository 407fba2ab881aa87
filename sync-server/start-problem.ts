import { join, sep } from 'node:path';

/** Why the relay does not start, in one sentence that an operator can do something about. */
export class StartProblem extends Error {}

/** Also for what the system reports in its own words, and for what was not foreseen. */
export function sentenceOf(error: unknown, dataDir: string): string {
	if (error instanceof StartProblem) return error.message;
	return (
		sentenceOfNetwork(error) ??
		sentenceOfDisk(error, dataDir) ??
		`The relay did not start with ${dataDir} (${inOneLine(error)}): check that folder and the ` +
			'settings, or set RELAY_LOG_LEVEL=debug to see where it failed.'
	);
}

function sentenceOfNetwork(error: unknown): string | undefined {
	const port = error instanceof Error && 'port' in error ? ` ${String(error.port)}` : '';
	const code = codeOf(error);
	switch (code) {
		case 'EADDRINUSE':
			return `Port${port} is in use: set RELAY_PORT, or RELAY_DEMO_PORT for the shop.`;
		case 'EADDRNOTAVAIL':
		case 'EAFNOSUPPORT':
		case 'EAI_AGAIN':
		case 'ENOTFOUND':
			return 'This machine has no such address: set RELAY_HOST to one of its own.';
	}
	const isListening = error instanceof Error && 'syscall' in error && error.syscall === 'listen';
	if (!isListening) return undefined;
	return `The relay may not listen on port${port} (${code}): set RELAY_PORT to another.`;
}

function sentenceOfDisk(error: unknown, dataDir: string): string | undefined {
	const path = pathOf(error) ?? dataDir;
	const code = codeOf(error);
	switch (code) {
		case 'SQLITE_CORRUPT':
		case 'SQLITE_NOTADB':
			return `${join(dataDir, 'log.db')} is damaged: put it back from your backup.`;
		case 'SQLITE_BUSY':
		case 'SQLITE_LOCKED':
			return `Another program is using ${join(dataDir, 'log.db')}: end it and start again.`;
		case 'ENOSPC':
		case 'EDQUOT':
		case 'SQLITE_FULL':
			return `There is no room left on the disk of ${dataDir}: free some and start again.`;
		case 'EMFILE':
		case 'ENFILE':
			return `Too many files are open to open ${path}: raise the limit of the system (ulimit -n).`;
		case 'ENAMETOOLONG':
			return `The path ${path} is too long: set RELAY_DATA_DIR to a shorter one.`;
		case 'ELOOP':
			return `The links at ${path} lead in a circle: remove them, or set RELAY_DATA_DIR.`;
		case 'EISDIR':
			return `${path} is a folder where a file belongs: move it away and start again.`;
		case 'ENOTDIR':
		case 'EEXIST':
			return path.startsWith(dataDir + sep)
				? `${path} is not a folder: move it away and start again.`
				: `${dataDir} is not a folder: set RELAY_DATA_DIR to one.`;
	}
	if (!FOLDER_CODES.test(code)) return undefined;
	return `The relay cannot write to ${path} (${code}): check the folder, its owner and disk.`;
}

const FOLDER_CODES = /^(EACCES|EPERM|EROFS|ENOENT|EFBIG|EIO|SQLITE_(READONLY|CANTOPEN|IOERR|PERM))/;

/** Whether a disk that refuses a write is the reason: it may take words again by itself. */
export function isRefusedByDisk(error: unknown): boolean {
	return /^(ENOSPC|EDQUOT|EFBIG|EROFS|SQLITE_(FULL|READONLY.*|IOERR_(WRITE|FSYNC)))$/.test(
		codeOf(error),
	);
}

function inOneLine(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.replaceAll(/\s+/g, ' ').trim() || 'no reason given';
}

export function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The system names the file that it could not open, but not the one that it could not read. */
export function pathOf(error: unknown): string | undefined {
	return error instanceof Error && 'path' in error && typeof error.path === 'string'
		? error.path
		: undefined;
}

/** Adds the file to an error that does not name it. */
export function namingPath<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		if (error instanceof Error && pathOf(error) === undefined) Object.assign(error, { path });
		throw error;
	}
}
