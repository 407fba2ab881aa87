import { rmSync } from 'node:fs';
import type Database from 'libsql';
import type { Change, QueuedRun, Storage } from '../src/lib/core/ports';
import type { EarlyPlace } from '../src/lib/model/early-place';
import type { EarlyPage } from '../src/lib/model/early-row';
import { openDatabase } from './claim';
import { commitListed, listedPage } from './runner-listed';
import { commitEvents, confirmedBy, itemsOf, logOf } from './runner-log';
import { FORMAT, forAll, prepare, SCHEMA, type Sql } from './runner-tables';
import { commitWork, loadOf } from './runner-work';
import { bytesOf, numberOf, textOf } from './sqlite-rows';
import { codeOf } from './start-problem';

/**
 * `core/ports.ts` Storage of the runner: one SQLite file beside the log, of which all can be made
 * again from the log.
 *
 * I1 A commit is one transaction. With the power the last ones may be lost, but only from the end:
 *    the file is then as it was at an earlier moment, its cursor too. From there the feed is read
 *    again before anything is decided, and it brings what the runner had written and the relay has.
 *    What the relay has not is decided again, on the same news, which is in the inbox again: under
 *    the same ids, as whole turns, and under the fence of whoever holds the lease then.
 * I2 A file that cannot be read or used, or is of another version or workspace, is thrown away, now
 *    or in the middle of things, and told once. The core then reads the log from its start, as it
 *    does after any failure of storage.
 * I3 Nothing of it is kept in memory but SQLite's cache, which is bounded.
 */
export type RunnerStorage = Storage & {
	/** Conversations in short, the newest first, from behind `before` on. */
	listed(before?: EarlyPlace): Promise<EarlyPage>;
	close(): void;
};

type Options = {
	file: string;
	/** A file that was put into the folder of another is not read. */
	workspace: string;
	report(error: unknown, where: string): void;
};

const PRAGMAS = [
	'journal_mode = WAL',
	// I1. The log alone need survive the power, and an fsync for each commit would stop the sockets.
	'synchronous = NORMAL',
	'cache_size = -2000',
	// To wait for another program would stop the sockets: the core tries again in a while.
	'busy_timeout = 0',
];

const RESTS_AFTER_MS = 2_000;

export function runnerStorage(options: Options): RunnerStorage {
	let open: Opened | undefined;
	let resting: NodeJS.Timeout | undefined;

	/** What was written goes into the file when it rests: its WAL would keep its size for good. */
	function rest(): void {
		clearTimeout(resting);
		resting = setTimeout(() => {
			try {
				open?.db.pragma('wal_checkpoint(TRUNCATE)');
			} catch (error) {
				options.report(error, 'runner.db at rest');
			}
		}, RESTS_AFTER_MS);
		resting.unref();
	}

	/** Throws what the disk says; the core tries again by itself. */
	async function use<T>(work: (sql: Sql, db: Database.Database) => T): Promise<T> {
		try {
			open ??= openFile(options);
			return work(open.sql, open.db);
		} catch (error) {
			if (open && isBroken(error)) {
				open.db.close();
				open = undefined;
				throwAway(options, error);
			}
			throw error;
		}
	}

	return {
		async commit(change) {
			await use((sql, db) => transaction(db, () => commit(sql, change)));
			rest();
		},
		updates: (room) =>
			use((sql) => sql.updates.all(room).flatMap((row) => bytesOf(row, 'data') ?? [])),
		log: (contact) => use((sql) => logOf(sql, contact)),
		confirmedBy: (isWanted) => use((sql) => confirmedBy(sql, isWanted)),
		pending: () => use((sql) => itemsOf(sql.pending.all())),
		inbox: (limit) => use((sql) => sql.inbox.all(limit).map(valueOf)),
		timers: (dueBy, limit) => use((sql) => sql.timers.all(dueBy, limit).map(valueOf)),
		nextTimer: () => use((sql) => sql.nextTimer.all().map(valueOf)[0]),
		runningContacts: (workflow) =>
			use((sql) => sql.running.all(workflow).flatMap((row) => textOf(row, 'contact') ?? [])),
		queuedRuns: (limit, after) =>
			use((sql) => sql.queue.all(after?.at ?? -1, after?.id ?? '', limit).map(queuedOf)),
		load: () => use(loadOf),
		dirtyRooms: () => use((sql) => sql.dirty.all().flatMap((row) => textOf(row, 'room') ?? [])),
		setting: (name) => use((sql) => sql.setting.all(name).map(valueOf)[0]),
		listed: (before) => use((sql) => listedPage(sql, before)),
		close() {
			clearTimeout(resting);
			open?.db.close();
			open = undefined;
		},
	};
}

