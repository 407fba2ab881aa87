import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { logConformance } from '../tests/log.conformance';
import type { Log } from './log';
import { createMemoryDisk, createMemoryLog } from './memory-log';
import { openSqliteLog } from './sqlite-log';

// Each opens a thread and syncs a disk; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

logConformance('memory log', async () => {
	const disk = createMemoryDisk();
	return {
		log: createMemoryLog(disk),
		reopen: async () => createMemoryLog(disk),
		dispose: async () => {},
	};
});

logConformance('SQLite log', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'relevo-log-'));
	const file = join(folder, 'log.db');
	const opened: Log[] = [await openSqliteLog(file)];
	return {
		log: opened[0]!,
		async reopen() {
			const again = await openSqliteLog(file);
			opened.push(again);
			return again;
		},
		async dispose() {
			for (const log of opened) await log.close();
			await rm(folder, { recursive: true });
		},
	};
});

test('51: what the disk refused owns no conversation', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'relevo-log-'));
	const log = await openSqliteLog(join(folder, 'log.db'));
	const room = 'contact/con_a/1/said';
	const entry = { room, at: 0, principal: 'con_a', update: new Uint8Array([1]), binds: [] };
	const owns = (...conversations: string[]) => ({ contact: 'con_a', conversations });
	// The file takes no entry without a time.
	const refused = log.append([
		{ ...entry, owns: owns('cnv_1') },
		{ ...entry, at: NaN },
	]);
	await expect(refused).rejects.toThrow();
	expect(await log.owners(['cnv_1'])).toEqual([]);
	await log.append([{ ...entry, owns: owns('cnv_1', 'cnv_2') }]);
	expect(await log.owners(['cnv_1'])).toEqual([['cnv_1', 'con_a']]);
	await log.close();
	await rm(folder, { recursive: true });
});

test('L1: a memory log that crashes loses what had not reached the disk, and acks none of it', async () => {
	const disk = createMemoryDisk();
	const reached: (() => void)[] = [];
	const log = createMemoryLog(disk, (done) => reached.push(done));
	const entry = {
		room: 'public',
		at: 0,
		principal: 'tmt_a',
		update: new Uint8Array([1]),
		binds: [],
	};
	const acked: number[] = [];
	void log.append([entry]).then((seq) => acked.push(seq));
	void log.append([entry]).then((seq) => acked.push(seq));
	reached[0]!();
	await Promise.resolve();
	log.crash();
	reached[1]!();
	await Promise.resolve();
	expect(acked).toEqual([1]);
	expect(createMemoryLog(disk).head()).toBe(1);
});
