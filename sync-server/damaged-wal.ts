import {
	closeSync,
	copyFileSync,
	fstatSync,
	fsyncSync,
	openSync,
	readSync,
	rmSync,
	statSync,
} from 'node:fs';
import { basename } from 'node:path';
import { codeOf, namingPath } from './start-problem';
import { hidesCommits } from './wal';

/**
 * To be asked before SQLite opens the log, which passes over the commits behind damage and then
 * writes over them. The damaged WAL is copied first, under the time of its last write: a start that
 * fails over and over makes one copy. Answers with a sentence for the operator; undefined when
 * nothing is missing.
 */
export function keepDamagedWal(log: string): string | undefined {
	const wal = `${log}-wal`;
	if (!isDamaged(wal)) return undefined;
	const copy = `${wal}.damaged-${statSync(wal).mtime.toISOString().replaceAll(/[:.]/g, '-')}`;
	try {
		copyFileSync(wal, copy);
		const file = openSync(copy, 'r+');
		fsyncSync(file);
		closeSync(file);
	} catch (error) {
		// The relay does not start without it: half of it is of no use.
		rmSync(copy, { force: true });
		throw error;
	}
	return (
		`${basename(wal)} is damaged and what was stored last may be missing: a copy is in ` +
		`${copy}, and every device sends again what it has.`
	);
}

function isDamaged(wal: string): boolean {
	const file = openToRead(wal);
	if (file === undefined) return false;
	const { size } = fstatSync(file);
	const read = (from: number, length: number) => {
		const bytes = Buffer.alloc(length);
		readSync(file, bytes, 0, length, from);
		return bytes;
	};
	try {
		return namingPath(wal, () => hidesCommits({ size, read }));
	} finally {
		closeSync(file);
	}
}

/** After an orderly end there is none. */
function openToRead(wal: string): number | undefined {
	try {
		return openSync(wal, 'r');
	} catch (error) {
		if (codeOf(error) === 'ENOENT') return undefined;
		throw error;
	}
}
