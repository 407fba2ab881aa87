import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createWriter } from '../src/lib/documents/event-log';
import { contactRoom, parseRoom } from '../src/lib/model/room';
import { createCompactor } from './compaction';
import { compactIn } from './compaction-in';
import { LIMITS } from './limits';
import { type Ledger, readLedger } from './ledger';
import type { Log } from './log';
import { createMemoryLog } from './memory-log';
import { collectGarbage } from './rest';
import { Room } from './room';
import { createSetAside } from './set-aside';

const CONTACT = 'con_0000000000000000';

test('E-29: what a customer said is never compacted, since a snapshot has no times', async () => {
	expect(await isCompacted(contactRoom(CONTACT, 1, 'said'))).toBe(false);
	expect(await isCompacted(contactRoom(CONTACT, 1, 'shown'))).toBe(true);
	expect(await isCompacted('public')).toBe(true);
});

test('P13: while a room is compacted nothing of it is kept in memory', async () => {
	const refs: WeakRef<object>[] = [];
	const log = {
		...createMemoryLog(),
		async room() {
			const update = createWriter(3).append([{ id: 'evt_1' }]);
			refs.push(new WeakRef(update));
			return { entries: [{ seq: 1, update }], authors: [] };
		},
	};
	const calls: unknown[] = [];
	const call = () => new Promise<never>((_, reject) => void calls.push(reject));
	const compactor = createCompactor({
		log,
		aside: { add: async () => {} },
		limits: LIMITS,
		compact: compactIn({ call }),
		report: () => {},
	});
	const room = new Room('public', parseRoom('public')!, LIMITS, () => 0);
	room.counts.entries = LIMITS.compactEntries;
	compactor.considerRead(room);
	await expect.poll(() => calls.length).toBe(1);
	await collectGarbage();
	expect(refs.map((ref) => ref.deref())).toEqual([undefined]);
});

describe('46: what first fails when its room is compacted', () => {
	const unsound = Uint8Array.of(1, 1, 7, 0, 0x88, 7, 5, 1, 0x7d, 1, 0);
	const noUpdate = Uint8Array.of(255, 255);
	const doc = new Y.Doc();
	doc.getMap('settings').set('name', 'Tienda');
	const canvas = Y.encodeStateAsUpdate(doc);
	const shown = contactRoom(CONTACT, 1, 'shown');
	const event = createWriter(3).append([{ id: 'evt_1' }]);

	test.each([
		['an update that Yjs cannot apply', 'workspace', canvas, unsound],
		['bytes that are no update, in a canvas', 'workspace', canvas, noUpdate],
		['bytes that are no update, in a log', shown, event, noUpdate],
	])('is told and kept, and takes nothing else with it: %s', async (_, name, good, bad) => {
		for (const updates of [
			[good, bad],
			[bad, good],
		]) {
			const { log, whole, told } = await compacted(name, updates);
			const seq = updates.indexOf(bad) + 1;
			const update = Buffer.from(bad).toString('base64');
			expect(await whole.records('aside')).toEqual([
				{ id: `${seq}`, value: { room: name, update } },
			]);
			expect(told).toEqual([name]);
			const { snapshot, entries } = await log.room(name);
			expect(entries).toEqual([]);
			expect(snapshot?.update.length).toBeGreaterThan(good.length / 2);
		}
	});

	test('in another room of the contact, compacted for an id that stands in two', async () => {
		const desk = contactRoom(CONTACT, 1, 'desk');
		const whole = createMemoryLog();
		const entry = { at: 1, principal: 'tmt_a', binds: [] };
		await whole.append([
			{ ...entry, room: shown, update: event },
			{ ...entry, room: desk, update: createWriter(4).append([{ id: 'evt_1' }]) },
			{ ...entry, room: desk, update: noUpdate },
		]);
		const ledger = await readLedger(whole, CONTACT);
		const told = await compactAll(whole, shown, ledger);
		expect(told).toEqual([desk]);
		expect((await whole.records('aside')).map(({ id }) => id)).toEqual(['3']);
	});

	async function compacted(name: string, updates: readonly Uint8Array[]) {
		const whole = createMemoryLog();
		const entry = { room: name, at: 1, principal: 'tmt_a', binds: [] };
		await whole.append(updates.map((update) => ({ ...entry, update })));
		const told = await compactAll(whole, name);
		// As the next start reads it.
		return { log: createSetAside(whole, () => {}).log, whole, told };
	}

	/** As if nobody had looked at it before. */
	async function compactAll(whole: Log, name: string, ledger?: Ledger): Promise<string[]> {
		const told: string[] = [];
		const report = (_: unknown, where: string) => void told.push(where);
		const aside = createSetAside(whole, report);
		const limits = { ...LIMITS, compactEntries: 1 };
		const compactor = createCompactor({ log: aside.log, aside, limits, report });
		const room = new Room(name, parseRoom(name)!, limits, () => 1, ledger);
		room.counts.entries = 1;
		compactor.considerRead(room);
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(compactor.done()).toBe(1);
		return told;
	}
});

async function isCompacted(name: string): Promise<boolean> {
	const log = createMemoryLog();
	const update = new Uint8Array([0, 0]);
	const entry = { room: name, at: 1, principal: 'tmt_a', update, binds: [] };
	await log.append([entry, entry]);
	const limits = { ...LIMITS, compactEntries: 1 };
	const report = (error: unknown) => expect(error).toBeUndefined();
	const compact = () => Promise.resolve({ update, aside: [] });
	const aside = createSetAside(log, report);
	const compactor = createCompactor({ log, aside, limits, compact, report });
	const parsed = parseRoom(name);
	if (!parsed) throw new Error('not a room');
	const room = new Room(name, parsed, limits, () => 1);
	room.load(await log.room(name));
	compactor.consider(room);
	compactor.considerRead(room);
	await new Promise((resolve) => setTimeout(resolve, 20));
	return compactor.done() > 0;
}
