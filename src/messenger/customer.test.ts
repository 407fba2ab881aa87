// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { memoryStorage } from '../lib/core/memory-storage';
import { setPageRules } from '../lib/documents/public';
import { PUBLIC_ROOM } from '../lib/model/room';
import { createCustomer, type Customer } from './customer.svelte';
import * as readers from './read-answers';
import { rememberRefused } from './storage';
import { createVisitorLog, type VisitorLog } from './visitor-log';

/** What the page says of its customer, while what reads it comes late, or not at first. */

let log: VisitorLog;
let customer: Customer;

const world = { now: () => Date.now(), elapsed: () => Date.now(), random: () => 0.5 };
const alone = { tell() {}, listen() {}, close() {} };

beforeEach(() => {
	vi.useFakeTimers();
	const locks = { request: (_: string, task: () => Promise<unknown>) => task() };
	vi.stubGlobal('navigator', { locks });
	log = createVisitorLog('con_0000000000000000', rememberRefused(memoryStorage()), world, alone);
	customer = createCustomer(log, true, () => 0.5, loadReader);
});

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

/** The reader comes so much later; undefined when it cannot be had. */
let readerTakes: number | undefined;
async function loadReader() {
	if (readerTakes === undefined) throw new Error('Failed to fetch');
	await new Promise((come) => setTimeout(come, readerTakes));
	return readers;
}

async function publish(): Promise<void> {
	const doc = new Y.Doc();
	setPageRules(doc, { put: [{ rule: 'rule_plans', until: 'seen', seconds: 5 }], drop: [] });
	const update = Y.encodeStateAsUpdate(doc);
	await log.storage.commit({ updates: [{ room: PUBLIC_ROOM, update }] });
}

/** Every event in its order: its type, or what it tells of the customer. */
async function written(): Promise<unknown[]> {
	const { events } = await log.snapshot();
	return events.map((event) => (event.type === 'detailsGiven' ? event.details : event.type));
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const told = { email: 'ana@example.com', phone: '+34600123456', plan: 'pro' };
const given = { email: 'ana@example.com.', phone: '+(34) 600 123 456', plan: 'pro' };

type Beginning = [string, () => Promise<unknown>];
const BEGINNINGS: Beginning[] = [
	['pageRuleMet', async () => (await publish(), customer.meet(['rule_plans']))],
	['conversationStarted', async () => void customer.start()],
];

test.each(BEGINNINGS)('E-04: %s has the e-mail of the customer before it', async (type, happen) => {
	readerTakes = 300;
	customer.setSettings(given);
	await happen();
	await pass(1_000);
	expect(await written()).toEqual([told, type]);
});

test.each(BEGINNINGS)(
	'E-04: %s does not wait longer than 2 s, and is followed',
	async (type, happen) => {
		readerTakes = 60_000;
		customer.setSettings(given);
		await happen();
		await pass(1_800);
		expect(await written()).toEqual([]);
		await pass(400);
		expect(await written()).toEqual([{ plan: 'pro' }, type]);
		await pass(60_000);
		const late = { email: told.email, phone: told.phone };
		expect(await written()).toEqual([{ plan: 'pro' }, type, late]);
	},
);

test.each(BEGINNINGS)('E-04: %s asks again for what could not be had', async (type, happen) => {
	readerTakes = undefined;
	customer.setSettings(given);
	await pass(100);
	readerTakes = 0;
	await happen();
	await pass(1_000);
	expect(await written()).toEqual([told, type]);
});

test('E-04: what could not be had is asked for again with the connection', async () => {
	readerTakes = undefined;
	customer.setSettings(given);
	const conversation = await customer.start();
	await customer.send(conversation, 'Hola');
	await pass(5_000);
	expect(await written()).toEqual([{ plan: 'pro' }, 'conversationStarted', 'messageSent']);
	customer.setOffline(true);
	readerTakes = 0;
	customer.setOffline(false);
	await pass(1_000);
	const late = { email: told.email, phone: told.phone };
	expect((await written()).slice(3)).toEqual([late]);
});

test('E-04: clicks while a conversation is being made all lead to that one', async () => {
	readerTakes = 1_000;
	customer.setSettings(given);
	const started = Promise.all([customer.start(), customer.start()]);
	await pass(1_500);
	const [first, second] = await started;
	expect(second).toBe(first);
	expect(await written()).toEqual([told, 'conversationStarted']);
});

test('E-04: a page that says nothing to be read makes nothing wait', async () => {
	customer.setSettings({ plan: 'pro' });
	await customer.start();
	expect(await written()).toEqual([{ plan: 'pro' }, 'conversationStarted']);
});

test('E-29: a look names what was new on the screen, once, and a late reply is new however old', async () => {
	const contact = log.contact;
	const reply = async (id: string, at: number) => {
		const by = { kind: 'teammate' as const, id: 'tmt_1' };
		const event = { id, at, by, type: 'messageSent' as const, conversation: 'cnv_1', text: id };
		await log.storage.commit({ events: [{ contact, chapter: 1, event, writer: 1 }] });
		await customer.refresh();
	};
	const looks = async () => {
		await pass(10);
		const { events } = await log.snapshot();
		return events.flatMap((event) => (event.type === 'conversationRead' ? [event.ids] : []));
	};
	await reply('evt_b', Date.now() - 1_000);
	customer.read('cnv_1');
	customer.read('cnv_1');
	expect(await looks()).toEqual([['evt_b']]);
	await customer.refresh();
	expect(customer.unread).toBe(0);
	await reply('evt_a', Date.now() - 60_000);
	expect(customer.unread).toBe(1);
	customer.read('cnv_1');
	expect(await looks()).toEqual([['evt_b'], ['evt_a']]);
	await customer.refresh();
	expect(customer.unread).toBe(0);
});
