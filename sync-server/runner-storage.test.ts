import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, test } from 'vitest';
import type { StoredEvent } from '../src/lib/core/ports';
import { read } from '../tests/source';
import { runStorageTests } from '../tests/storage.conformance';
import { eventsOf } from '../tests/stored';
import { MAX_TAIL } from './runner-log';
import { runnerStorage } from './runner-storage';
import { FORMAT } from './runner-tables';
import { numberOf } from './sqlite-rows';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const WORKSPACE = 'wsp_1';
const ANA = 'con_ana00000000000000000';

runStorageTests('the runner’s file', async () => {
	const file = join(folder(), 'runner.db');
	// The one before is left open, as a process that is killed leaves it.
	return { storage: open(file).storage, reopen: async () => open(file).storage };
});

test('what is packed away is as it was, and is changed like the rest', async () => {
	const { storage } = open(join(folder(), 'runner.db'));
	const contacts = [ANA, 'con_bea', 'con_carl'];
	for (let first = 0; first < MAX_TAIL; first += 100) {
		const events = eventsFrom(first, first + 100, 'hola');
		const all = contacts.flatMap((contact) => events.map((event) => ({ ...event, contact })));
		await storage.commit({ events: all, settings: { cursor: first } });
	}
	const late = { ...eventsFrom(50, 51, 'later')[0]!, writer: 9, replaces: true as const };
	await storage.commit({ events: [late] });
	for (const contact of contacts) {
		const log = await storage.log(contact);
		expect(log.length).toBe(MAX_TAIL);
		expect(new Set(log.map(({ event }) => event.id)).size).toBe(MAX_TAIL);
		const writer = log.find(({ event }) => event.id === 'evt_50')?.writer;
		expect(writer).toBe(contact === ANA ? 9 : 1);
	}
	expect((await storage.confirmedBy(() => true)).length).toBe(3 * MAX_TAIL);
});

test('I1: what comes and is replaced in one commit stands there once', async () => {
	const { storage } = open(join(folder(), 'runner.db'));
	const [first] = eventsFrom(0, 1);
	await storage.commit({ events: [first!, { ...first!, writer: 9, replaces: true }] });
	expect((await storage.log(ANA)).map(({ writer }) => writer)).toEqual([9]);
});

test('I2: nearly all of it is packed', async () => {
	const file = join(folder(), 'runner.db');
	const { storage } = open(file);
	for (let contact = 0; contact < 500; contact++) {
		const events = eventsFrom(0, 20, 'a sentence of the usual length, said once more');
		await storage.commit({
			events: events.map((each) => ({ ...each, contact: `con_${contact}` })),
		});
	}
	expect(rowsOf(file, 'tail')).toBeLessThanOrEqual(MAX_TAIL);
	expect(rowsOf(file, 'pages')).toBeGreaterThan(350);
});

test('rows are derived as on a device: both formats are raised together', () => {
	const device = read('src/lib/read/projection.ts');
	expect(device).toContain(`export const PROJECTION = ${FORMAT.projection};`);
});

describe('I2: a file of no use is thrown away, told once, and made again', () => {
	const ways: [string, (file: string) => void, RegExp][] = [
		['is no database', (file) => writeFileSync(file, 'x'.repeat(9_000)), /not a database/],
		['was cut off', (file) => truncateSync(file, Math.floor(statSync(file).size / 2)), /./],
		['is damaged in the middle', damage, /./],
		[
			'is of another version',
			(file) => edit(file, `UPDATE made SET by = '0.1 ${WORKSPACE}'`),
			/another version/,
		],
		[
			'is of another workspace',
			(file) => edit(file, `UPDATE made SET by = replace(by, '${WORKSPACE}', 'wsp_2')`),
			/another version or workspace/,
		],
		['lacks a table', (file) => edit(file, 'DROP TABLE inbox'), /inbox/],
	];
	test.each(ways)('one that %s', async (_, spoil, why) => {
		const file = await filled();
		spoil(file);
		const { storage, problems } = open(file);
		expect(await storage.setting('cursor')).toBe(undefined);
		expect(await storage.log(ANA)).toEqual([]);
		expect(problems.length).toBe(1);
		expect(problems[0]).toMatch(/^Error: runner\.db is thrown away and made again from the log: /);
		expect(problems[0]).toMatch(why);
		await storage.commit({ events: eventsFrom(0, 1), settings: { cursor: 1 } });
		expect(await open(file).storage.setting('cursor')).toBe(1);
	});

	test.each([
		['all of it', ['', '-wal', '-shm']],
		['all but what a kill has left beside it', ['']],
	])('one of which somebody deleted %s, without a word', async (_, ends) => {
		const file = await filled({ isKilled: true });
		for (const end of ends) rmSync(file + end, { force: true });
		const { storage, problems } = open(file);
		expect(await storage.setting('cursor')).toBe(undefined);
		expect(await storage.log(ANA)).toEqual([]);
		expect(problems).toEqual([]);
	});

	test('one whose pages have changed inside, at the moment in which one is read', async () => {
		const file = await filled();
		edit(file, `UPDATE tail SET json = 'damaged'`);
		const { storage, problems } = open(file);
		expect(await storage.setting('cursor')).toBe(300);
		await expect(storage.log(ANA)).rejects.toThrow();
		expect(problems.length).toBe(1);
		expect(await storage.setting('cursor')).toBe(undefined);
		expect(await storage.log(ANA)).toEqual([]);
	});
});

