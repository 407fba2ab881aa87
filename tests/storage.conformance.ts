import { describe, expect, test } from 'vitest';
import type { InboxItem, Storage, Timer } from '../src/lib/core/ports';
import { foldContact } from '../src/lib/model/contact-state';
import type { DomainEvent } from '../src/lib/model/event';
import { contactRoom, LIVE_ROOM } from '../src/lib/model/room';
import { TEAM_CHANGED } from '../src/lib/model/run';
import { chapterEventsOf, chapterOf, eventsOf, writersOf } from './stored';
import {
	ANA,
	BEA,
	CONVERSATION,
	assigned,
	base,
	ids,
	message,
	pendingOf,
	runStarted,
	stored,
} from './storage-events';

/**
 * What a core relies on, for every adapter of `Storage`. `reopen` gives the same storage after the
 * process was killed; an adapter that forgets by design leaves it out.
 */
export type StorageSetup = () => Promise<{ storage: Storage; reopen?: () => Promise<Storage> }>;

export function runStorageTests(name: string, setup: StorageSetup): void {
	describe(`storage: ${name}`, () => {
		eventTests(setup);
		pendingTests(setup);
		tableTests(setup);
		crossContactTests(setup);
		atomicityTests(setup);
	});
}

function eventTests(setup: StorageSetup): void {
	test('updates come back per room, oldest first', async () => {
		const { storage } = await setup();
		const room = 'public';
		await storage.commit({
			updates: [
				{ room, update: new Uint8Array([1]) },
				{ room: 'workspace', update: new Uint8Array([9]) },
			],
		});
		await storage.commit({ updates: [{ room, update: new Uint8Array([2]) }] });
		expect((await storage.updates(room)).map((update) => [...update])).toEqual([[1], [2]]);
		expect(await storage.updates('workflow/wfl_0000000000000000')).toEqual([]);
	});

	test('an event that takes the place of another stands there alone (event-log I3)', async () => {
		const { storage } = await setup();
		await storage.commit({ events: [stored(message('ev_1', 10), 4)] });
		await storage.commit({ events: [{ ...stored(message('ev_1', 12), 8), replaces: true }] });
		expect(await eventsOf(storage, ANA)).toEqual([message('ev_1', 12)]);
		expect(await writersOf(storage, ANA)).toEqual(new Map([['ev_1', 8]]));
	});

	test('an event that this version cannot read is kept as it is', async () => {
		const { storage } = await setup();
		const unknown = {
			id: 'ev_new',
			at: 5,
			unknown: true as const,
			raw: { id: 'ev_new', type: 'fromTheFuture' },
		};
		await storage.commit({ events: [{ contact: ANA, chapter: 1, event: unknown, writer: 1 }] });
		expect(await eventsOf(storage, ANA)).toEqual([unknown]);
	});

	test('a contact has the events of all its chapters; the newest chapter is known', async () => {
		const { storage } = await setup();
		expect(await chapterOf(storage, ANA)).toBe(1);
		await storage.commit({ events: [stored(message('ev_1', 10), 1)] });
		await storage.commit({ events: [{ ...stored(message('ev_2', 20), 1), chapter: 2 }] });
		expect(await chapterOf(storage, ANA)).toBe(2);
		expect(ids(await eventsOf(storage, ANA))).toEqual(['ev_1', 'ev_2']);
		expect(ids(await chapterEventsOf(storage, ANA, 1))).toEqual(['ev_1']);
		expect(ids(await chapterEventsOf(storage, ANA, 2))).toEqual(['ev_2']);
		expect(await eventsOf(storage, BEA)).toEqual([]);
	});

	test('an event lies in the chapter of its room; in the one where the relay has it in the end', async () => {
		const { storage, reopen } = await setup();
		const event = message('ev_1', 1);
		await storage.commit({
			pending: [{ room: contactRoom(ANA, 2, 'said'), contact: ANA, event }],
		});
		expect(await chapterOf(storage, ANA)).toBe(2);
		expect(ids(await chapterEventsOf(storage, ANA, 2))).toEqual(['ev_1']);
		const confirmed = { ...stored(event, 3), chapter: 3 };
		await storage.commit({ confirmed: ['ev_1'], events: [confirmed] });
		const after = reopen ? await reopen() : storage;
		expect(await chapterOf(after, ANA)).toBe(3);
		expect(await chapterEventsOf(after, ANA, 2)).toEqual([]);
		expect(await chapterEventsOf(after, ANA, 3)).toEqual([event]);
		expect(await eventsOf(after, ANA)).toEqual([event]);
	});

	test('the live log is kept under the empty contact', async () => {
		const { storage } = await setup();
		const stop: DomainEvent = {
			id: 'ev_live',
			at: 1,
			by: { kind: 'teammate', id: 'tm_1' },
			type: 'workflowStopped',
			workflow: 'wf_1',
		};
		await storage.commit({ pending: [{ room: LIVE_ROOM, contact: '', event: stop }] });
		expect(await eventsOf(storage, '')).toEqual([stop]);
	});
}

