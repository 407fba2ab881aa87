import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { guardedDoc } from '../src/lib/documents/guarded-doc';
import { encodeChannel } from '../src/lib/sync/wire';
import { forge } from '../tests/guard-harness';
import { createTestHub } from '../tests/relay-harness';
import { createMemoryDisk, createMemoryLog, type MemoryDisk } from './memory-log';
import { updateMessage } from './messages';
import { documentOf } from './stored';

/** B1, case 46: what Yjs would not apply is not stored; what is stored already harms nobody. */
const MANAGER = 'manager:tmt_00000000000000000manager';
const OFTEN = { compactEntries: 1, compactBytes: 1 };
/** A map in a list, written by client 5 from clock 0 on. */
const sound = forge(1, 2, 5, 0, 0x07, 1, 'list', 1, 0x28, 1, 'map', 'a', 1, { any: 1 }, 0);

const UNSOUND: Record<string, Uint8Array> = {
	'a left origin that is itself': Uint8Array.of(1, 1, 7, 0, 0x88, 7, 5, 1, 0x7d, 1, 0),
	'a left origin in the future of another': forge(1, 1, 7, 0, 0x88, 5, 90, 1, { any: 1 }, 0),
	'a right origin in its own future': forge(1, 1, 7, 0, 0x48, 7, 3, 1, { any: 1 }, 0),
	'a right origin that is unknown': forge(1, 1, 7, 0, 0x48, 6, 0, 1, { any: 1 }, 0),
	'a parent in its own future': forge(1, 1, 7, 0, 0x08, 0, 7, 9, 1, { any: 1 }, 0),
	'a parent that is unknown': forge(1, 1, 7, 0, 0x08, 0, 6, 0, 1, { any: 1 }, 0),
	'a deletion of nothing': forge(0, 1, 5, 1, 0, 0),
	'a deletion of what is unknown': forge(0, 1, 5, 1, 50, 9),
	'a clock that is not the next': forge(1, 1, 7, 4, 0x08, 1, 'list', 1, { any: 1 }, 0),
	'a client that comes twice': forge(
		...[2, 1, 7, 0, 0x08, 1, 'list', 1, { any: 1 }],
		...[1, 7, 1, 0x08, 1, 'list', 1, { any: 1 }, 0],
	),
};

async function stage(disk: MemoryDisk = createMemoryDisk()) {
	const hub = createTestHub({ log: createMemoryLog(disk), limits: OFTEN });
	const manager = await hub.join(MANAGER);
	async function push(update: Uint8Array) {
		manager.take();
		manager.push('workspace', update);
		await hub.turn();
		const [answer] = manager.take();
		return answer && 'code' in answer ? answer.code : answer && 't' in answer && answer.t;
	}
	return { ...hub, disk, manager, push };
}

function putOnDisk(disk: MemoryDisk, updates: readonly Uint8Array[]): Promise<number> {
	const entries = updates.map((update, i) => {
		return { room: 'workspace', at: 1, principal: 'tmt_old', update, binds: [i + 1_000] };
	});
	return createMemoryLog(disk).append(entries);
}