test('one that another program has locked is kept: the commit fails, and is made afterwards', async () => {
	const file = await filled();
	const { storage, problems } = open(file);
	await storage.setting('cursor');
	const other = new Database(file);
	cleanups.push(() => other.close());
	other.exec('BEGIN IMMEDIATE');
	const change = { events: eventsFrom(300, 301), settings: { cursor: 301 } };
	await expect(storage.commit(change)).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
	expect(await storage.setting('cursor')).toBe(300);
	other.exec('ROLLBACK');
	await storage.commit(change);
	expect(await storage.setting('cursor')).toBe(301);
	expect(problems).toEqual([]);
});

test('I1: a commit that fails in the middle leaves nothing of itself', async () => {
	const file = await filled();
	const { storage } = open(file);
	edit(
		file,
		`CREATE TRIGGER full BEFORE INSERT ON settings BEGIN SELECT RAISE(ABORT, 'full'); END`,
	);
	const change = { events: eventsFrom(300, 301), settings: { cursor: 301 } };
	await expect(storage.commit(change)).rejects.toThrow('full');
	expect((await eventsOf(storage, ANA)).length).toBe(300);
	edit(file, 'DROP TRIGGER full');
	await storage.commit(change);
	expect((await eventsOf(storage, ANA)).length).toBe(301);
});

test('a folder in its place is named, and nothing else is touched', async () => {
	const file = join(folder(), 'runner.db');
	mkdirSync(file);
	const { storage } = open(file);
	await expect(storage.setting('cursor')).rejects.toMatchObject({ path: file });
	expect(statSync(file).isDirectory()).toBe(true);
	rmSync(file, { recursive: true });
	expect(await storage.setting('cursor')).toBe(undefined);
});

function open(file: string) {
	const problems: string[] = [];
	const report = (error: unknown) => problems.push(String(error));
	const storage = runnerStorage({ file, workspace: WORKSPACE, report });
	cleanups.push(() => storage.close());
	return { storage, problems };
}

async function filled({ isKilled = false } = {}): Promise<string> {
	const file = join(folder(), 'runner.db');
	const { storage } = open(file);
	await storage.commit({ events: eventsFrom(0, 300), settings: { cursor: 300 } });
	// Else the copy beside it would make good what is wrong with the file.
	if (!isKilled) edit(file, 'PRAGMA wal_checkpoint(TRUNCATE)');
	return file;
}

function eventsFrom(first: number, end: number, said?: string): StoredEvent[] {
	return Array.from({ length: end - first }, (_, index) => {
		const [id, by] = [`evt_${first + index}`, { kind: 'contact' as const, id: ANA }];
		// Long enough for a file of some pages.
		const text = said ?? `${id} `.repeat(100);
		const event = { id, at: first + index, by, conversation: 'cnv_1', text };
		return { contact: ANA, chapter: 1, event: { ...event, type: 'messageSent' }, writer: 1 };
	});
}

function edit(file: string, sql: string): void {
	const db = new Database(file);
	db.exec(sql);
	db.close();
}

/** Its last pages are empty. */
function damage(file: string): void {
	const { size } = statSync(file);
	truncateSync(file, size - 8 * 4_096);
	truncateSync(file, size);
}

function rowsOf(file: string, table: string): number | undefined {
	const db = new Database(file);
	const rows = numberOf(db.prepare(`SELECT count(*) AS rows FROM ${table}`).get(), 'rows');
	db.close();
	return rows;
}

function folder(): string {
	const path = mkdtempSync(join(tmpdir(), 'relevo-runner-'));
	cleanups.push(() => rmSync(path, { recursive: true, force: true }));
	return path;
}
