import type Database from 'libsql';

/**
 * What the runner keeps on disk. All of it can be made again from the relay's log.
 *
 * `pages` holds what the relay has confirmed, packed, and `tail` the newest of it as it came: a
 * conversation is packed once, not with each of its words (`runner-log`). `listed` is what a new
 * device shows first (`runner-listed`). `work` is what
 * the engine asks of one contact, as it was last derived; `load`, `running` and `queue` follow from
 * it, so that a contact which stays as it is costs no write.
 */
export const SCHEMA = `
	CREATE TABLE pages (
		contact TEXT NOT NULL, chapter INTEGER NOT NULL, part INTEGER NOT NULL,
		count INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (contact, chapter, part)
	);
	CREATE TABLE tail (
		position INTEGER PRIMARY KEY, contact TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL
	);
	CREATE INDEX tail_contact ON tail (contact);
	CREATE TABLE pending (
		position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, contact TEXT NOT NULL,
		json TEXT NOT NULL
	);
	CREATE INDEX pending_contact ON pending (contact);
	CREATE TABLE inbox (
		id TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL, json TEXT NOT NULL
	) WITHOUT ROWID;
	CREATE INDEX inbox_at ON inbox (at, id);
	CREATE TABLE timers (
		id TEXT NOT NULL PRIMARY KEY, due INTEGER NOT NULL, json TEXT NOT NULL
	) WITHOUT ROWID;
	CREATE INDEX timers_due ON timers (due, id);
	CREATE TABLE work (contact TEXT NOT NULL PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
	CREATE TABLE load (
		teammate TEXT NOT NULL PRIMARY KEY, open INTEGER NOT NULL, last INTEGER NOT NULL
	) WITHOUT ROWID;
	CREATE TABLE running (
		workflow TEXT NOT NULL, contact TEXT NOT NULL, PRIMARY KEY (workflow, contact)
	) WITHOUT ROWID;
	CREATE INDEX running_contact ON running (contact);
	CREATE TABLE queue (
		at INTEGER NOT NULL, id TEXT NOT NULL, contact TEXT NOT NULL, PRIMARY KEY (at, id, contact)
	) WITHOUT ROWID;
	CREATE INDEX queue_contact ON queue (contact);
	CREATE TABLE listed (
		contact TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL,
		PRIMARY KEY (contact, id)
	) WITHOUT ROWID;
	CREATE INDEX listed_at ON listed (at);
	CREATE TABLE updates (position INTEGER PRIMARY KEY, room TEXT NOT NULL, data BLOB NOT NULL);
	CREATE INDEX updates_room ON updates (room, position);
	CREATE TABLE dirty (room TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
	CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
`;

/**
 * Raised when these tables change, or what stands in them is derived differently than before; the
 * file is then made again. Part of it is what devices raise for the same reason
 * (`read/projection`).
 */
export const FORMAT = { tables: 2, projection: 9 };

/** The ids, names and rows of a commit are one parameter each: a list in JSON. */
const ALL = 'SELECT value FROM json_each(?)';
const column = (place: number) => `value ->> ${place}`;
const columns = (count: number) => Array.from({ length: count }, (_, i) => column(i)).join(', ');
const rows = (count: number) => `SELECT ${columns(count)} FROM json_each(?) WHERE true`;

export type Sql = ReturnType<typeof prepare>;

