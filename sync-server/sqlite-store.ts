import type Database from 'libsql';
import { packAtRest, unpackAtRest } from './at-rest';
import { openDatabase } from './claim';
import { deflateOld } from './deflate-old';
import type { FeedQuery, Owned, RecordKind, StoredRoom } from './log';
import { pack, unpack, type PackedBatch, type PackedEntries, type PackedRoom } from './pack';
import { bytesOf, numberOf, textOf } from './sqlite-rows';

/**
 * The SQLite file of one workspace, synchronous: it runs inside a worker thread
 * (`sqlite-worker.ts`), so that an fsync never holds up the sockets. It knows nothing of rights or
 * of Yjs.
 */
export type Store = ReturnType<typeof openStore>;

const SCHEMA = `
	CREATE TABLE IF NOT EXISTS rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
	CREATE TABLE IF NOT EXISTS log (
		seq INTEGER PRIMARY KEY, room INTEGER NOT NULL, at INTEGER NOT NULL,
		principal TEXT NOT NULL, bytes BLOB NOT NULL
	);
	CREATE INDEX IF NOT EXISTS log_room ON log (room, seq);
	CREATE TABLE IF NOT EXISTS snapshots (room INTEGER PRIMARY KEY, seq INTEGER NOT NULL, data BLOB NOT NULL);
	CREATE INDEX IF NOT EXISTS snapshots_seq ON snapshots (seq);
	CREATE TABLE IF NOT EXISTS authors (
		room INTEGER NOT NULL, client INTEGER NOT NULL, principal TEXT NOT NULL,
		PRIMARY KEY (room, client)
	) WITHOUT ROWID;
	CREATE TABLE IF NOT EXISTS conversations (
		id TEXT NOT NULL PRIMARY KEY, contact TEXT NOT NULL
	) WITHOUT ROWID;
	CREATE INDEX IF NOT EXISTS conversations_contact ON conversations (contact);
	CREATE TABLE IF NOT EXISTS records (
		kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, id)
	) WITHOUT ROWID;
`;
/**
 * A page of the feed reads rows by this many at a time, so that a huge log is never in memory at
 * once.
 */
const FEED_ROWS = 512;
/** A statement costs more than a row: under load so many entries go in with each. */
const ROWS_AT_ONCE = 16;

const BUSY_TIMEOUT = 'busy_timeout = 5000';

