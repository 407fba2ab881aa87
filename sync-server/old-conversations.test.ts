import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { ADA, BOB, said } from '../tests/guard-harness';
import { compactLog } from './compact-log';
import { openDataFolder } from './data-folder';
import type { Log, NewEntry } from './log';
import { createMemoryDisk, createMemoryLog } from './memory-log';
import { ownOldConversations } from './old-conversations';

// Each opens a thread and syncs a disk; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let written = 0;

/** As it was stored before conversations belonged to anybody. */
function entry(contact: string, conversation: string, log: 'said' | 'shown' | 'desk' = 'said') {
	const event = said(`evt_${++written}`, { conversation, by: { kind: 'contact', id: contact } });
	const update = createWriter(written).append([event]);
	const old: NewEntry = {
		room: contactRoom(contact, 1, log),
		at: 1,
		principal: contact,
		update,
		binds: [],
	};
	return old;
}

test('51: of an old log the first contact by sequence keeps a conversation', async () => {
	const log = createMemoryLog();
	await log.append([
		entry(ADA, 'cnv_1'),
		entry(BOB, 'cnv_1'),
		entry(BOB, 'cnv_2', 'desk'),
		{ ...entry(ADA, 'cnv_9'), room: 'workspace' },
		{ ...entry(ADA, 'cnv_8'), update: new Uint8Array([1, 2, 3]) },
		entry(ADA, 'cnv_2'),
	]);
	const room = contactRoom(BOB, 1, 'desk');
	await log.compact(room, 3, compactLog(await log.room(room)));
	await ownOldConversations(log);
	expect(await log.conversations(ADA)).toEqual(['cnv_1']);
	expect(await log.conversations(BOB)).toEqual(['cnv_2']);
	expect(await log.owners(['cnv_8', 'cnv_9'])).toEqual([]);
});

test('51: an old log is read once, in slices, and again when it was cut off', async () => {
	const disk = createMemoryDisk();
	const memory = createMemoryLog(disk);
	const large = entry(ADA, 'cnv_big');
	const padding = said('evt_pad', { text: 'x'.repeat(60_000), conversation: 'cnv_big' });
	for (let i = 0; i < 150; i++) {
		const update = createWriter(1_000_000 + i).append([{ ...padding, id: `evt_pad${i}` }]);
		await memory.append([{ ...large, update }, entry(BOB, `cnv_${i}`)]);
	}
	let reads = 0;
	let largest = 0;
	let stopsAt = 2;
	const log: Log = {
		...memory,
		async feed(query) {
			if (++reads === stopsAt) throw new Error('cut off');
			const slice = await memory.feed(query);
			largest = Math.max(
				largest,
				slice.reduce((sum, { update }) => sum + update.length, 0),
			);
			return slice;
		},
	};
	await expect(ownOldConversations(log)).rejects.toThrow('cut off');
	stopsAt = Infinity;
	await ownOldConversations(log);
	expect(largest).toBeLessThanOrEqual(4 * 1024 * 1024);
	expect(disk.owners.size).toBe(151);
	reads = 0;
	await ownOldConversations(log);
	expect(reads).toBe(0);
});

test('51: a relay that opens an old log knows its conversations', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'relevo-old-'));
	const first = await openDataFolder(folder);
	await first.log.append(
		Array.from({ length: 2_000 }, (_, i) => entry(i % 2 ? ADA : BOB, `cnv_${i}`)),
	);
	await first.log.put([{ kind: 'meta', id: 'conversations', value: undefined }]);
	await first.log.close();
	const again = await openDataFolder(folder);
	expect(await again.log.conversations(ADA)).toHaveLength(1_000);
	expect(await again.log.owners(['cnv_0', 'cnv_1'])).toEqual(
		expect.arrayContaining([
			['cnv_0', BOB],
			['cnv_1', ADA],
		]),
	);
	await again.log.close();
	await rm(folder, { recursive: true });
});
