import { afterEach, describe, expect, test } from 'vitest';
import type { Entry, Log, NewEntry } from '../sync-server/log';

export type LogUnderTest = {
	log: Log;
	/** Opens the same data again, as after a restart. */
	reopen(): Promise<Log>;
	dispose(): Promise<void>;
};

/** What every log must do (rules L1 to L4 of `sync-server/log.ts`). */
export function logConformance(name: string, open: () => Promise<LogUnderTest>): void {
	describe(name, () => {
		let subject: LogUnderTest | undefined;
		afterEach(async () => {
			await subject?.dispose();
			subject = undefined;
		});
		async function start(): Promise<LogUnderTest> {
			return (subject = await open());
		}

		test('L2: seqs grow by one in the order of appending', async () => {
			const { log } = await start();
			const firsts = await Promise.all([
				log.append([entry('public', 1), entry('public', 2)]),
				log.append([entry('workspace', 3)]),
				log.append([entry('public', 4)]),
			]);
			expect(firsts).toEqual([1, 3, 4]);
			expect(log.head()).toBe(4);
		});

		test('L1: what was appended is there after a reopening, and counting goes on', async () => {
			const { log, reopen } = await start();
			await log.append([entry('public', 1), { ...entry('public', 2), binds: [7] }]);
			const again = await reopen();
			expect(again.head()).toBe(2);
			expect(again.epoch).toBe(log.epoch);
			const room = await again.room('public');
			expect(room.entries.map(({ seq, update }) => [seq, [...update]])).toEqual([
				[1, [1]],
				[2, [2]],
			]);
			expect(room.authors).toEqual([[7, 'tmt_a']]);
			expect(await again.append([entry('public', 3)])).toBe(3);
		});

		test('L1, L2: a batch of any size comes back whole, in order, each with its own', async () => {
			const { log } = await start();
			let seq = 0;
			for (const size of [1, 15, 16, 17, 50]) {
				const batch = Array.from({ length: size }, (_, i) => ({
					...entry(i % 2 ? 'public' : 'live', i, size),
					binds: i === size - 1 ? [1_000 + size] : [],
				}));
				expect(await log.append(batch)).toBe(seq + 1);
				const kept = await log.feed({ since: seq, upTo: seq + size, maxBytes: 1e6 });
				expect(kept.map(({ room, update }) => [room, ...update])).toEqual(
					batch.map(({ room, update }) => [room, ...update]),
				);
				expect(kept.map((each) => each.seq)).toEqual(batch.map((_, i) => seq + i + 1));
				const last = await log.room(batch.at(-1)!.room);
				expect(last.authors).toContainEqual([1_000 + size, 'tmt_a']);
				seq += size;
			}
		});

		test('a word is found in what came after, in snapshots too, and nowhere else', async () => {
			const { log } = await start();
			const write = (text: string) => new TextEncoder().encode(`\0${text}\xff`);
			await log.append([{ ...entry('public', 1), update: write('before') }]);
			await log.append([{ ...entry('workspace', 2), update: write('after') }]);
			expect(await log.mentions('after', 1)).toBe(true);
			expect(await log.mentions('before', 1)).toBe(false);
			expect(await log.mentions('before', 0)).toBe(true);
			expect(await log.mentions('never', 0)).toBe(false);
			await log.compact('workspace', 2, write('compacted'));
			expect(await log.mentions('compacted', 1)).toBe(true);
			expect(await log.mentions('after', 1)).toBe(false);
		});

		test('an unknown room is empty', async () => {
			const { log } = await start();
			expect(await log.room('live')).toEqual({ entries: [], authors: [] });
		});

		test('rooms are found by prefix, and the prefix is not a pattern', async () => {
			const { log } = await start();
			await log.append([
				entry('contact/con_b/1/said', 1),
				entry('contact/con_a/1/said', 2),
				entry('public', 3),
			]);
			expect(await log.rooms('contact/con_a/')).toEqual(['contact/con_a/1/said']);
			expect(await log.rooms('contact/')).toEqual(['contact/con_a/1/said', 'contact/con_b/1/said']);
			expect(await log.rooms('contact/con%')).toEqual([]);
		});

		test('the feed gives everything after a cursor in order, or the rooms asked for', async () => {
			const { log } = await start();
			await log.append([
				entry('public', 1),
				entry('live', 2),
				entry('public', 3),
				entry('live', 4),
			]);
			const all = await log.feed({ since: 1, upTo: 3, maxBytes: 100 });
			expect(brief(all)).toEqual(['2 live', '3 public']);
			const some = await log.feed({ since: 0, upTo: 9, rooms: ['live', 'gone'], maxBytes: 100 });
			expect(brief(some)).toEqual(['2 live', '4 live']);
		});

		test('a page of the feed is bounded, yet never empty while there is more', async () => {
			const { log } = await start();
			await log.append([1, 2, 3, 4].map((byte) => entry('public', byte, 10)));
			expect(await log.feed({ since: 0, upTo: 4, maxBytes: 25 })).toHaveLength(2);
			expect(await log.feed({ since: 2, upTo: 4, maxBytes: 1 })).toHaveLength(1);
			expect(await log.feed({ since: 4, upTo: 4, maxBytes: 1 })).toHaveLength(0);
		});

		test('L4: a snapshot stands in the feed for what it covers', async () => {
			const { log, reopen } = await start();
			await log.append([
				entry('public', 1),
				entry('live', 2),
				entry('public', 3),
				entry('public', 4),
			]);
			await log.compact('public', 3, new Uint8Array([13]));
			for (const each of [log, await reopen()]) {
				const room = await each.room('public');
				expect([...room.snapshot!.update]).toEqual([13]);
				expect(room.snapshot!.seq).toBe(3);
				expect(room.entries.map(({ seq }) => seq)).toEqual([4]);
				const feed = await each.feed({ since: 0, upTo: 4, maxBytes: 100 });
				expect(brief(feed)).toEqual(['2 live', '3 public', '4 public']);
				expect([...feed[1]!.update]).toEqual([13]);
				expect(brief(await each.feed({ since: 3, upTo: 4, maxBytes: 100 }))).toEqual(['4 public']);
			}
		});

		test('L2: compacting the newest entry does not bring its seq back', async () => {
			const { log, reopen } = await start();
			await log.append([entry('public', 1), entry('public', 2)]);
			await log.compact('public', 2, new Uint8Array([9]));
			const again = await reopen();
			expect(again.head()).toBe(2);
			expect(await again.append([entry('public', 3)])).toBe(3);
		});

		test('E-29: the feed says when each entry was stored, and of a snapshot nothing', async () => {
			const { log, reopen } = await start();
			await log.append([entry('public', 1), { ...entry('live', 2), at: 2_000 }]);
			const times = async (from: Log) =>
				(await from.feed({ since: 0, upTo: 2, maxBytes: 1e6 })).map(({ at }) => at);
			expect(await times(log)).toEqual([1_000, 2_000]);
			const again = await reopen();
			expect(await times(again)).toEqual([1_000, 2_000]);
			await again.compact('public', 1, new Uint8Array([9]));
			expect(await times(again)).toEqual([undefined, 2_000]);
		});

		test('51: a conversation belongs to the contact whose entry owned it first', async () => {
			const { log, reopen } = await start();
			const owns = (contact: string, ...conversations: string[]) => ({
				...entry(`contact/${contact}/1/said`, 1),
				owns: { contact, conversations },
			});
			await log.append([owns('con_a', 'cnv_1', 'cnv_2'), owns('con_b', 'cnv_2', 'cnv_3')]);
			await log.own([
				['cnv_3', 'con_a'],
				['cnv_4', 'con_a'],
			]);
			await log.append([owns('con_b', 'cnv_4')]);
			for (const each of [log, await reopen()]) {
				expect(await each.owners(['cnv_1', 'cnv_2', "cnv_' OR 1", 'cnv_3', 'cnv_9'])).toEqual(
					expect.arrayContaining([
						['cnv_1', 'con_a'],
						['cnv_2', 'con_a'],
						['cnv_3', 'con_b'],
					]),
				);
				expect(await each.owners(['cnv_9'])).toEqual([]);
				expect((await each.conversations('con_a')).sort()).toEqual(['cnv_1', 'cnv_2', 'cnv_4']);
				expect(await each.conversations('con_')).toEqual([]);
			}
		});

		test('records are kept by kind, replaced and removed', async () => {
			const { log, reopen } = await start();
			await log.put([
				{ kind: 'member', id: 'tmt_a', value: { name: 'Ada' } },
				{ kind: 'meta', id: 'fence', value: 3 },
			]);
			await log.put([{ kind: 'meta', id: 'fence', value: 4 }]);
			const again = await reopen();
			expect(await again.record('meta', 'fence')).toBe(4);
			expect(await again.record('member', 'fence')).toBeUndefined();
			expect(await again.records('member')).toEqual([{ id: 'tmt_a', value: { name: 'Ada' } }]);
			await again.put([{ kind: 'member', id: 'tmt_a', value: undefined }]);
			expect(await again.records('member')).toEqual([]);
		});
	});
}

function entry(room: string, byte: number, length = 1): NewEntry {
	return {
		room,
		at: 1_000,
		principal: 'tmt_a',
		update: new Uint8Array(length).fill(byte),
		binds: [],
	};
}

function brief(entries: Entry[]): string[] {
	return entries.map(({ seq, room }) => `${seq} ${room}`);
}