function pendingTests(setup: StorageSetup): void {
	test('pending events are readable at once, in writing order, until confirmed', async () => {
		const { storage } = await setup();
		await storage.commit({
			pending: [pendingOf(message('ev_b', 2)), pendingOf(message('ev_a', 1))],
		});
		await storage.commit({ pending: [pendingOf(message('ev_c', 3))] });
		expect((await storage.pending()).map((item) => item.event.id)).toEqual([
			'ev_b',
			'ev_a',
			'ev_c',
		]);
		expect(ids(await eventsOf(storage, ANA))).toEqual(['ev_a', 'ev_b', 'ev_c']);
		expect(await writersOf(storage, ANA)).toEqual(new Map());

		await storage.commit({ confirmed: ['ev_b'], events: [stored(message('ev_b', 2), 7)] });
		expect((await storage.pending()).map((item) => item.event.id)).toEqual(['ev_a', 'ev_c']);
		expect(await writersOf(storage, ANA)).toEqual(new Map([['ev_b', 7]]));
		expect(ids(await eventsOf(storage, ANA))).toEqual(['ev_a', 'ev_b', 'ev_c']);
	});

	test.each([
		['earlier', 9_000, 5],
		['later', 5, 9_000],
	])('A2: one that is put again with an %s time takes its own place', async (_, wrong, right) => {
		const { storage, reopen } = await setup();
		const [one, two] = [message('ev_1', wrong), message('ev_2', wrong + 1)];
		const question = message('ev_0', right - 1);
		await storage.commit({ events: [stored(question, 7)] });
		await storage.commit({ pending: [pendingOf(one), pendingOf(two)] });
		const corrected = pendingOf({ ...one, at: right });
		const three = pendingOf(message('ev_3', right + 2));
		await storage.commit({ pending: [corrected, three] });
		for (const each of [storage, await reopen?.()]) {
			if (!each) continue;
			expect(await each.pending()).toMatchObject([corrected, { event: two }, three]);
			const events = ((await eventsOf(each, ANA)) as DomainEvent[]).sort((a, b) => a.at - b.at);
			const others = events.filter(({ id }) => id !== 'ev_2');
			expect(others).toEqual([question, corrected.event, three.event]);
		}
	});

	test('room, contact, fence, turn and news of a pending event survive', async () => {
		const { storage, reopen } = await setup();
		const decidedOn = { id: 'ev_0', contact: ANA, at: 1, arrivedAt: 2 };
		const item = { ...pendingOf(message('ev_1', 1)), fence: 12, turn: 'ev_1', decidedOn };
		await storage.commit({ pending: [item] });
		expect(await storage.pending()).toEqual([item]);
		if (reopen) expect(await (await reopen()).pending()).toEqual([item]);
	});

	test('a refused or withdrawn event is no longer pending nor part of the fold', async () => {
		const { storage } = await setup();
		await storage.commit({
			pending: [pendingOf(message('ev_1', 1)), pendingOf(message('ev_2', 2))],
		});
		await storage.commit({ refused: [{ id: 'ev_1', reason: 'tooLong' }], withdrawn: ['ev_2'] });
		expect(await storage.pending()).toEqual([]);
		expect(await eventsOf(storage, ANA)).toEqual([]);
	});

	test('what the relay has confirmed can be found by its author, and be pending again', async () => {
		const { storage, reopen } = await setup();
		const [own, foreign] = [assigned('ev_2', 2, 'tm_2'), message('ev_1', 1)];
		const live: DomainEvent = { ...own, id: 'ev_live', type: 'workflowStopped', workflow: 'wf_1' };
		await storage.commit({
			events: [
				stored(foreign, 7),
				{ ...stored(own, 8), chapter: 2 },
				{ ...stored(live, 9), contact: '' },
			],
			pending: [pendingOf(message('ev_3', 3))],
		});
		const wanted = await storage.confirmedBy((by) => by.kind === 'teammate' && by.id === 'tm_1');
		expect([...wanted].sort((a, b) => (a.event.id < b.event.id ? -1 : 1))).toEqual([
			{ room: contactRoom(ANA, 2, 'desk'), contact: ANA, event: own },
			{ room: LIVE_ROOM, contact: '', event: live },
		]);
		await storage.commit({ pending: wanted.map((item) => ({ ...item, again: true })) });
		const after = reopen ? await reopen() : storage;
		expect(await writersOf(after, ANA)).toEqual(new Map([['ev_1', 7]]));
		const pending = await after.pending();
		expect(ids(pending.map(({ event }) => event))).toEqual(['ev_2', 'ev_3', 'ev_live']);
		expect(pending.filter(({ again }) => again).length).toBe(2);
		expect(ids(await eventsOf(after, ANA))).toEqual(['ev_1', 'ev_2', 'ev_3']);
		await after.commit({ confirmed: ['ev_2'], events: [{ ...stored(own, 11), chapter: 2 }] });
		expect((await writersOf(after, ANA)).get('ev_2')).toBe(11);
	});

	test('what waits, and comes before anybody has said that it is confirmed, stands once', async () => {
		const { storage } = await setup();
		const [forged, event] = [message('ev_1', 1), message('ev_1', 2)];
		await storage.commit({ pending: [pendingOf(event)] });
		const last = { ...stored(event, 4), replaces: true as const };
		await storage.commit({ events: [stored(forged, 3), last] });
		expect(await storage.log(ANA)).toEqual([expect.objectContaining({ event, writer: 4 })]);
	});

	test('an event that is pending and confirmed in one change is confirmed', async () => {
		const { storage } = await setup();
		const event = message('ev_1', 1);
		await storage.commit({
			pending: [pendingOf(event)],
			confirmed: ['ev_1'],
			events: [stored(event, 3)],
		});
		expect(await storage.pending()).toEqual([]);
		expect(await eventsOf(storage, ANA)).toEqual([event]);
	});
}