export function openStore(file: string) {
	const db = openDatabase(file);
	// FULL: a commit that returned is on the disk. WAL alone would lose the last ones with the
	// power.
	for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', BUSY_TIMEOUT]) {
		db.pragma(pragma);
	}
	db.exec(SCHEMA);
	let condition = examine(db, 'quick_check');
	if (condition.damage !== undefined) db.pragma('query_only = ON');
	let column = columnOf(db);
	let sql = prepare(db, column);
	/** A file of before is left in its form until it is known that it is ours. */
	const formOf = (update: Uint8Array) => (column === 'bytes' ? packAtRest(update) : update);
	const roomIds = new Map<string, number>();

	function roomId(name: string): number | undefined {
		const known = roomIds.get(name);
		if (known !== undefined) return known;
		const id = numberOf(sql.roomByName.get(name), 'id');
		if (id !== undefined) roomIds.set(name, id);
		return id;
	}

	function createRoom(name: string): number {
		const existing = roomId(name);
		if (existing !== undefined) return existing;
		const id = Number(sql.insertRoom.run(name).lastInsertRowid);
		created.push(name);
		roomIds.set(name, id);
		return id;
	}

	/** Rooms made inside the running transaction: forgotten when it is rolled back. */
	let created: string[] = [];

	function transaction(work: () => void): void {
		created = [];
		db.exec('BEGIN IMMEDIATE');
		try {
			work();
			db.exec('COMMIT');
		} catch (error) {
			for (const name of created) roomIds.delete(name);
			// A full disk may have ended the transaction already; the first error is the one that
			// matters.
			if (db.inTransaction) db.exec('ROLLBACK');
			throw error;
		}
	}

	/** In the order of seq, each as it stands on the disk. */
	function rowsOf({ since, upTo, rooms }: FeedQuery): Row[] {
		if (!rooms) return sql.feed.all(since, upTo, since, upTo, FEED_ROWS).flatMap(rowOf);
		return rooms
			.flatMap((room) => roomId(room) ?? [])
			.flatMap((id) => sql.feedOfRoom.all(id, since, upTo, id, since, upTo))
			.flatMap(rowOf)
			.sort((a, b) => a.seq - b.seq);
	}

	return {
		/**
		 * As it was found. Without the end of its WAL it may be of pages of two times: then its
		 * indexes are compared with its tables too.
		 */
		condition(isCut: boolean): Condition {
			if (!isCut || condition.damage !== undefined) return condition;
			condition = examine(db, 'integrity_check');
			if (condition.damage !== undefined) db.pragma('query_only = ON');
			return condition;
		},
		head(): number {
			return numberOf(sql.head.get(), 'seq') ?? 0;
		},
		/** The caller counts, the file only keeps. */
		append(batch: PackedBatch): void {
			const { first, at, principals, binds } = batch;
			const updates = unpack(batch).map(formOf);
			transaction(() => {
				const ids = batch.rooms.map(createRoom);
				const row = (i: number) => [first + i, ids[i]!, at[i]!, principals[i]!, updates[i]!];
				let i = 0;
				for (; i + ROWS_AT_ONCE <= ids.length; i += ROWS_AT_ONCE) {
					const values = [];
					for (let j = i; j < i + ROWS_AT_ONCE; j++) values.push(...row(j));
					sql.insertLogs.run(...values);
				}
				for (; i < ids.length; i++) sql.insertLog.run(...row(i));
				for (const { index, clients } of binds) {
					for (const client of clients) {
						sql.insertAuthor.run(ids[index]!, client, principals[index]!);
					}
				}
				for (const [id, contact] of batch.owned) sql.insertOwner.run(id, contact);
			});
		},
		room(name: string): PackedRoom {
			const id = roomId(name);
			const [snapshot] = id === undefined ? [] : versions([sql.snapshot.get(id)]);
			const after = id === undefined ? [] : versions(sql.entries.all(id, snapshot?.seq ?? 0));
			const all = snapshot ? [snapshot, ...after] : after;
			return {
				...pack(all.map(({ update }) => update)),
				seqs: all.map(({ seq }) => seq),
				hasSnapshot: snapshot !== undefined,
				authors: id === undefined ? [] : authorsOf(sql.authors.all(id)),
			};
		},
		rooms(prefix: string): string[] {
			const rows = sql.roomsFrom.all(prefix, `${prefix}\u{10ffff}`);
			return rows.flatMap((row) => textOf(row, 'name') ?? []);
		},
		feed(query: FeedQuery): PackedEntries {
			const page = within(query.maxBytes, rowsOf(query));
			return {
				...pack(page.map(({ update }) => update)),
				seqs: page.map(({ seq }) => seq),
				rooms: page.map(({ room }) => room),
				at: page.map(({ at }) => at),
			};
		},
		/**
		 * Whether the entries of this page contain the word, and where the next page begins:
		 * undefined when there is none.
		 */
		mentions(word: string, query: FeedQuery): { isFound: boolean; next: number | undefined } {
			const page = within(query.maxBytes, rowsOf(query));
			const isFound = page.some(({ update }) => Buffer.from(update).includes(word));
			return { isFound, next: page.at(-1)?.seq };
		},
		compact(name: string, seq: number, { bytes }: { bytes: Uint8Array }): void {
			const id = roomId(name);
			if (id === undefined) return;
			transaction(() => {
				sql.putSnapshot.run(id, seq, formOf(bytes));
				sql.dropEntries.run(id, seq);
			});
		},
		owners(conversations: readonly string[]): Owned[] {
			return sql.owners.all(JSON.stringify(conversations)).flatMap((row): Owned[] => {
				const id = textOf(row, 'id');
				const contact = textOf(row, 'contact');
				return id === undefined || contact === undefined ? [] : [[id, contact]];
			});
		},
		conversations(contact: string): string[] {
			return sql.conversations.all(contact).flatMap((row) => textOf(row, 'id') ?? []);
		},
		own(owned: readonly Owned[]): void {
			transaction(() => {
				for (const [id, contact] of owned) sql.insertOwner.run(id, contact);
			});
		},
		record(kind: RecordKind, id: string): unknown {
			const json = textOf(sql.record.get(kind, id), 'json');
			return json === undefined ? undefined : JSON.parse(json);
		},
		records(kind: RecordKind): { id: string; value: unknown }[] {
			return sql.records.all(kind).map((row) => ({
				id: textOf(row, 'id') ?? '',
				value: JSON.parse(textOf(row, 'json') ?? 'null'),
			}));
		},
		put(records: { kind: RecordKind; id: string; value: unknown }[]): void {
			transaction(() => {
				for (const { kind, id, value } of records) {
					if (value === undefined) sql.dropRecord.run(kind, id);
					else sql.putRecord.run(kind, id, JSON.stringify(value));
				}
			});
		},
		/**
		 * A relay of before must not open what it cannot read: it would set it aside. With another
		 * name for the column it says so, and does not start.
		 */
		upgrade(): void {
			if (column === 'bytes') return;
			db.exec('ALTER TABLE log RENAME COLUMN data TO bytes');
			column = 'bytes';
			sql = prepare(db, column);
		},
		/** A step of what deflates a file of before; answers whether there is more to do. */
		deflateOld: () => deflateOld(db, transaction),
		/** All of it goes into the file itself. */
		emptyWal(): void {
			// Whoever reads the file meanwhile is not waited for: commits would wait behind that.
			db.pragma('busy_timeout = 0');
			try {
				db.pragma('wal_checkpoint(TRUNCATE)');
			} finally {
				db.pragma(BUSY_TIMEOUT);
			}
		},
		close(): void {
			db.close();
		},
	};
}

