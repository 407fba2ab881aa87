import { afterEach, beforeEach, expect, vi } from 'vitest';
import { createWriter } from '../src/lib/app/writer';
import { foldContact } from '../src/lib/model/contact-state';
import { conversationKey } from '../src/lib/model/conversation';
import { type DomainEvent, type EventBody, isUnknown } from '../src/lib/model/event';
import { type Changes, changesChannel } from '../src/lib/read/changes';
import { deviceStorage } from '../src/lib/read/storage';
import type { Store } from '../src/lib/read/store';
import type { Database } from '../src/lib/read/tables';
import { Replica } from '../src/lib/replica/replica';
import { stagedStore } from './store-stage';
import { eventsOf } from './stored';

export const ME = 'agt_me';
export const [CONTACT, OTHER] = ['con_1', 'con_2'];
const CONVERSATION = 'cnv_1';
export const KEY = conversationKey(CONTACT, CONVERSATION);
const me = { id: ME, role: 'agent' as const };

/** Of the test that runs. */
export let db: Database;
export let store: Store;
let made = 0;
const cleanups: (() => void)[] = [];
/** What pages reported; a test that expects something takes it out. */
export const problems: unknown[] = [];

/** Each test has a device of its own, and reports nothing. */
export function stageDevices(): void {
	beforeEach(async () => {
		({ db, store } = stagedStore(`ws_replica${made++}`));
		await db.open();
	});
	afterEach(async () => {
		vi.restoreAllMocks();
		for (const clean of cleanups.splice(0)) clean();
		await db.delete();
		expect(problems.splice(0)).toEqual([]);
	});
}

/** A page: its rows in memory, how it writes, and whether it hears of others. */
export async function page({ hears = true, isWhole = true } = {}) {
	const fetched: string[] = [];
	const replica = new Replica({
		store,
		me: ME,
		fetch: (contact) => void fetched.push(contact),
		pause: () => Promise.resolve(),
		after(ms, callback) {
			const timer = setTimeout(callback, ms);
			return () => clearTimeout(timer);
		},
		report: (error) => problems.push(error),
	});
	const channel = changesChannel(store.name);
	if (hears) channel.onmessage = ({ data }: MessageEvent<Changes>) => replica.receive(data);
	cleanups.push(() => {
		channel.close();
		replica.stop();
	});
	await replica.start();
	if (isWhole) await replica.fill();
	const clock = { now: 1_000 };
	const write = createWriter({
		...{ replica, store, me, random: Math.random },
		now: () => clock.now++,
		stored() {},
	});
	const open = async (key = KEY) => {
		replica.keep([key]);
		await expect.poll(() => replica.opened(key)).toBeDefined();
	};
	return { replica, write, open, channel, fetched };
}

/** As a core commits what the relay brings. */
export async function arrives(
	body: EventBody,
	at: number,
	contact = CONTACT,
): Promise<DomainEvent> {
	const by = { kind: 'contact' as const, id: contact };
	const event: DomainEvent = { ...body, id: `ev_${++made}`, at, by };
	const storage = deviceStorage(store.name);
	const before = (await eventsOf(storage, contact)).flatMap((one) => (isUnknown(one) ? [] : [one]));
	await storage.commit({
		events: [{ contact, chapter: 1, event, writer: 1 }],
		contacts: [foldContact(contact, [...before, event])],
	});
	storage.close();
	return event;
}

export const says = (text: string, conversation = CONVERSATION): EventBody => {
	return { type: 'messageSent', conversation, text };
};
export const closes: EventBody = { type: 'conversationClosed', conversation: CONVERSATION };
export const words = (replica: Replica, key = KEY) =>
	replica
		.opened(key)
		?.thread.entries.map(({ event, delivery }) =>
			'text' in event ? `${event.text}: ${delivery}` : '',
		);
export const open = (replica: Replica) => replica.list({ kind: 'all' }).map(({ id }) => id);

/** The next write to the disk fails, as when it is full. */
export function diskIsFull(): () => void {
	const real = IDBDatabase.prototype.transaction;
	const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
		this: IDBDatabase,
		names,
		mode,
		options,
	) {
		if (mode === 'readwrite') throw new DOMException('full', 'QuotaExceededError');
		return real.call(this, names, mode, options);
	});
	return () => spy.mockRestore();
}
