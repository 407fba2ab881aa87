import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createWriter } from '../documents/event-log';
import { TAKEN_BACK } from '../model/assignment';
import { type DomainEvent } from '../model/event';
import { entryKey } from '../model/logged';
import { contactRoom, LIVE_ROOM } from '../model/room';
import { versionId } from '../model/version';
import { ANA, CONVERSATION, OTHER, RUNNER } from '../../../tests/core-stage';
import { CHAPTER_SIZE } from './chapters';
import { deviceClock } from './device-clock';
import { createFolds, type Folds } from './folds';
import { type Arrival, createInbound } from './inbound';
import { type Inside, writeEvents } from './inside';
import { memoryStorage } from './memory-storage';
import { createHandled } from './handled';
import { type Batch, createOutbox } from './outbox';
import type { Storage } from './ports';
import { CLOSE } from '../sync/wire';
import { eventsOf } from '../../../tests/stored';

const ROOM = contactRoom(ANA, 1, 'desk');
const tagBy = (host: string): DomainEvent => ({
	id: 'ev_derived0000000000',
	at: host === 'runner' ? 2_000 : 1_000,
	by: { kind: 'engine', id: host },
	type: 'tagAdded',
	conversation: CONVERSATION,
	tag: `tag_${host}`,
});

/** Written offline, days ago, and heard just now. */
const OLD_NEWS = { id: 'ev_news', contact: ANA, at: -900_000_000, arrivedAt: 2_900 };

/** E-26: each host, cut off from the other, gives the conversation to the person it runs for. */
const givenBy = (host: string, teammate = host): DomainEvent => ({
	id: 'ev_derived0000000000',
	at: host === RUNNER.id ? 2_000 : 1_000,
	by: { kind: 'engine', id: host },
	type: 'conversationAssigned',
	conversation: CONVERSATION,
	teammate,
});

/** The runner has written an effect and pushed it; it now hears what the relay says. */
async function stage(written = tagBy('runner')) {
	const storage = memoryStorage();
	let drawn = 0.5;
	const outbox = createOutbox(() => (drawn += 0.001));
	const folds = createFolds(storage);
	const told: string[] = [];
	const inside: Inside = {
		storage,
		world: { now: () => 3_000, elapsed: () => 3_000, random: () => 0.5, after: () => () => {} },
		outbox,
		folds,
		lease: {
			fence: () => 1,
			elsewhereForMs: () => 0,
			begin() {},
			answered() {},
			end() {},
		},
		chapterSize: CHAPTER_SIZE,
		handled: createHandled(),
		host: RUNNER.id,
		silences: () => [],
		now: () => 3_000,
		clock: deviceClock({ now: () => 3_000, elapsed: () => 3_000 }, 0, () => {}),
		commit: (change) => storage.commit(change),
		report(error, where) {
			if (!where.endsWith(LIVE_ROOM)) throw error;
			told.push(where);
		},
	};
	await writeEvents(inside, await folds.get(ANA), [
		{ room: ROOM, contact: ANA, event: written, fence: 2, decidedOn: OLD_NEWS },
	]);
	const sent: Batch[] = [];
	outbox.flush(1, (batch) => sent.push(batch));
	const { push, parts } = sent[0]!;
	const own = { push, writer: parts[0]!.writer };
	return { storage, folds, outbox, own, told, inbound: createInbound(inside) };
}

test('outbox I3: what follows words that the relay had from another builds on no copy of ours', async () => {
	const { folds, outbox, own, inbound } = await stage();
	const update = createWriter(own.writer - 1).append([tagBy(OTHER.id)]);
	await inbound.absorb([{ entry: { seq: 1, room: ROOM, update } }, { acked: own.push }]);
	outbox.add([
		{ room: ROOM, contact: ANA, event: { ...tagBy('runner'), id: 'ev_next' }, fence: 2 },
	]);
	const sent: Batch[] = [];
	outbox.flush(1, (batch) => sent.push(batch));
	expect(sent[0]?.parts[0]?.writer).not.toBe(own.writer);
	expect((await folds.get(ANA)).events).toHaveLength(1);
});