function commit(sql: Sql, change: Change): void {
	const { updates = [], contacts, inbox, timers, dirty, settings = {} } = change;
	for (const { room, update } of updates) sql.putUpdate.run(room, update);
	commitEvents(sql, change);
	commitWork(sql, contacts);
	commitListed(sql, contacts);
	forAll(
		sql.putInbox,
		inbox?.put?.map((item) => [item.id, item.at, JSON.stringify(item)]),
	);
	forAll(sql.dropInbox, inbox?.drop);
	forAll(
		sql.putTimers,
		timers?.put?.map((timer) => [timer.id, timer.due, JSON.stringify(timer)]),
	);
	forAll(sql.dropTimers, timers?.drop);
	forAll(sql.putDirty, dirty?.put);
	forAll(sql.dropDirty, dirty?.drop);
	forAll(
		sql.putSettings,
		Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value ?? null)]),
	);
}

function transaction(db: Database.Database, work: () => void): void {
	db.exec('BEGIN IMMEDIATE');
	try {
		work();
		db.exec('COMMIT');
	} catch (error) {
		// A full disk may have ended it already; the first error is the one that matters.
		if (db.inTransaction) db.exec('ROLLBACK');
		throw error;
	}
}

function queuedOf(row: unknown): QueuedRun {
	const [id = '', contact = ''] = [textOf(row, 'id'), textOf(row, 'contact')];
	return { id, contact, at: numberOf(row, 'at') ?? 0 };
}

function valueOf(row: unknown) {
	return JSON.parse(textOf(row, 'json') ?? 'null');
}

type Opened = { db: Database.Database; sql: Sql };

function openFile(options: Options): Opened {
	try {
		return openAs(options);
	} catch (error) {
		if (!isBroken(error)) throw error;
		throwAway(options, error);
		return openAs(options);
	}
}

function openAs({ file, workspace }: Options): Opened {
	const db = openDatabase(file);
	try {
		for (const pragma of PRAGMAS) db.pragma(pragma);
		const check = textOf(db.prepare('PRAGMA quick_check(1)').get(), 'quick_check');
		if (check !== 'ok') throw new Unusable(`it is damaged: ${check}`);
		const made = `${FORMAT.tables}.${FORMAT.projection} ${workspace}`;
		const isNew = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
		if (isNew) transaction(db, () => create(db, made));
		else if (madeFor(db) !== made) throw new Unusable('another version or workspace has made it');
		return { db, sql: prepare(db) };
	} catch (error) {
		db.close();
		throw error;
	}
}

function create(db: Database.Database, made: string): void {
	db.exec(SCHEMA);
	db.exec('CREATE TABLE made (by TEXT NOT NULL)');
	db.prepare('INSERT INTO made (by) VALUES (?)').run(made);
}

function madeFor(db: Database.Database): string | undefined {
	const table = db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'made'`).get();
	return table === undefined ? undefined : textOf(db.prepare('SELECT by FROM made').get(), 'by');
}

/** What is wrong with the file would not be with another in its place. */
class Unusable extends Error {}

/** Of no code of SQLite is what cannot be unpacked: bytes have changed inside a page. */
function isBroken(error: unknown): boolean {
	const code = codeOf(error);
	return /^SQLITE_(CORRUPT|NOTADB|ERROR$)/.test(code) || !code.startsWith('SQLITE_');
}

function throwAway({ file, report }: Options, why: unknown): void {
	for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
	const reason = why instanceof Error ? why.message : String(why);
	const told = `runner.db is thrown away and made again from the log: ${reason}`;
	report(new Error(told), 'opening runner.db');
}
