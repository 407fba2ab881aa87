import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { seededRandom } from '../src/lib/base/random';
import { sampleDraft } from '../src/lib/documents/draft.test-kit';
import { connect, moveNode, removeNode, renameNode } from '../src/lib/documents/workflow-draft';
import { AGENT, createGuardedRoom, forge, NOW } from '../tests/guard-harness';
import { createTestHub } from '../tests/relay-harness';
import { compactRoom } from './compaction';
import type { Limits } from './limits';
import { createMemoryDisk, createMemoryLog } from './memory-log';
import type { Room } from './room';
import { documentOf } from './stored';
import { createTrials, trialsHere } from './trials';

/** B1, case 46: what needs no trial is applied by Yjs, and everything else is tried as before. */
const OWNER = { id: AGENT, role: 'owner' } as const;
const TWO = [{ any: 1 }, { any: 2 }];
const UNSOUND = forge(1, 1, 7, 0, Uint8Array.of(0x88), 5, 90, 1, { any: 1 }, 0);

/** A canvas behind a hub, which tells what the thread of trials was asked. */
async function stage(disk = createMemoryDisk(), limits: Partial<Limits> = {}) {
	const asked: string[] = [];
	const trials = trialsHere();
	const hub = createTestHub({
		log: createMemoryLog(disk),
		limits,
		trials: {
			load: (...args) => (asked.push('load'), trials.load(...args)),
			tryOut: (...args) => (asked.push('try'), trials.tryOut(...args)),
			forget: trials.forget,
		},
	});
	const manager = await hub.join('manager:tmt_00000000000000000manager');
	async function push(update: Uint8Array) {
		manager.take();
		manager.push('workspace', update);
		await hub.turn();
		const [answer] = manager.take();
		return answer && 'code' in answer ? answer.code : answer && 't' in answer && answer.t;
	}
	return { ...hub, disk, push, asked };
}

function edits(change: (doc: Y.Doc) => void, doc = new Y.Doc()): Uint8Array[] {
	const updates: Uint8Array[] = [];
	const note = (update: Uint8Array) => void updates.push(update);
	doc.on('update', note);
	change(doc);
	doc.off('update', note);
	return updates;
}

const IN_THE_MIDDLE = (doc: Y.Doc) => {
	doc.getText('text').insert(0, 'ab');
	doc.getText('text').insert(1, 'c');
};

describe('46: a canvas of maps, and of lists that grow at an end, is harmless', () => {
	test('nothing of it is tried, when it is written or loaded', async () => {
		const { push, asked, disk } = await stage();
		const updates = edits((doc) => {
			for (let i = 0; i < 20; i++) doc.getMap('map').set(`key_${i % 3}`, new Y.Map([['x', i]]));
			doc.getMap('map').delete('key_1');
			doc.getArray('list').push([1, { a: 2 }]);
			doc.getArray('list').unshift([0]);
			doc.getText('text').insert(0, 'hola');
			doc.getText('text').insert(4, '!');
		});
		for (const update of updates) expect(await push(update)).toBe('ack');
		const again = await stage(disk);
		const [more] = edits((doc) => doc.getMap('map').set('more', 1));
		expect(await again.push(more!)).toBe('ack');
		expect([asked, again.asked]).toEqual([[], []]);
	});

	test('so are the drafts of workflows that people build', () => {
		const draft = sampleDraft();
		const { offer, room } = createGuardedRoom('workflow/wfl_0000000000000000000000');
		const take = (update: Uint8Array) => expect(offer(update, OWNER).kind).not.toBe('refused');
		take(Y.encodeStateAsUpdate(draft.doc));
		const updates = edits(() => {
			for (let i = 0; i < 30; i++) moveNode(draft, 'hello', { x: i, y: 2 * i });
			renameNode(draft, 'hello', 'Saludo');
			connect(draft, 'hello', 'next', 'pick');
			removeNode(draft, 'hello');
		}, draft.doc);
		for (const update of updates) take(update);
		expect(updates.length).toBeGreaterThan(20);
		expect(room.isHarmless()).toBe(true);
	});
});