describe('46: bytes that decode and cannot be applied', () => {
	test.each(Object.entries(UNSOUND))('%s is refused, and the canvas goes on', async (_, bytes) => {
		const { push, hub } = await stage();
		expect(await push(sound)).toBe('ack');
		expect(await push(bytes)).toBe(4422);
		const doc = new Y.Doc();
		Y.applyUpdate(doc, sound);
		doc.getMap('map').set('b', 2);
		expect(await push(Y.encodeStateAsUpdate(doc))).toBe('ack');
		expect(await hub.read('workspace', (read) => read.getMap('map').toJSON())).toEqual({
			a: 1,
			b: 2,
		});
	});

	test.each(Object.entries(UNSOUND))(
		'%s that is stored already is set aside: start, load, join and compaction go on',
		async (_, bytes) => {
			const disk = createMemoryDisk();
			await putOnDisk(disk, [sound, bytes]);
			for (let start = 0; start < 3; start++) {
				const { hub, push, join, turn, problems } = await stage(disk);
				expect(await hub.read('workspace', (doc) => doc.getMap('map').get('a'))).toBe(1);
				const doc = new Y.Doc();
				doc.getMap('tags').set(`tag_${start}`, start);
				expect(await push(Y.encodeStateAsUpdate(doc))).toBe('ack');
				await turn();
				const reader = await join('agent:tmt_000000000000000000reader');
				reader.take();
				reader.say({ t: 'feed', since: 0 });
				await turn();
				const read = reader.take().flatMap((each) => ('entries' in each ? each.entries : []));
				const whole = new Y.Doc();
				for (const { update } of read) Y.applyUpdate(whole, update);
				expect(whole.getMap('tags').size).toBe(start + 1);
				// Told once, if it was set aside at all and does not merely wait.
				expect(problems.length).toBeLessThanOrEqual(start === 0 ? 1 : 0);
			}
			const { snapshot } = disk.rooms.get('workspace')!;
			expect(snapshot).toBeDefined();
			const kept = [...(disk.records.get('aside')?.values() ?? [])].map((value) => {
				return Buffer.from((value as { update: string }).update, 'base64');
			});
			const waits = documentOf({ entries: [{ seq: 1, update: bytes }] }).aside.length === 0;
			if (!waits) expect(kept.map((each) => Buffer.compare(each, bytes))).toEqual([0]);
		},
	);

	test('the relay’s own writing goes on over them', async () => {
		const disk = createMemoryDisk();
		await putOnDisk(disk, [UNSOUND['a left origin that is itself']!, sound]);
		const { hub, turn } = await stage(disk);
		const writing = hub.write('workspace', (doc) => doc.getMap('settings').set('name', 'Casa'));
		await turn();
		await writing;
		expect(await hub.read('workspace', (doc) => doc.getMap('settings').get('name'))).toBe('Casa');
	});

	test('what is behind in a queue is judged by what came before it (J1)', async () => {
		const { manager, turn, disk } = await stage();
		manager.say({ t: 'open', channel: 1, room: 'workspace' });
		await turn();
		const doc = new Y.Doc();
		const updates: Uint8Array[] = [];
		doc.on('update', (update: Uint8Array) => updates.push(update));
		for (let i = 0; i < 50; i++) doc.getArray('list').push([i]);
		for (const update of updates) {
			manager.session.message(encodeChannel(1, updateMessage(update)));
		}
		// Who leaves has its last words stored.
		manager.session.gone();
		await turn();
		const { doc: stored } = documentOf(disk.rooms.get('workspace')!);
		expect(stored.getArray('list').length).toBe(50);
	});
});

test('46: a page that gets such bytes goes on storing and sending', () => {
	for (const bytes of Object.values(UNSOUND)) {
		const problems: unknown[] = [];
		const doc = guardedDoc('workspace', (error) => problems.push(error));
		const sent: Uint8Array[] = [];
		doc.on('update', (update: Uint8Array) => sent.push(update));
		Y.applyUpdate(doc, sound);
		try {
			Y.applyUpdate(doc, bytes);
		} catch {
			// y-protocols catches what a provider's message makes Yjs throw.
		}
		const before = sent.length;
		doc.getMap('map').set('after', true);
		const other = new Y.Doc();
		other.getMap('map').set('other', true);
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
		expect(sent.length).toBe(before + 2);
		expect(doc.getMap('map').toJSON()).toMatchObject({ a: 1, after: true, other: true });
	}
});

describe('documentOf', () => {
	test('D1: whatever else is stored beside bad entries is there, in every order', () => {
		const doc = new Y.Doc();
		const updates: Uint8Array[] = [];
		doc.on('update', (update: Uint8Array) => updates.push(update));
		for (let i = 0; i < 8; i++) doc.getMap('map').set(`key_${i}`, i);
		const bad = [...Object.values(UNSOUND), Uint8Array.of(9, 9, 9)];
		const all = [...updates, ...bad].map((update, i) => ({ seq: i + 1, update }));
		fc.assert(
			fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (entries) => {
				const read = documentOf({ entries }).doc.getMap('map');
				expect(read.toJSON()).toMatchObject(doc.getMap('map').toJSON());
			}),
			{ numRuns: 50 },
		);
	});
});