/** How the file was found: reading all of it takes about 75 ms for 100 MB. */
export type Condition = { damage: string | undefined; isEmpty: boolean };

function examine(db: Database.Database, check: 'quick_check' | 'integrity_check'): Condition {
	let found: string | undefined;
	try {
		found = textOf(db.prepare(`PRAGMA ${check}(1)`).get(), check);
	} catch (error) {
		// A page that cannot even be read stops the check.
		found = error instanceof Error ? error.message : 'the check cannot be made';
	}
	const damage = found === 'ok' ? undefined : (found ?? 'the check says nothing');
	const rows = 'SELECT EXISTS (SELECT 1 FROM records) OR EXISTS (SELECT 1 FROM log) AS any';
	const isEmpty = damage === undefined && numberOf(db.prepare(rows).get(), 'any') === 0;
	return { damage, isEmpty };
}

/** Of `log`: what a relay of before has made is named otherwise. */
function columnOf(db: Database.Database): 'bytes' | 'data' {
	const columns = db.prepare('PRAGMA table_info(log)').all();
	return columns.some((row) => textOf(row, 'name') === 'data') ? 'data' : 'bytes';
}

function prepare(db: Database.Database, column: 'bytes' | 'data') {
	const feedOf = (where: string) => `
		SELECT log.seq AS seq, rooms.name AS name, log.${column} AS data, log.at AS at
		FROM log JOIN rooms ON rooms.id = log.room WHERE ${where} log.seq > ? AND log.seq <= ?
		UNION ALL
		SELECT log.seq, rooms.name, log.data, 0
		FROM snapshots AS log JOIN rooms ON rooms.id = log.room WHERE ${where} log.seq > ? AND log.seq <= ?
		ORDER BY 1`;
	return {
		head: db.prepare(
			'SELECT max(coalesce((SELECT max(seq) FROM log), 0), coalesce((SELECT max(seq) FROM snapshots), 0)) AS seq',
		),
		roomByName: db.prepare('SELECT id FROM rooms WHERE name = ?'),
		insertRoom: db.prepare('INSERT INTO rooms (name) VALUES (?)'),
		roomsFrom: db.prepare('SELECT name FROM rooms WHERE name >= ? AND name < ? ORDER BY name'),
		insertLog: db.prepare(insertLogs(1, column)),
		insertLogs: db.prepare(insertLogs(ROWS_AT_ONCE, column)),
		insertAuthor: db.prepare(
			'INSERT OR IGNORE INTO authors (room, client, principal) VALUES (?, ?, ?)',
		),
		snapshot: db.prepare('SELECT seq, data FROM snapshots WHERE room = ?'),
		entries: db.prepare(
			`SELECT seq, ${column} AS data FROM log WHERE room = ? AND seq > ? ORDER BY seq`,
		),
		authors: db.prepare('SELECT client, principal FROM authors WHERE room = ?'),
		feed: db.prepare(`${feedOf('')} LIMIT ?`),
		feedOfRoom: db.prepare(feedOf('log.room = ? AND')),
		putSnapshot: db.prepare('INSERT OR REPLACE INTO snapshots (room, seq, data) VALUES (?, ?, ?)'),
		dropEntries: db.prepare('DELETE FROM log WHERE room = ? AND seq <= ?'),
		owners: db.prepare(
			'SELECT id, contact FROM conversations WHERE id IN (SELECT value FROM json_each(?))',
		),
		conversations: db.prepare('SELECT id FROM conversations WHERE contact = ?'),
		insertOwner: db.prepare('INSERT OR IGNORE INTO conversations (id, contact) VALUES (?, ?)'),
		record: db.prepare('SELECT json FROM records WHERE kind = ? AND id = ?'),
		records: db.prepare('SELECT id, json FROM records WHERE kind = ?'),
		putRecord: db.prepare('INSERT OR REPLACE INTO records (kind, id, json) VALUES (?, ?, ?)'),
		dropRecord: db.prepare('DELETE FROM records WHERE kind = ? AND id = ?'),
	};
}