test('46: a harmless canvas that is compacted in one go holds the same as with care', () => {
	const draft = sampleDraft();
	const updates = [
		Y.encodeStateAsUpdate(draft.doc),
		...edits(() => {
			for (let i = 0; i < 30; i++) moveNode(draft, 'hello', { x: i, y: 2 * i });
			removeNode(draft, 'hello');
		}, draft.doc),
	];
	const stored = { entries: updates.map((update, i) => ({ seq: i + 1, update })) };
	const work = { stored, isLog: false, elsewhere: new Set<string>() };
	const inOneGo = compactRoom({ ...work, isHarmless: true });
	expect(inOneGo).toEqual(compactRoom({ ...work, isHarmless: false }));
	const bad = { seq: 99, update: UNSOUND };
	const entries = [...stored.entries, { seq: 98, update: Uint8Array.of(9, 9) }, bad];
	const withBad = { ...work, stored: { entries } };
	const read = compactRoom({ ...withBad, isHarmless: true });
	expect(read).toEqual(compactRoom({ ...withBad, isHarmless: false }));
	expect(read.aside).toContain(98);
});

describe('46: what is not harmless is tried', () => {
	test('against all that was stored untried before it, and after it everything is (J2)', async () => {
		const { push, asked } = await stage();
		const [begin, middle] = edits(IN_THE_MIDDLE);
		expect(await push(begin!)).toBe('ack');
		expect(asked).toEqual([]);
		expect(await push(middle!)).toBe('ack');
		expect(asked).toEqual(['load', 'try']);
		const [map] = edits((doc) => doc.getMap('map').set('a', 1));
		expect(await push(map!)).toBe('ack');
		expect(asked).toEqual(['load', 'try', 'try']);
		expect(await push(UNSOUND)).toBe(4422);
	});

	test('also after the room was loaded again, beside documents of before (J2)', async () => {
		const disk = createMemoryDisk();
		for (const update of edits(IN_THE_MIDDLE)) {
			const { push } = await stage(disk);
			expect(await push(update)).toBe('ack');
		}
		const { push, asked } = await stage(disk);
		expect(await push(edits((doc) => doc.getMap('map').set('a', 1))[0]!)).toBe('ack');
		expect(asked).toEqual(['load', 'try']);
	});

	test.each<[string, Uint8Array[], Partial<Limits>?]>([
		['formats', edits((doc) => doc.getText('text').insert(0, 'a', { bold: true }))],
		['an embed', edits((doc) => doc.getText('text').insertEmbed(0, { image: 1 }))],
		['two neighbours', edits(IN_THE_MIDDLE)],
		['two values under a key', [forge(1, 1, 5, 0, 0x28, 1, 'map', 'a', 2, ...TWO, 0)]],
		[
			'two values behind what may stand under a key',
			[
				forge(1, 1, 5, 0, 0x28, 1, 'map', 'a', 1, { any: 1 }, 0),
				forge(1, 1, 5, 1, Uint8Array.of(0x88), 5, 0, 2, ...TWO, 0),
			],
		],
		[
			'more than the thread of the trials has room for',
			edits((doc) =>
				doc.getMap('map').set(
					'a',
					Array.from({ length: 400_000 }, () => ({})),
				),
			),
			{ threadHeapMb: 96 },
		],
		[
			'more at once than a trial has time for',
			edits((doc) =>
				doc.transact(() => {
					for (let i = 0; i < 65; i++) doc.getMap('map').set(`key_${i}`, i);
				}),
			),
		],
	])('%s', async (_, updates, limits = {}) => {
		const { push, asked } = await stage(undefined, limits);
		for (const update of updates) expect(await push(update)).toBe('ack');
		expect(asked).toEqual(['load', 'try']);
	});

	test('types that could nest deeper than a stack; 1,000 are deleted without harm', () => {
		const doc = new Y.Doc();
		const { room, offer } = createGuardedRoom('workspace');
		let at: Y.Map<unknown> = doc.getMap('map');
		const offered = () => {
			const inner = new Y.Map<unknown>();
			const [update] = edits(() => at.set('k', inner), doc);
			at = inner;
			return [update!, offer(update!, OWNER)] as const;
		};
		for (let i = 0; i < 1_000; i++) {
			const [update, verdict] = offered();
			expect(verdict.kind).toBe('store');
			expect(room.isHarmless(), `${i} ${update.length}`).toBe(true);
		}
		const whole = Y.encodeStateAsUpdate(doc);
		offered();
		expect(room.isHarmless()).toBe(false);
		const other = new Y.Doc();
		Y.applyUpdate(other, whole);
		expect(() => edits(() => other.getMap('map').delete('k'), other)).not.toThrow();
		expect(other.getMap('map').size).toBe(0);
	});

	test.each([
		['that waits', [forge(1, 1, 7, 4, 0x08, 1, 'list', 1, { any: 1 }, 0)]],
		[
			'that comes twice',
			edits((doc) => doc.getMap('map').set('a', 1)).flatMap((each) => [each, each]),
		],
		[
			'of a client that comes twice in one update',
			[
				forge(
					...[2, 1, 7, 0, 0x08, 1, 'list', 1, { any: 1 }],
					...[1, 7, 1, 0x08, 1, 'list', 1, { any: 1 }, 0],
				),
			],
		],
	])('what is stored of old %s', (_, updates) => {
		const { room } = createGuardedRoom('workspace');
		room.load({ entries: updates.map((update, i) => ({ seq: i + 1, update })), authors: [] });
		expect(room.isHarmless()).toBe(false);
	});

	test('a piece behind what is known, which is cut and then stands between two', () => {
		const { offer, room } = createGuardedRoom('workspace');
		offer(forge(1, 1, 5, 0, 4, 1, 'text', 'ab', 0), OWNER);
		const verdict = offer(forge(1, 1, 5, 0, 4, 1, 'text', 'abcd', 0), OWNER);
		expect(verdict.kind).toBe('store');
		expect(room.isHarmless()).toBe(false);
	});
});