export function prepare(db: Database.Database) {
	return {
		pages: db.prepare('SELECT * FROM pages WHERE contact = ?'),
		allPages: db.prepare('SELECT * FROM pages'),
		lastPage: db.prepare(
			'SELECT * FROM pages WHERE contact = ? AND chapter = ? ORDER BY part DESC LIMIT 1',
		),
		putPage: db.prepare(`
			INSERT INTO pages (contact, chapter, part, count, packed) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET count = excluded.count, packed = excluded.packed`),
		tailOf: db.prepare('SELECT json FROM tail WHERE contact = ? ORDER BY position'),
		wholeTail: db.prepare('SELECT contact, json FROM tail'),
		putTail: db.prepare(`INSERT INTO tail (contact, id, json) ${rows(3)}`),
		dropTail: db.prepare('DELETE FROM tail WHERE contact = ?'),
		takeOffTail: db.prepare(`DELETE FROM tail WHERE contact = ? AND id IN (${ALL})`),
		oldestOfTail: db.prepare('SELECT contact, position FROM tail ORDER BY position LIMIT 1'),
		endOfTail: db.prepare('SELECT max(position) AS position FROM tail'),
		pending: db.prepare('SELECT json FROM pending ORDER BY position'),
		pendingOf: db.prepare('SELECT json FROM pending WHERE contact = ? ORDER BY position'),
		pendingById: db.prepare(`SELECT json FROM pending WHERE id IN (${ALL}) ORDER BY position`),
		putPending: db.prepare(`
			INSERT INTO pending (id, contact, json) ${rows(3)}
			ON CONFLICT DO UPDATE SET contact = excluded.contact, json = excluded.json`),
		dropPending: db.prepare(`DELETE FROM pending WHERE id IN (${ALL})`),
		inbox: db.prepare('SELECT json FROM inbox ORDER BY at, id LIMIT ?'),
		putInbox: db.prepare(`INSERT OR REPLACE INTO inbox (id, at, json) ${rows(3)}`),
		dropInbox: db.prepare(`DELETE FROM inbox WHERE id IN (${ALL})`),
		timers: db.prepare('SELECT json FROM timers WHERE due <= ? ORDER BY due, id LIMIT ?'),
		nextTimer: db.prepare('SELECT json FROM timers ORDER BY due, id LIMIT 1'),
		putTimers: db.prepare(`INSERT OR REPLACE INTO timers (id, due, json) ${rows(3)}`),
		dropTimers: db.prepare(`DELETE FROM timers WHERE id IN (${ALL})`),
		work: db.prepare(`SELECT contact, json FROM work WHERE contact IN (${ALL})`),
		putWork: db.prepare(`INSERT OR REPLACE INTO work (contact, json) ${rows(2)}`),
		load: db.prepare('SELECT teammate, open, last FROM load'),
		addLoad: db.prepare(`
			INSERT INTO load (teammate, open, last) ${rows(3)}
			ON CONFLICT DO UPDATE SET open = open + excluded.open, last = max(last, excluded.last)`),
		running: db.prepare('SELECT contact FROM running WHERE workflow = ?'),
		dropRunning: db.prepare(`DELETE FROM running WHERE contact IN (${ALL})`),
		putRunning: db.prepare(`INSERT OR IGNORE INTO running (workflow, contact) ${rows(2)}`),
		queue: db.prepare(`
			SELECT at, id, contact FROM queue WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ?`),
		dropQueue: db.prepare(`DELETE FROM queue WHERE contact IN (${ALL})`),
		putQueue: db.prepare(`INSERT INTO queue (at, id, contact) ${rows(3)}`),
		dropListed: db.prepare(`DELETE FROM listed WHERE contact IN (${ALL})`),
		putListed: db.prepare(`INSERT OR REPLACE INTO listed (contact, id, at, json) ${rows(4)}`),
		listed: db.prepare(`
			SELECT at, contact, id, json FROM listed WHERE (at, contact, id) < (?, ?, ?)
			AND contact NOT IN (SELECT contact FROM pending)
			ORDER BY at DESC, contact DESC, id DESC LIMIT ?`),
		updates: db.prepare('SELECT data FROM updates WHERE room = ? ORDER BY position'),
		putUpdate: db.prepare('INSERT INTO updates (room, data) VALUES (?, ?)'),
		dirty: db.prepare('SELECT room FROM dirty'),
		putDirty: db.prepare(`INSERT OR IGNORE INTO dirty (room) ${ALL}`),
		dropDirty: db.prepare(`DELETE FROM dirty WHERE room IN (${ALL})`),
		setting: db.prepare('SELECT json FROM settings WHERE name = ?'),
		putSettings: db.prepare(`INSERT OR REPLACE INTO settings (name, json) ${rows(2)}`),
	};
}

/** A statement that takes one list: it is left out where there is nothing to do. */
export function forAll(
	statement: { run(json: string): unknown },
	list: readonly unknown[] | undefined,
): void {
	if (list?.length) statement.run(JSON.stringify(list));
}
