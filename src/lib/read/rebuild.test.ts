import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { DomainEvent } from '../model/event';
import { foldContact } from '../model/contact-state';
import { conversationKey } from '../model/conversation';
import { ensureProjected } from './projection';
import { deviceStorage } from './storage';
import { DATABASE_VERSION, databaseName } from './names';
import { openStore, type Store } from './store';
import { cutOff, stagedStore } from '../../../tests/store-stage';
import { rebuild } from './rebuild';
import { storeWritten } from './write';

const CNV = 'cnv_0000000000000000000001';
const id = (n: number) => `con_${String(n).padStart(22, '0')}`;
const msg = (contact: string, n: number, text = `palabra${n}`): DomainEvent => ({
	id: `ev_${contact}_${n}`,
	at: n + 1,
	type: 'messageSent',
	conversation: CNV,
	text,
	by: { kind: 'contact', id: contact },
});

test('a page that writes while rows are made again writes onto what is there', async () => {
	const { db, store } = stagedStore('ws_g3');
	await db.open();
	const core = deviceStorage(store.name);
	const events = [msg(id(1), 0), msg(id(1), 1)];
	await core.commit({
		events: events.map((event) => ({ contact: id(1), chapter: 1, event, writer: 1 })),
		contacts: [foldContact(id(1), events)],
	});
	const cut = cutOff(store, 1);
	await rebuild(cut, 99).catch(() => {});
	const own: DomainEvent = {
		id: 'ev_own',
		at: 50,
		type: 'messageSent',
		conversation: CNV,
		text: 'respuesta',
		by: { kind: 'teammate', id: 'agt_me' },
	};
	await storeWritten(store, [{ contact: id(1), events: [own] }]);
	const [row] = await db.conversations.toArray();
	core.close();
	await db.delete();
	expect(row?.conversation).toEqual(foldContact(id(1), [...events, own]).conversations[CNV]);
});

test('two tabs that make the rows again at once, one of them slower, make them once', async () => {
	const { db, store } = stagedStore('ws_g1b');
	await db.open();
	const core = deviceStorage(store.name);
	const events = Array.from({ length: 3 }, (_, n) => msg(id(1), n));
	await core.commit({
		events: events.map((event) => ({ contact: id(1), chapter: 1, event, writer: 1 })),
		contacts: [foldContact(id(1), events)],
	});
	const other = openStore(databaseName('ws_g1b'), {
		schema: DATABASE_VERSION,
		prepare: async () => {},
		outdated() {},
	});
	let writes = 0;
	const slow = {
		...other,
		async write(...change: Parameters<Store['write']>) {
			if (++writes > 3) await new Promise((r) => setTimeout(r, 100));
			return other.write(...change);
		},
	};
	await Promise.all([ensureProjected(slow), ensureProjected(store)]);
	const texts = (await db.texts.toArray()).map(({ text }) => text);
	other.close();
	core.close();
	await db.delete();
	expect(texts).toEqual(['\npalabra0\npalabra1\npalabra2']);
});

test('while rows are made again, the core knows where a workflow still runs', async () => {
	const { db, store } = stagedStore('ws_g4');
	await db.open();
	const core = deviceStorage(store.name);
	const started: DomainEvent = {
		id: 'ev_s',
		at: 5,
		type: 'runStarted',
		run: 'run_1',
		workflow: 'wfl_1',
		version: 'v',
		conversation: CNV,
		trigger: 'ev_0',
		by: { kind: 'engine', id: 'runner' },
	} as never;
	const events = [msg(id(1), 0), started];
	await core.commit({
		events: events.map((event) => ({ contact: id(1), chapter: 1, event, writer: 1 })),
		contacts: [foldContact(id(1), events)],
	});
	expect(await core.runningContacts('wfl_1')).toEqual([id(1)]);
	// The tab that makes them again is in the middle of it, or was closed.
	const cut = cutOff(store, 1);
	await rebuild(cut, 99).catch(() => {});
	const running = await core.runningContacts('wfl_1');
	core.close();
	await db.delete();
	expect(running).toEqual([id(1)]);
});

test('rebuild cut off, a core commits, resumed: texts as by a whole rebuild', async () => {
	const { db, store } = stagedStore('ws_b8');
	await db.open();
	const core = deviceStorage(store.name);
	const a = msg(id(1), 0, 'uno');
	await core.commit({
		events: [{ contact: id(1), chapter: 1, event: a, writer: 1 }],
		contacts: [foldContact(id(1), [a])],
	});
	const cut = cutOff(store, 1);
	await rebuild(cut, 99).catch(() => {});
	const b = msg(id(1), 1, 'dos');
	await core.commit({
		events: [{ contact: id(1), chapter: 1, event: b, writer: 1 }],
		contacts: [foldContact(id(1), [a, b])],
	});
	await rebuild(store, 99);
	expect((await db.texts.get(conversationKey(id(1), CNV)))?.text).toBe('\nuno\ndos');
	const whole = (await db.conversations.toArray()).length;
	expect(whole).toBe(1);
	expect((await db.counters.toArray()).filter(({ count }) => count !== 0 && count !== 1)).toEqual(
		[],
	);
	core.close();
	await db.delete();
});