function tableTests(setup: StorageSetup): void {
	test('the inbox gives the oldest first, up to the limit, and forgets what is dropped', async () => {
		const { storage } = await setup();
		const put: InboxItem[] = [3, 1, 2].map((at) => ({ id: `ev_${at}`, contact: ANA, at }));
		await storage.commit({ inbox: { put } });
		expect((await storage.inbox(2)).map((item) => item.id)).toEqual(['ev_1', 'ev_2']);
		await storage.commit({ inbox: { drop: ['ev_1', 'ev_never'] } });
		expect((await storage.inbox(9)).map((item) => item.id)).toEqual(['ev_2', 'ev_3']);
	});

	test('one timer per id; due ones first; a dropped one never fires (I5)', async () => {
		const { storage } = await setup();
		const timer = (id: string, due: number): Timer => ({
			id,
			contact: ANA,
			due,
			what: { run: id, node: 'n1', visit: 1 },
		});
		expect(await storage.nextTimer()).toBeUndefined();
		await storage.commit({ timers: { put: [timer('run_a', 30), timer('run_b', 20)] } });
		await storage.commit({ timers: { put: [timer('run_a', 10)] } });
		expect(await storage.nextTimer()).toEqual(timer('run_a', 10));
		expect(await storage.timers(15, 9)).toEqual([timer('run_a', 10)]);
		expect((await storage.timers(99, 1)).length).toBe(1);
		await storage.commit({ timers: { drop: ['run_a'] } });
		expect(await storage.timers(99, 9)).toEqual([timer('run_b', 20)]);
	});

	test('dirty rooms and settings', async () => {
		const { storage, reopen } = await setup();
		await storage.commit({
			dirty: { put: ['workspace', 'public'] },
			settings: { cursor: 7, secret: { a: 1 } },
		});
		await storage.commit({ dirty: { drop: ['public'] }, settings: { cursor: 8 } });
		const after = reopen ? await reopen() : storage;
		expect(await after.dirtyRooms()).toEqual(['workspace']);
		expect(await after.setting('cursor')).toBe(8);
		expect(await after.setting('secret')).toEqual({ a: 1 });
		expect(await after.setting('never')).toBeUndefined();
	});
}

