import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { memoryStorage } from '../lib/core/memory-storage';
import { openStorage, rememberRefused } from './storage';
import type { TabMessage, Tabs } from './tabs';
import { createVisitorLog } from './visitor-log';

const world = { now: () => 1_000, random: Math.random };
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
	const storage = rememberRefused(memoryStorage());
	const event = {
		...hello,
		id: 'ev_future',
		at: 9_000,
		by: { kind: 'teammate' as const, id: 'tmt_1' },
	};
	await storage.commit({ events: [{ contact: CONTACT, chapter: 1, event, writer: 1 }] });
	const log = createVisitorLog(CONTACT, storage, world, joinedTabs()[0]);
	await log.snapshot();
	const written = await log.write([hello, hello]);
	expect(written.ok && written.value.map(({ at }) => at)).toEqual([9_001, 9_002]);
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
	await vi.waitFor(() => expect(reported).toHaveBeenCalledOnce());
	reported.mockRestore();
});

test('who has filled a chapter goes on in the next one', async () => {
	const stored = rememberRefused(memoryStorage());
	const log = createVisitorLog(CONTACT, stored, world, joinedTabs()[0]);
	for (let i = 0; i < 101; i++) await log.write([{ ...hello, text: 'x'.repeat(10_000) }]);
	const chapters = (await stored.pending()).map(({ room }) => Number(room.split('/')[2]));
	expect([chapters[0], chapters.at(-1)]).toEqual([1, 2]);
	expect(await stored.chapter(CONTACT)).toBe(2);
});

test('E-29: a device numbers what it writes, in whichever tab and after a restart', async () => {
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

test('E-29: what is written stands after the arrival of what was seen', async () => {
	const storage = rememberRefused(memoryStorage());
	const by = { kind: 'teammate' as const, id: 'tmt_1' };
	const event = { ...hello, id: 'ev_late', at: 500, by, arrivedAt: 9_000 };
	await storage.commit({ events: [{ contact: CONTACT, chapter: 1, event, writer: 1 }] });
	const log = createVisitorLog(CONTACT, storage, world, joinedTabs()[0]);
	await log.snapshot();
	const written = await log.write([{ type: 'conversationRead', conversation, upTo: 500 }]);
	expect(written.ok && written.value[0]?.at).toBe(9_001);
});

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
