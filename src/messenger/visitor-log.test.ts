import 'fake-indexeddb/auto';
import { describe, expect, test, vi } from 'vitest';
import { AGENT, ANA, hello as question, setup, texts, VISITOR } from '../../tests/core-stage';
import { CARRIED_MS, DAY, HOUR, MINUTE, SECOND } from '../lib/base/clock';
import { memoryStorage } from '../lib/core/memory-storage';
import { openStorage, rememberRefused } from './storage';
import type { TabMessage, Tabs } from './tabs';
import { createVisitorLog } from './visitor-log';
import { chapterOf } from '../../tests/stored';

const world = { now: () => 1_000, elapsed: () => 0, random: Math.random };
const CONTACT = 'con_0000000000000000';
const conversation = 'cnv_0000000000000000';
const hello = { type: 'messageSent' as const, conversation, text: 'Hola' };

test('I1, I2: what one tab writes is stored and heard by the other, which is asked to send it', async () => {
	const [one, two] = joinedTabs();
	const first = createVisitorLog(CONTACT, await openStorage('ws_log', CONTACT), world, one);
	const second = createVisitorLog(CONTACT, await openStorage('ws_log', CONTACT), world, two);
	const heard: string[] = [];
	second.onChange(() => heard.push('change'));
	second.onWake(() => heard.push('wake'));
	expect((await first.write([hello])).ok).toBe(true);
	expect(heard).toEqual(['change', 'wake']);
	const { events, pending } = await second.snapshot();
	expect(events).toMatchObject([{ ...hello, by: { kind: 'contact', id: CONTACT } }]);
	expect(pending).toEqual(new Set(events.map(({ id }) => id)));
});

test('what is written stands after everything that was seen, even when the clock is behind', async () => {
	const { log } = await afterSeeing(3_000);
	const written = await log.write([hello, hello]);
	expect(written.ok && written.value.map(({ at }) => at)).toEqual([3_001, 3_002]);
});

describe('A3, case 54: the time of others is carried on by three seconds at most', () => {
	test.each([4_001, 9_000, 299_000, HOUR, 40 * DAY])('seen at %i', async (seenAt) => {
		const { log } = await afterSeeing(seenAt);
		const written = await log.write([hello, hello]);
		expect(written.ok && written.value.map(({ at }) => at)).toEqual([4_001, 4_002]);
		const [next] = ok(await log.write([hello]));
		expect(next?.at).toBeLessThanOrEqual(1_000 + CARRIED_MS.contact + 3);
	});

	test('the time at which the relay stored it neither', async () => {
		const { log } = await afterSeeing(500, { arrivedAt: HOUR });
		const [read] = ok(await log.write([{ type: 'conversationRead', conversation, upTo: 500 }]));
		expect(read?.at).toBe(4_001);
	});
});