function crossContactTests(setup: StorageSetup): void {
	test('A-11: load counts open conversations and the last assignment by teammate', async () => {
		const { storage } = await setup();
		const first = [message('ev_1', 1), assigned('ev_2', 5, 'tm_1')];
		await storage.commit({
			events: first.map((event) => stored(event, 1)),
			contacts: [foldContact(ANA, first)],
		});
		expect(await storage.load()).toEqual({ tm_1: { open: 1, lastAssignedAt: 5 } });
		const next = assigned('ev_3', 9, 'tm_2');
		await storage.commit({
			events: [stored(next, 1)],
			contacts: [foldContact(ANA, [...first, next])],
		});
		const load = await storage.load();
		expect(load['tm_1']?.open ?? 0).toBe(0);
		expect(load['tm_2']).toEqual({ open: 1, lastAssignedAt: 9 });
		const closed: DomainEvent = { ...base('ev_4', 12), type: 'conversationClosed' };
		await storage.commit({
			events: [stored(closed, 1)],
			contacts: [foldContact(ANA, [...first, next, closed])],
		});
		expect((await storage.load())['tm_2']).toEqual({ open: 0, lastAssignedAt: 9 });
	});

	test('contacts with a run that has not ended are found by workflow', async () => {
		const { storage } = await setup();
		const events = [message('ev_1', 1), runStarted('ev_2', 2)];
		await storage.commit({ contacts: [foldContact(ANA, events)] });
		expect(await storage.runningContacts('wf_1')).toEqual([ANA]);
		expect(await storage.runningContacts('wf_2')).toEqual([]);
		const ended: DomainEvent = {
			...base('ev_3', 3),
			type: 'runEnded',
			run: 'run_1',
			reason: 'completed',
		};
		await storage.commit({ contacts: [foldContact(ANA, [...events, ended])] });
		expect(await storage.runningContacts('wf_1')).toEqual([]);
	});

	test('runs that wait for the team are found, longest waiting first, and from behind one on', async () => {
		const { storage, reopen } = await setup();
		const start = [message('ev_1', 1), runStarted('ev_2', 2), runStarted('ev_3', 3, 'run_2')];
		const parked = (
			id: string,
			at: number,
			run: string,
			listens = [TEAM_CHANGED],
		): DomainEvent => ({
			...base(id, at),
			type: 'runAdvanced',
			run,
			wokenBy: 'ev_1',
			steps: [],
			park: { node: 'n1', visit: 1, listens },
		});
		const events = [...start, parked('ev_4', 4, 'run_2'), parked('ev_5', 5, 'run_1')];
		await storage.commit({ contacts: [foldContact(ANA, events)] });
		const [first, second] = [
			{ id: 'run_2', contact: ANA, at: 4 },
			{ id: 'run_1', contact: ANA, at: 5 },
		];
		expect(await storage.queuedRuns(9)).toEqual([first, second]);
		expect(await storage.queuedRuns(1)).toEqual([first]);
		expect(await storage.queuedRuns(9, first)).toEqual([second]);
		expect(await storage.queuedRuns(9, second)).toEqual([]);
		const elsewhere = parked('ev_6', 6, 'run_2', ['contact.messageSent']);
		await storage.commit({ contacts: [foldContact(ANA, [...events, elsewhere])] });
		expect(await (reopen ? await reopen() : storage).queuedRuns(9)).toEqual([second]);
	});

	test('what was committed can be changed by its owner without changing what is stored', async () => {
		const { storage } = await setup();
		const state = foldContact(ANA, [message('ev_1', 1), assigned('ev_2', 5, 'tm_1')]);
		await storage.commit({ contacts: [state] });
		state.conversations[CONVERSATION]!.teammate = 'tm_2';
		expect(Object.keys(await storage.load())).toEqual(['tm_1']);
	});
}

function atomicityTests(setup: StorageSetup): void {
	test('a resolved commit survives a kill, whole', async () => {
		const { storage, reopen } = await setup();
		const room = 'workspace';
		await storage.commit({
			updates: [{ room, update: new Uint8Array([1]) }],
			events: [stored(message('ev_1', 1), 5)],
			contacts: [foldContact(ANA, [message('ev_1', 1)])],
			inbox: { put: [{ id: 'ev_1', contact: ANA, at: 1 }] },
			settings: { cursor: 3 },
		});
		const after = reopen ? await reopen() : storage;
		expect((await after.updates(room)).length).toBe(1);
		expect(ids(await eventsOf(after, ANA))).toEqual(['ev_1']);
		expect((await after.inbox(9)).map((item) => item.id)).toEqual(['ev_1']);
		expect(await after.setting('cursor')).toBe(3);
	});

	test('an empty change is no error', async () => {
		const { storage } = await setup();
		await storage.commit({});
		expect(await storage.pending()).toEqual([]);
	});
}
