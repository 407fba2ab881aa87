import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { ADA, said } from '../tests/guard-harness';
import { isPacked, LEAST_BYTES, packAtRest, unpackAtRest } from './at-rest';
import type { NewEntry } from './log';
import { openSqliteLog, type SqliteLog } from './sqlite-log';
import { openStore } from './sqlite-store';
import { documentOf } from './stored';
import { scanUpdate } from './update';

// Each opens a thread and syncs a disk; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let folder: string;
let file: string;
let log: SqliteLog | undefined;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'relevo-rest-'));
	file = join(folder, 'log.db');
});
afterEach(async () => {
	await log?.close();
	log = undefined;
	await rm(folder, { recursive: true });
});

const anyUpdate = fc.oneof(
	fc.uint8Array({ maxLength: 40 }),
	fc.uint8Array({ minLength: LEAST_BYTES - 2, maxLength: LEAST_BYTES + 2 }),
	fc.integer({ min: 0, max: 300 }).map((events) => conversation(events, events)),
	// One that begins as a deflated one does, also twice.
	fc.uint8Array({ maxLength: 40 }).map((bytes) => marked(...bytes)),
	fc.integer({ min: 0, max: 99 }).map((events) => packAtRest(conversation(events, 20))),
);

test('P18: what comes out of the file is what went in, whatever it is', () => {
	fc.assert(
		fc.property(anyUpdate, (update) => {
			expect(Buffer.compare(unpackAtRest(packAtRest(update)), update)).toBe(0);
		}),
	);
});

test('P18: a conversation takes less than a third of its bytes in the file', () => {
	const update = conversation(1, 20);
	expect(packAtRest(update).length).toBeLessThan(update.length / 3);
});

test('a bomb in the file, or what was changed there, is opened by nobody', () => {
	const bomb = (claimed: number, real: number) => {
		const deflated = deflateSync(new Uint8Array(real));
		return Buffer.concat([marked(), lengthOf(claimed), deflated]);
	};
	const sound = packAtRest(conversation(1, 20));
	const bad = [
		marked(),
		bomb(10, 64 * 1024 * 1024),
		bomb(0xffff_ffff, 64 * 1024 * 1024),
		bomb(64 * 1024 * 1024, 64 * 1024 * 1024),
		bomb(5_000, 4_999),
		sound.slice(0, -1),
	];
	for (const stored of bad) {
		// As it stands there, which is no update.
		expect(unpackAtRest(stored)).toBe(stored);
		expect(scanUpdate(stored, { maxStructs: Infinity, trusted: true }).ok).toBe(false);
	}
	const update = Buffer.from(unpackAtRest(sound));
	for (const at of sound.keys()) {
		const changed = sound.map((byte, i) => (i === at ? byte ^ 0x10 : byte));
		const opened = unpackAtRest(changed);
		expect(opened === changed || update.equals(opened)).toBe(true);
	}
});

test('P18: a page of the feed opens no more than it gives', async () => {
	log = await openSqliteLog(file);
	const blank = new Uint8Array(1024 * 1024);
	for (let i = 0; i < 100; i++) await log.append([entry(blank)]);
	const before = process.memoryUsage().rss;
	for (const rooms of [undefined, [ROOM]]) {
		const query = { since: 0, upTo: 100, maxBytes: 2.5 * blank.length, ...(rooms && { rooms }) };
		const page = await log.feed(query);
		expect(page.map(({ seq, update }) => [seq, update.length])).toEqual([
			[1, blank.length],
			[2, blank.length],
		]);
	}
	expect(process.memoryUsage().rss - before).toBeLessThan(50 * blank.length);
});

test('P18: a word is found in what is deflated, page after page', async () => {
	log = await openSqliteLog(file);
	const text = (word: string) => new TextEncoder().encode(word.padEnd(700_000, 'la '));
	for (const word of ['one', 'two', 'three', 'four', 'five']) await log.append([entry(text(word))]);
	await log.compact(ROOM, 2, text('six'));
	for (const word of ['three', 'five', 'six']) expect(await log.mentions(word, 0)).toBe(true);
	for (const word of ['one', 'two', 'seven']) expect(await log.mentions(word, 0)).toBe(false);
	expect(await log.mentions('three', 3)).toBe(false);
});