describe('A2: the messenger writes by the relay’s time, in every tab', () => {
	test.each([-HOUR, HOUR])(
		'a tab that does not lead knows that this clock is %i off',
		async (ms) => {
			const storage = rememberRefused(memoryStorage());
			await storage.commit({ settings: { clockOffset: ms } });
			const log = createVisitorLog(CONTACT, storage, { ...world, now: () => 2 * HOUR }, alone());
			const [written] = ok(await log.write([hello]));
			expect(written?.at).toBe(2 * HOUR + ms);
			await storage.commit({ settings: { clockOffset: 0 } });
			expect(ok(await log.write([hello]))[0]?.at).toBeGreaterThanOrEqual(2 * HOUR);
		},
	);

	test('a clock that is set back while the relay’s time is known changes nothing', async () => {
		const clock = { day: 2 * HOUR, grown: 0 };
		const moving = { now: () => clock.day, elapsed: () => clock.grown, random: Math.random };
		const log = createVisitorLog(CONTACT, rememberRefused(memoryStorage()), moving, alone());
		log.setClock(10);
		const [first] = ok(await log.write([hello]));
		clock.day -= HOUR;
		clock.grown += 5_000;
		// The core says the same again, with whatever else has changed.
		log.setClock(10);
		const [second] = ok(await log.write([hello]));
		expect([first?.at, second?.at]).toEqual([2 * HOUR + 10, 2 * HOUR + 5_010]);
	});

	test.each([-4 * SECOND, -4 * MINUTE, -HOUR, -40 * DAY])(
		'what a tab wrote offline by a clock that is %i off stands behind what it answers',
		async (skewMs) => {
			const { open, pass, clock } = setup();
			const agent = await open(AGENT);
			const storage = rememberRefused(memoryStorage());
			const before = await open(VISITOR, { storage });
			await pass(SECOND);
			await agent.core.write(ANA, [question('question')]);
			await pass(SECOND);
			await before.core.stop();
			const wrong = { ...world, now: () => clock.now() + skewMs };
			const log = createVisitorLog(ANA, storage, wrong, alone());
			await log.snapshot();
			await log.write([question('one'), question('two')]);
			await pass(MINUTE);
			await log.write([question('three')]);
			await pass(MINUTE);
			await open(VISITOR, { storage: log.storage, skewMs });
			await pass(SECOND);
			for (const read of [storage, agent.storage]) {
				expect(await texts(read)).toEqual(['question', 'one', 'two', 'three']);
			}
			expect((await log.snapshot()).events.map(({ said }) => said?.nth)).toEqual([
				undefined,
				...[1, 2, 3],
			]);
		},
	);
});

test('a device that cannot save says so instead of showing the words as written', async () => {
	const storage = rememberRefused(memoryStorage());
	const full = {
		...storage,
		commit: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
	};
	const log = createVisitorLog(CONTACT, full, world, joinedTabs()[0]);
	expect(await log.write([hello])).toMatchObject({ ok: false, problem: { kind: 'cannotSave' } });
	expect((await log.snapshot()).events).toEqual([]);
});

test('a draft that cannot be kept is reported, and typing goes on', async () => {
	const storage = rememberRefused(memoryStorage());
	const log = createVisitorLog(CONTACT, storage, world, joinedTabs()[0]);
	log.keepDraft(conversation, 'Hol');
	expect(await log.draftOf(conversation)).toBe('Hol');
	const full = { ...storage, commit: () => Promise.reject(new Error('full')) };
	const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
	createVisitorLog(CONTACT, full, world, joinedTabs()[0]).keepDraft(conversation, 'Hola');
	// An unhandled rejection would fail the run.
	await expect.poll(() => reported).toHaveBeenCalledOnce();
	reported.mockRestore();
});

test('who has filled a chapter goes on in the next one', async () => {
	const stored = rememberRefused(memoryStorage());
	const log = createVisitorLog(CONTACT, stored, world, joinedTabs()[0]);
	for (let i = 0; i < 101; i++) await log.write([{ ...hello, text: 'x'.repeat(10_000) }]);
	const chapters = (await stored.pending()).map(({ room }) => Number(room.split('/')[2]));
	expect([chapters[0], chapters.at(-1)]).toEqual([1, 2]);
	expect(await chapterOf(stored, CONTACT)).toBe(2);
});

test('E-29: a device numbers what it writes, in whichever tab and after a restart', async () => {
	vi.stubGlobal('navigator', { locks: oneAtATime() });
	const storage = () => openStorage('ws_numbers', CONTACT);
	const [one, two] = joinedTabs();
	const first = createVisitorLog(CONTACT, await storage(), world, one);
	const second = createVisitorLog(CONTACT, await storage(), world, two);
	await Promise.all([first.write([hello, hello]), first.write([hello])]);
	await second.write([hello]);
	const again = createVisitorLog(CONTACT, await storage(), world, one);
	await again.write([hello]);
	const { events } = await again.snapshot();
	const numbers = events.map(({ said }) => said?.nth ?? 0);
	expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
	expect(new Set(events.map(({ said }) => said?.device)).size).toBe(1);
	vi.unstubAllGlobals();
});