describe('47: two hosts wrote one effect: the first by sequence stays (event-log I3)', () => {
	for (const together of [true, false]) {
		for (const difference of [-1, 1]) {
			for (const answer of ['acked', 'exists'] as const) {
				const how = `${together ? 'at once' : 'one after the other'}, writer ${difference}, ${answer}`;
				test(`heard ${how}`, async () => {
					const { storage, folds, outbox, own, inbound } = await stage();
					const update = createWriter(own.writer + difference).append([tagBy(OTHER.id)]);
					const answered: Arrival =
						answer === 'acked'
							? { acked: own.push }
							: {
									refused: own.push,
									code: CLOSE.exists,
									reason: 'another content',
									now: undefined,
								};
					const heard: Arrival[] = [{ entry: { seq: 1, room: ROOM, update } }, answered];
					if (together) await inbound.absorb(heard);
					else for (const arrival of heard) await inbound.absorb([arrival]);

					expect(await eventsOf(storage, ANA)).toEqual([tagBy(OTHER.id)]);
					const fold = await folds.get(ANA);
					expect(fold.events).toEqual([tagBy(OTHER.id)]);
					expect(fold.state.conversations[CONVERSATION]?.tags).toEqual([`tag_${OTHER.id}`]);
					expect(await storage.pending()).toEqual([]);
					expect(outbox.size).toBe(0);
				});
			}
		}
	}

	test('48: a version whose id is not the hash of its content is told once', async () => {
		const { inbound, told } = await stage();
		const definition = { title: 'Menu' };
		const version = (id: string, content: object): DomainEvent => ({
			id,
			at: 1_000,
			by: { kind: 'teammate', id: OTHER.id },
			type: 'workflowPublished',
			workflow: 'wf_menu',
			version: versionId(definition),
			number: 1,
			definition: content,
		});
		const events = [version('ev_true', definition), version('ev_false', { title: 'Evil' })];
		const update = createWriter(77).append(events);
		const entry = { seq: 1, room: LIVE_ROOM, update };
		await inbound.absorb([{ entry }]);
		await inbound.absorb([{ entry: { ...entry, seq: 2 } }]);
		expect(told).toEqual([`ev_false in ${LIVE_ROOM}`]);
	});

	property.prop([
		fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 2, maxLength: 6 }),
		fc.array(fc.nat(2), { minLength: 6, maxLength: 6 }),
	])('in whichever rooms, and under whichever client ids', async (writers, chapters) => {
		const { storage, inbound } = await stage();
		const id = 'ev_twice';
		const arrivals = writers.map((writer, index): Arrival => {
			const event = { ...tagBy(OTHER.id), id, tag: `tag_${writer}` };
			const room = contactRoom(ANA, 1 + (chapters[index] ?? 0), 'desk');
			return { entry: { seq: index + 1, room, update: createWriter(writer).append([event]) } };
		});
		for (const arrival of arrivals) await inbound.absorb([arrival]);
		const kept = (await eventsOf(storage, ANA)).filter((event) => event.id === id);
		expect(kept).toMatchObject([{ tag: `tag_${writers[0]}` }]);
	});
});

describe('E-26: two hosts that were apart gave one conversation to two people', () => {
	const taken = (storage: Storage) => storage.setting(TAKEN_BACK + entryKey(ANA, givenBy('').id));
	const teammate = async (folds: Folds) =>
		(await folds.get(ANA)).state.conversations[CONVERSATION]?.teammate;

	property.prop([
		fc.integer({ min: -3, max: 3 }).filter((difference) => difference !== 0),
		fc.constantFrom(RUNNER.id, OTHER.id),
		fc.constantFrom('before', 'together', 'after'),
	])('who lost it here is told, and nobody else', async (difference, chosen, order) => {
		const own = givenBy(RUNNER.id);
		const { storage, folds, own: batch, inbound } = await stage(own);
		const update = createWriter(batch.writer + difference).append([givenBy(OTHER.id, chosen)]);
		const entry: Arrival = { entry: { seq: 1, room: ROOM, update } };
		const acked: Arrival = { acked: batch.push };
		if (order === 'together') await inbound.absorb([entry, acked]);
		else
			for (const one of order === 'before' ? [entry, acked] : [acked, entry]) {
				await inbound.absorb([one]);
			}
		const kept = await teammate(folds);
		// The relay's sequence is the order in which a follower hears.
		expect(kept).toBe(order === 'after' ? RUNNER.id : chosen);
		if (kept === OTHER.id) expect(await taken(storage)).toBe(false);
		if (order === 'after') expect(await taken(storage)).toBeUndefined();
	});

	test('what was decided under a lost lease is kept, until it is known who has it', async () => {
		const { storage, folds, own, inbound } = await stage(givenBy(RUNNER.id));
		await inbound.absorb([
			{ refused: own.push, code: 4409, reason: 'another host', now: undefined },
		]);
		const update = createWriter(7).append([givenBy(OTHER.id)]);
		await inbound.absorb([{ entry: { seq: 1, room: ROOM, update } }]);
		expect(await teammate(folds)).toBe(OTHER.id);
		expect(await taken(storage)).toBe(false);
	});

	test('a host that had given it to somebody else has nothing to tell', async () => {
		const { storage, own, inbound } = await stage(givenBy(RUNNER.id, 'tm_third'));
		const update = createWriter(own.writer + 1).append([givenBy(OTHER.id)]);
		await inbound.absorb([{ entry: { seq: 1, room: ROOM, update } }, { acked: own.push }]);
		expect(await taken(storage)).toBeUndefined();
	});
});

test('what was decided under a lost lease is news again, however long ago its author wrote it', async () => {
	const { storage, own, inbound } = await stage();
	await inbound.absorb([{ refused: own.push, code: 4409, reason: 'another host', now: undefined }]);
	expect(await eventsOf(storage, ANA)).toEqual([]);
	expect(await storage.pending()).toEqual([]);
	expect(await storage.inbox(9)).toEqual([{ ...OLD_NEWS, arrivedAt: 3_000 }]);
});