test('46: whatever bytes are admitted untried, a trial finds nothing', () => {
	fc.assert(
		fc.property(fc.string(), (seed) => {
			const random = seededRandom(seed);
			const { room, offer } = createGuardedRoom('workspace');
			const trials = createTrials();
			trials.load('workspace', { entries: [] });
			const next = [0, 0, 0];
			const stored: Uint8Array[] = [];
			for (let i = 0; i < 150; i++) {
				const { update, client, length } = anyPiece(random, next);
				if (!isAdmitted(room, update)) continue;
				const verdict = offer(update, OWNER);
				expect(room.isHarmless()).toBe(true);
				if (verdict.kind !== 'store') continue;
				next[client]! += length;
				stored.push(verdict.update);
				expect(trials.tryOut('workspace', verdict.update)).toBe('sound');
			}
			expect(stored.length).toBeGreaterThan(20);
			const inOrder = documentOf({ entries: stored.map((update, seq) => ({ seq, update })) });
			expect(inOrder.aside).toEqual([]);
		}),
		{ numRuns: 60 },
	);
});

function isAdmitted(room: Room, update: Uint8Array): boolean {
	const ownerOf = () => undefined;
	const verdict = room.examine(update, { who: OWNER, now: NOW, isHost: false, ownerOf });
	return verdict.kind === 'store' && room.admitsUntried(update, verdict);
}

const TEXT = 'añ🎈';

/** Structs with one neighbour or a parent, chosen among all places, sensible or not. */
function anyPiece(random: () => number, next: number[]) {
	const below = (count: number) => Math.floor(random() * count);
	const client = below(3);
	const at = next[client]!;
	const place = (): number[] => {
		const other = below(3);
		return [other, below(next[other]!)];
	};
	const hasPlaces = Math.min(...next) > 0;
	const kind = hasPlaces ? below(6) : below(2);
	const heads: (number | string)[][] = [
		[0x20, 1, 'map', `key_${below(3)}`],
		[0, 1, 'list'],
		[0x80, ...place()],
		[0x40, ...place()],
		[0x20, 0, ...place(), `key_${below(3)}`],
		[0, 0, ...place()],
	];
	const [info, ...head] = heads[kind]!;
	const contents: [number, (number | string | { any: unknown })[], length: number][] = [
		[8, [2, { any: below(9) }, { any: { a: [below(9)] } }], 2],
		[4, [TEXT], TEXT.length],
		[7, [1], 1],
		[7, [0], 1],
		[7, [2], 1],
		[1, [3], 3],
	];
	const [content, body, length] = contents[below(contents.length)]!;
	const deletes = hasPlaces && below(4) === 0 ? [1, ...range(place())] : [0];
	const struct = [Uint8Array.of(Number(info) | content), ...head, ...body];
	const update = forge(1, 1, client, at, ...struct, ...deletes);
	return { update, client, length };

	function range([other, from]: number[]): number[] {
		return [other!, 1, from!, 1 + below(Math.max(1, next[other!]! - from!))];
	}
}