test('E-29 M1: tabs that write at one instant never share a number or a device', async () => {
	vi.stubGlobal('navigator', { locks: oneAtATime() });
	const numbers: string[] = [];
	for (let round = 0; round < 5; round++) {
		const storage = () => openStorage(`ws_instant_${round}`, CONTACT);
		const tabs = await Promise.all(
			joinedTabs().map(async (tab) => createVisitorLog(CONTACT, await storage(), world, tab)),
		);
		await Promise.all(tabs.flatMap((tab) => [tab.write([hello, hello]), tab.write([hello])]));
		const { events } = await tabs[0]!.snapshot();
		const said = new Set(events.map((event) => `${event.said?.device} ${event.said?.nth}`));
		const devices = new Set(events.map((event) => event.said?.device));
		numbers.push(`${said.size} of ${devices.size}`);
		// The leading tab sends them in the order in which they are kept.
		const sent = (await (await storage()).pending()).map(({ event }) => event.said?.nth ?? 0);
		expect(sent).toEqual(sent.toSorted((a, b) => a - b));
	}
	expect(new Set(numbers)).toEqual(new Set(['6 of 1']));
	vi.unstubAllGlobals();
});

test('E-29 M1: tabs that cannot wait for each other are devices of their own', async () => {
	for (const locks of [undefined, { request: () => Promise.reject(new Error('denied')) }]) {
		vi.stubGlobal('navigator', { locks });
		const storage = await openStorage(`ws_apart_${String(locks === undefined)}`, CONTACT);
		const tabs = joinedTabs().map((tab) => createVisitorLog(CONTACT, storage, world, tab));
		await storage.commit({ settings: { device: 'dev_before0000' } });
		await Promise.all(tabs.flatMap((tab) => [tab.write([hello, hello]), tab.write([hello])]));
		await tabs[0]!.write([hello]);
		const { events } = await tabs[0]!.snapshot();
		const said = new Set(events.map((event) => `${event.said?.device} ${event.said?.nth}`));
		expect([events.length, said.size]).toEqual([7, 7]);
		expect(new Set(events.map((event) => event.said?.device)).size).toBe(2);
	}
	vi.unstubAllGlobals();
});

test('E-29: what is written stands after the arrival of what was seen', async () => {
	const { log } = await afterSeeing(500, { arrivedAt: 3_000 });
	const [read] = ok(await log.write([{ type: 'conversationRead', conversation, upTo: 500 }]));
	expect(read?.at).toBe(3_001);
});

/** A log whose screen shows what a teammate wrote at this time. */
async function afterSeeing(at: number, more: { arrivedAt?: number } = {}) {
	const storage = rememberRefused(memoryStorage());
	const by = { kind: 'teammate' as const, id: 'tmt_1' };
	const event = { ...hello, id: 'ev_seen', at, by, ...more };
	await storage.commit({ events: [{ contact: CONTACT, chapter: 1, event, writer: 1 }] });
	const log = createVisitorLog(CONTACT, storage, world, alone());
	await log.snapshot();
	return { log };
}

function ok(written: Awaited<ReturnType<ReturnType<typeof createVisitorLog>['write']>>) {
	if (!written.ok) throw new Error('not written');
	return written.value;
}

function alone(): Tabs {
	return joinedTabs()[0];
}

/** `navigator.locks`, which Node has not: whoever comes later waits. */
function oneAtATime() {
	let last: Promise<unknown> = Promise.resolve();
	return {
		request: (_name: string, task: () => Promise<void>) => (last = last.then(task)),
	};
}

function joinedTabs(): [Tabs, Tabs] {
	const listeners: ((message: TabMessage) => void)[][] = [[], []];
	const tab = (own: number, other: number): Tabs => ({
		tell: (message) => listeners[other]!.forEach((listener) => listener(message)),
		listen: (listener) => void listeners[own]!.push(listener),
		close: () => void listeners[own]!.splice(0),
	});
	return [tab(0, 1), tab(1, 0)];
}
