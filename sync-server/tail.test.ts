import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compactRoom, type Compaction } from './compaction';
import { compactIn, packResult, type PackedWork, unpackWork } from './compaction-in';
import { Tail } from './tail';

const MAX = 64;
const lengths = fc.array(fc.nat({ max: MAX + 8 }), { maxLength: 60 });

test('P13: a tail holds the newest entries as they came, and nothing of what they were read with', () => {
	fc.assert(
		fc.property(lengths, fc.nat(), (sizes, cut) => {
			const tail = new Tail(MAX);
			const kept: { seq: number; update: Uint8Array }[] = [];
			let isWhole = true;
			for (const [seq, size] of sizes.entries()) {
				const source = new Uint8Array(256).fill(seq);
				const update = source.subarray(7, 7 + size);
				isWhole = tail.add(seq, update) && isWhole;
				kept.push({ seq, update: update.slice() });
				source.fill(255);
			}
			const views = tail.updates();
			const newest = kept.slice(kept.length - views.length);
			expect(views).toEqual(newest.map(({ update }) => update));
			expect(isWhole).toBe(views.length === kept.length);
			const bytes = views.reduce((sum, { length }) => sum + length, 0);
			expect(bytes).toBeLessThanOrEqual(MAX);
			for (const { buffer } of views) expect(buffer.byteLength).toBeLessThanOrEqual(MAX);
			const seq = cut % (sizes.length + 1);
			const later = newest.filter((each) => each.seq > seq);
			const length = later.reduce((sum, { update }) => sum + update.length, 0);
			expect(tail.after(seq)).toEqual({ entries: later.length, bytes: length });
		}),
		{ numRuns: 300 },
	);
});

test('P13: what is too large for a tail empties it, as what it holds would have a gap', () => {
	const tail = new Tail(MAX);
	expect(tail.add(1, new Uint8Array(10))).toBe(true);
	expect(tail.add(2, new Uint8Array(MAX + 1))).toBe(false);
	expect(tail.updates()).toEqual([]);
});

test('P13: a room goes to be compacted and comes back as one run of bytes', async () => {
	const entries = [1, 2, 3].map((seq) => ({ seq, update: Uint8Array.of(0, 0) }));
	const [first, ...rest] = entries;
	for (const stored of [{ entries }, { snapshot: first!, entries: rest }]) {
		const work: Compaction = {
			stored,
			isLog: false,
			isHarmless: true,
			elsewhere: new Set(['evt_1']),
		};
		const sent: PackedWork[] = [];
		const compact = compactIn({
			async call<T>(name: string, ...args: unknown[]): Promise<T> {
				sent.push(args[0] as PackedWork);
				return packResult(compactRoom(unpackWork(args[0] as PackedWork))) as T;
			},
		});
		expect(await compact(work)).toEqual(compactRoom(work));
		expect(sent.map(unpackWork)).toMatchObject([work]);
		expect(sent[0]!.bytes.length).toBe(6);
	}
});