test('P18: a file of before is read at once and deflated in the background', async () => {
	const old = fillOld(600);
	const size = statSync(file).size;
	log = await openSqliteLog(file);
	await log.upgrade();
	expect((await log.room(ROOM)).entries.map(({ update }) => [...update])).toEqual(old);
	// Written to meanwhile.
	await log.append([entry(conversation(9_000, 20))]);
	await vi.waitFor(async () => expect(await stateOf(log)).toBe(2), 20_000);
	expect((await log.room(ROOM)).entries.slice(0, -1).map(({ update }) => [...update])).toEqual(old);
	expect([...(await log.room('live')).snapshot!.update]).toEqual([...conversation(7_000, 20)]);
	await vi.waitFor(() => expect(statSync(file).size).toBeLessThan(size / 2), 20_000);
	const db = new Database(file);
	const rows = db
		.prepare('SELECT bytes AS data FROM log UNION ALL SELECT data FROM snapshots')
		.all();
	db.close();
	const stored = rows.map((row) => new Uint8Array((row as { data: ArrayBuffer }).data));
	expect(stored).toHaveLength(602);
	expect(stored.every((data) => data.length < LEAST_BYTES || isPacked(data))).toBe(true);
});

test('P18: what deflates a file of before goes on where it was stopped, any number of times', async () => {
	const old = fillOld(400);
	let starts = 0;
	for (let done = false; !done; starts++) {
		log = await openSqliteLog(file);
		await log.upgrade();
		done = (await stateOf(log)) === 2;
		expect((await log.room(ROOM)).entries.map(({ update }) => [...update])).toEqual(old);
		await log.close();
		log = undefined;
	}
	expect(starts).toBeGreaterThan(1);
});

test('P18: a file that may be of another workspace is read and written, and keeps its form', async () => {
	const old = fillOld(20);
	log = await openSqliteLog(file);
	await log.append([entry(conversation(9_000, 20))]);
	expect((await log.room(ROOM)).entries.slice(0, -1).map(({ update }) => [...update])).toEqual(old);
	await log.close();
	log = undefined;
	const db = new Database(file);
	const rows = db.prepare('SELECT data FROM log').all();
	db.close();
	expect(
		rows.map((row) => new Uint8Array((row as { data: ArrayBuffer }).data)).some(isPacked),
	).toBe(false);
});

test('P18: a relay of before does not start over what it cannot read', async () => {
	fillOld(1);
	log = await openSqliteLog(file);
	await log.upgrade();
	const db = new Database(file);
	// As it prepares it, before anything else.
	const prepare = () =>
		db.prepare('INSERT INTO log (seq, room, at, principal, data) VALUES (1, 1, 1, 1, 1)');
	expect(prepare).toThrow('no column named data');
	db.close();
});

test('P18: a step is bounded by bytes, and a room by more than any may hold', () => {
	const db = new Database(file);
	const opened = openStore(file);
	const blank = packAtRest(new Uint8Array(8 * 1024 * 1024));
	const insert = db.prepare(
		'INSERT INTO log (seq, room, at, principal, bytes) VALUES (?, 1, 1, ?, ?)',
	);
	db.exec(`INSERT INTO rooms (id, name) VALUES (1, '${ROOM}')`);
	for (let seq = 1; seq <= 20; seq++) insert.run(seq, ADA, blank);
	expect(opened.room(ROOM).bytes.length).toBeLessThan(80 * 1024 * 1024);
	db.exec('DELETE FROM log');
	for (let seq = 1; seq <= 8; seq++) insert.run(seq, ADA, randomBytes(600_000));
	expect(opened.deflateOld()).toBe(true);
	expect(opened.record('meta', 'deflated')).toMatchObject({ after: 1 });
	opened.close();
	db.close();
});