function insertLogs(count: number, column: string): string {
	const rows = Array.from({ length: count }, () => '(?, ?, ?, ?, ?)').join(', ');
	return `INSERT INTO log (seq, room, at, principal, ${column}) VALUES ${rows}`;
}

type Version = { seq: number; update: Uint8Array };
type Row = { seq: number; room: string; at: number; data: Uint8Array };

function rowOf(row: unknown): Row[] {
	const seq = numberOf(row, 'seq');
	const data = bytesOf(row, 'data');
	if (seq === undefined || data === undefined) return [];
	return [{ seq, room: textOf(row, 'name') ?? '', at: numberOf(row, 'at') ?? 0, data }];
}

/** About so many bytes of them, but one at least: those behind are not even opened. */
function within(maxBytes: number, rows: readonly Row[]): (Row & Version)[] {
	const page: (Row & Version)[] = [];
	let bytes = 0;
	for (const row of rows) {
		const update = unpackAtRest(row.data);
		bytes += update.length;
		if (bytes > maxBytes && page.length > 0) break;
		page.push({ ...row, update });
	}
	return page;
}

/** Of one room; what would make it larger than any is left as it stands (at-rest A3). */
function versions(rows: unknown[]): Version[] {
	let bytes = 0;
	return rows.flatMap(rowOf).map(({ seq, data }) => {
		const update = bytes < MOST_OF_A_ROOM ? unpackAtRest(data) : data;
		bytes += update.length;
		return { seq, update };
	});
}

const MOST_OF_A_ROOM = 64 * 1024 * 1024;

function authorsOf(rows: unknown[]): StoredRoom['authors'] {
	return rows.flatMap((row) => {
		const client = numberOf(row, 'client');
		const principal = textOf(row, 'principal');
		return client === undefined || principal === undefined ? [] : [[client, principal]];
	});
}
