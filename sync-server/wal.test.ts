import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe, expect, test } from 'vitest';
import { hidesCommits } from './wal';

/** A11, P2: WALs that SQLite wrote, each copied while it was in use, as a kill leaves it. */
const folder = mkdtempSync(join(tmpdir(), 'relevo-wal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PAGE = 4096;
const FRAME = PAGE + 24;
const HEADER = 32;
const frameAt = (index: number) => HEADER + index * FRAME;
let files = 0;

type Table = {
	add(rows: number, bytes?: number): void;
	exec(sql: string): void;
	checkpoint(): void;
};

/** Written by `work`; without automatic checkpoints, so that the WAL holds all of it. */
function written(work: (table: Table) => void, pageBytes = PAGE) {
	const file = join(folder, `${++files}.db`);
	const db = new Database(file);
	const pragmas = ['wal_autocheckpoint = 0', 'cache_size = 10', 'journal_mode = WAL'];
	for (const pragma of [`page_size = ${pageBytes}`, ...pragmas]) db.pragma(pragma);
	db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, data BLOB)');
	const insert = db.prepare('INSERT INTO t (data) VALUES (?)');
	work({
		add(rows, bytes = 500) {
			for (let i = 0; i < rows; i++) insert.run([Buffer.alloc(bytes, i + 1)]);
		},
		exec: (sql) => void db.exec(sql),
		checkpoint: () => void db.pragma('wal_checkpoint(RESTART)'),
	});
	const copy = `${file}.copy`;
	for (const end of ['', '-wal']) cpSync(`${file}${end}`, `${copy}${end}`);
	db.close();
	return { file: copy, wal: readFileSync(`${copy}-wal`) };
}

function asked(wal: Buffer) {
	const slices: number[] = [];
	const read = (from: number, length: number) => {
		slices.push(length);
		return wal.subarray(from, from + length);
	};
	return { isHidden: hidesCommits({ size: wal.length, read }), slices };
}

const hides = (wal: Buffer) => asked(wal).isHidden;

function flipped(wal: Buffer, at: number): Buffer {
	const other = Buffer.from(wal);
	other.writeUInt8(other.readUInt8(at) ^ 0x10, at);
	return other;
}

describe('commits behind damage', () => {
	const { wal } = written(({ add }) => add(50));
	const frames = (wal.length - HEADER) / FRAME;

	test('there are none in a WAL as it was written, whatever its pages measure', () => {
		expect(frames).toBeGreaterThan(50);
		expect(hides(wal)).toBe(false);
		for (const bytes of [512, 1024, 65_536]) {
			expect(hides(written(({ add }) => add(20), bytes).wal)).toBe(false);
		}
	});

	test.each([
		['its page', 24 + 1_234],
		['the last byte of its page', FRAME - 1],
		['its page number', 3],
		['its salt', 9],
		['its checksum', 20],
	])('one flipped byte of any frame but the last is noticed: %s', (_, offset) => {
		for (let index = 0; index < frames - 1; index++) {
			expect(hides(flipped(wal, frameAt(index) + offset)), `frame ${index}`).toBe(true);
		}
		expect(hides(flipped(wal, frameAt(frames - 1) + offset))).toBe(false);
	});

	test('one flipped byte of the header is noticed, wherever it lies', () => {
		for (let at = 0; at < HEADER; at++) expect(hides(flipped(wal, at)), `byte ${at}`).toBe(true);
	});

	test('a hole of many frames is noticed, of zeros too', () => {
		for (const byte of [0, 0xa5]) {
			const holed = Buffer.from(wal).fill(byte, frameAt(10), frameAt(30));
			expect(hides(holed)).toBe(true);
		}
	});

	test('a commit that is damaged is noticed when only frames without one lie behind it', () => {
		const { wal: open } = written(({ add, exec }) => {
			add(5);
			exec('BEGIN');
			add(200);
		});
		const commits = commitsOf(open);
		expect(commits.at(-1)).toBeLessThan((open.length - HEADER) / FRAME - 1);
		expect(hides(open)).toBe(false);
		expect(hides(flipped(open, frameAt(commits.at(-1) ?? 0) + 2_000))).toBe(true);
	});
});

describe('W1: the end of a WAL after a kill is no damage', () => {
	test('a WAL of nothing, or of a header alone', () => {
		const { wal } = written(({ add }) => add(1));
		for (const bytes of [0, 10, HEADER]) expect(hides(wal.subarray(0, bytes))).toBe(false);
	});

	test('a last frame that is cut off at any byte, or was written over half', () => {
		const { wal } = written(({ add }) => add(5));
		for (let bytes = HEADER; bytes < wal.length; bytes += 97) {
			expect(hides(wal.subarray(0, bytes)), `${bytes} bytes`).toBe(false);
		}
		const half = Buffer.from(wal).fill(0, wal.length - PAGE / 2);
		expect(hides(half)).toBe(false);
	});

	test('frames that no commit followed, also where they are damaged', () => {
		const { wal } = written(({ add, exec }) => {
			add(5);
			exec('BEGIN');
			add(300);
		});
		const last = commitsOf(wal).at(-1) ?? 0;
		const frames = (wal.length - HEADER) / FRAME;
		expect(frames - last).toBeGreaterThan(10);
		expect(hides(wal)).toBe(false);
		for (const index of [last + 1, last + 5, frames - 1]) {
			expect(hides(flipped(wal, frameAt(index) + 100))).toBe(false);
		}
	});

	test('frames that were taken back, behind a commit that was written over some of them', () => {
		const { wal } = written(({ add, exec }) => {
			add(5);
			exec('BEGIN');
			add(300);
			exec('ROLLBACK');
			add(1);
		});
		expect((wal.length - HEADER) / FRAME - (commitsOf(wal).at(-1) ?? 0)).toBeGreaterThan(10);
		expect(hides(wal)).toBe(false);
	});

	test('frames of an earlier generation behind the current one', () => {
		const { wal } = written(({ add, checkpoint }) => {
			add(50);
			checkpoint();
			add(2);
		});
		const current = commitsOf(wal);
		expect(current.length).toBe(2);
		expect(wal.length).toBeGreaterThan(frameAt(50));
		expect(hides(wal)).toBe(false);
		expect(hides(flipped(wal, frameAt(40) + 100))).toBe(false);
		expect(hides(flipped(wal, frameAt(current.at(-1) ?? 0) + 100))).toBe(false);
		expect(hides(flipped(wal, frameAt(0) + 100))).toBe(true);
	});
});

test('it says so where SQLite, which says nothing, reads fewer commits than were made', () => {
	const { file, wal } = written(({ add }) => add(30));
	const last = commitsOf(wal).at(-1) ?? 0;
	for (const index of [5, 12, 13, last - 1, last, last + 1]) {
		const other = join(folder, `${++files}.db`);
		cpSync(file, other);
		const given = index > last ? wal : flipped(wal, frameAt(index) + 77);
		writeFileSync(`${other}-wal`, given);
		const db = new Database(other);
		const rows = db.prepare('SELECT n FROM t').all().length;
		db.close();
		expect(rows === 30).toBe(index > last);
		// W1: the last frame may be one that was half written.
		expect(hides(given)).toBe(index < last);
	}
});

test('a large one is read in slices, each byte once', () => {
	const { wal } = written(({ add }) => add(300, 40_000));
	expect(wal.length).toBeGreaterThan(8_000_000);
	const { isHidden, slices } = asked(wal);
	expect(isHidden).toBe(false);
	expect(Math.max(...slices)).toBeLessThan(1_200_000);
	expect(slices.reduce((sum, each) => sum + each, 0)).toBe(wal.length);
	expect(hides(flipped(wal, wal.length - 30_000))).toBe(true);
});

/** Which frames of the current generation end a commit. */
function commitsOf(wal: Buffer): number[] {
	const salts = wal.subarray(16, 24);
	const found: number[] = [];
	for (let index = 0; frameAt(index) + FRAME <= wal.length; index++) {
		const at = frameAt(index);
		if (!wal.subarray(at + 8, at + 16).equals(salts)) continue;
		if (wal.readUInt32BE(at + 4) !== 0) found.push(index);
	}
	return found;
}