test('P13: commits do not wait for somebody who reads the file', async () => {
	log = await openSqliteLog(file);
	await log.append([entry(conversation(1, 20))]);
	const reader = new Database(file);
	reader.exec('BEGIN');
	reader.prepare('SELECT count(*) FROM log').get();
	await log.append([entry(conversation(100, 20))]);
	await setTimeout(2_100);
	const before = performance.now();
	await log.append([entry(conversation(200, 20))]);
	expect(performance.now() - before).toBeLessThan(2_000);
	reader.exec('COMMIT');
	reader.close();
});

test('P18: an entry that was deflated and cannot be opened is set aside, and no other', async () => {
	log = await openSqliteLog(file);
	await log.append([entry(conversation(1, 20)), entry(conversation(100, 20))]);
	await log.close();
	const db = new Database(file);
	db.exec(`UPDATE log SET bytes = substr(bytes, 1, length(bytes) - 9) WHERE seq = 1`);
	db.close();
	log = await openSqliteLog(file);
	const { doc, aside } = documentOf(await log.room(ROOM));
	expect(aside).toEqual([1]);
	expect(doc.getMap('events').size).toBe(20);
	doc.destroy();
});

test('P18: what lies in the WAL goes into the file when nothing is written', async () => {
	log = await openSqliteLog(file);
	await log.append([entry(conversation(1, 20))]);
	const wal = () => (existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0);
	expect(wal()).toBeGreaterThan(0);
	await vi.waitFor(() => expect(wal()).toBe(0), 20_000);
});

const ROOM = contactRoom(ADA, 1, 'said');

function conversation(from: number, events: number): Uint8Array {
	const all = Array.from({ length: events }, (_, i) => said(`evt_${from + i}`, { text: 'hola' }));
	return createWriter(from + 1).append(all);
}

function entry(update: Uint8Array, room = ROOM): NewEntry {
	return { room, at: 1, principal: ADA, update, binds: [] };
}

function marked(...rest: number[]): Uint8Array {
	return Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, ...rest);
}

function lengthOf(length: number): Uint8Array {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(length);
	return bytes;
}

/** As the relay wrote it before anything was deflated; answers the entries of the room. */
function fillOld(entries: number): number[][] {
	const db = new Database(file);
	db.exec(`
		PRAGMA journal_mode = WAL;
		CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
		CREATE TABLE log (
			seq INTEGER PRIMARY KEY, room INTEGER NOT NULL, at INTEGER NOT NULL,
			principal TEXT NOT NULL, data BLOB NOT NULL
		);
		CREATE INDEX log_room ON log (room, seq);
		CREATE TABLE snapshots (room INTEGER PRIMARY KEY, seq INTEGER NOT NULL, data BLOB NOT NULL);
		CREATE TABLE records (
			kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, id)
		) WITHOUT ROWID;
		INSERT INTO rooms (id, name) VALUES (1, '${ROOM}'), (2, 'live');
	`);
	const insert = db.prepare(
		'INSERT INTO log (seq, room, at, principal, data) VALUES (?, 1, 1, ?, ?)',
	);
	const updates = Array.from({ length: entries }, (_, i) => conversation(i * 30, i % 30));
	db.exec('BEGIN');
	for (const [i, update] of updates.entries()) insert.run(i + 1, ADA, update);
	db.prepare('INSERT INTO snapshots (room, seq, data) VALUES (2, ?, ?)').run(
		entries + 1,
		conversation(7_000, 20),
	);
	db.exec('COMMIT');
	db.pragma('wal_checkpoint(TRUNCATE)');
	db.close();
	return updates.map((update) => [...update]);
}

/** The table that is being deflated; 2 when all are. */
async function stateOf(log: SqliteLog | undefined): Promise<number | undefined> {
	const state = await log?.record('meta', 'deflated');
	return (state as { table: number } | undefined)?.table;
}
