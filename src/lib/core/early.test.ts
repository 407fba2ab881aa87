import { expect, test } from 'vitest';
import { AGENT, ANA, engineOf, hello, setup, tagging, texts } from '../../../tests/core-stage';
import { memoryStorage } from './memory-storage';
import type { EarlyPage } from '../model/early-row';
import { Arrivals } from './arrivals';
import { createWriter } from '../documents/event-log';
import { contactRoom } from '../model/room';
import { createEarly, type EarlyTold } from './early';
import type { FeedEntry, Relay, RelayListener } from './ports';

/** A device that has much to read: what it shows before, and what it fetches (architecture). */

const rows: EarlyPage['rows'] = [
	{
		...{ id: 'cnv_1', contact: ANA, state: 'open', updatedAt: 5, teammate: null, team: null },
		...{ tags: [], priority: 'none' },
	},
];
const next = { at: 5, key: 'k' };

/** The answers of the relay are numbers: which page of `pages` is meant. */
function asking(pages: (EarlyPage | undefined)[], isBehind = () => true) {
	const asked: unknown[] = [];
	const told: EarlyTold[] = [];
	const relay = {
		early: (before?: unknown) => void asked.push(before ?? 'first'),
		fetch: (contact: string) => void asked.push(contact),
	} as unknown as Relay;
	const host = {
		read: ([number = 0]: Uint8Array) => pages[number],
		tell: (what: EarlyTold) => void told.push(what),
	};
	const early = createEarly({ relay, host, isBehind });
	const answer = (page: number) => early.received(Uint8Array.of(page));
	return { early, asked, told, answer };
}

test('P17: pages are asked for until there are no more, and told as they come', () => {
	const { early, asked, told, answer } = asking([{ rows, next }, { rows }]);
	early.begin();
	answer(0);
	answer(1);
	expect(asked).toEqual(['first', next]);
	expect(told).toEqual([
		{ rows, isFirst: true },
		{ rows, isFirst: false },
	]);
	early.end();
	expect(told.at(-1)).toBe('over');
});

test('E2: a cut in the middle begins again, and so does what was opened', () => {
	const { early, asked, told, answer } = asking([{ rows, next }]);
	early.begin();
	answer(0);
	early.fetch(ANA);
	early.fetch(ANA);
	early.begin();
	answer(0);
	expect(asked).toEqual(['first', next, ANA, 'first', ANA, next]);
	expect(told.at(-1)).toEqual({ rows, isFirst: true });
});

test('E3: a relay that never ends, says nonsense or nothing is asked so often and no more', () => {
	const endless = asking([{ rows: [], next }]);
	endless.early.begin();
	for (let i = 0; i < 1_000; i++) endless.answer(0);
	expect(endless.asked.length).toBe(25);
	const odd = asking([undefined, { rows: [] }]);
	odd.early.begin();
	odd.answer(0);
	odd.answer(1);
	expect(odd.asked).toEqual(['first']);
	for (let i = 0; i < 1_000; i++) odd.early.fetch(`con_${i}`);
	expect(odd.asked.length).toBe(51);
});

test('a device to which hardly anything is missing asks for nothing and believes nothing', () => {
	const { early, asked, told, answer } = asking([{ rows, next }], () => false);
	early.begin();
	early.fetch(ANA);
	early.fetch(undefined);
	answer(0);
	expect([asked, told]).toEqual([[], []]);
});

test('what was fetched is taken before the feed, and what is handled apart from what is news', () => {
	const arrivals = new Arrivals();
	const entry = (seq: number, room = `contact/con_0000000000000001/1/said`): FeedEntry => {
		return { seq, room, update: new Uint8Array(1) };
	};
	arrivals.add([{ entry: entry(1) }]);
	arrivals.addAhead([entry(4), entry(6), entry(9), entry(9, 'workspace'), entry(9, 'live')]);
	expect(arrivals.size).toBe(4);
	const taken = [1, 2, 3].map(() =>
		arrivals.take(6).map((arrival) => 'entry' in arrival && arrival.entry.seq),
	);
	expect(taken).toEqual([[4, 6], [9], [1]]);
});

const OTHERS = Array.from({ length: 59 }, (_, i) => `ct_other${String(i).padStart(16, '0')}`);

/** Twenty words of each of sixty customers, as the relay has them. */
function longLog(now: number): FeedEntry[] {
	const contacts = [...OTHERS, ANA].map((id, i) => ({ id, writer: createWriter(i + 1) }));
	return Array.from({ length: 1_200 }, (_, i) => {
		const { id, writer } = contacts[i % contacts.length]!;
		const by = { kind: 'contact' as const, id };
		const event = {
			...hello(`word ${i}`),
			id: `ev_${String(i).padStart(16, '0')}`,
			at: now + i,
			by,
		};
		return {
			seq: i + 1,
			room: contactRoom(id, 1, 'said'),
			update: writer.append([event]),
			at: now,
		};
	});
}

/** A device that has read nothing of it, on a line that says what the test says. */
async function farBehind() {
	const { open, pass, clock, problems } = setup();
	const log = longLog(clock.now());
	const ofAna = log.filter(({ room }) => room.includes(ANA));
	const told: EarlyTold[] = [];
	const asked: unknown[] = [];
	let listener: RelayListener | undefined;
	const up = (epoch = 'e1') =>
		listener?.up({
			...{ epoch, head: log.length, now: 1_000, roundTripMs: 0, principal: AGENT.id },
			...{ role: 'agent', workspace: 'ws', handled: log.length },
		});
	const silent: Relay = {
		...{ push() {}, requestLease() {}, releaseLease() {}, reconnect() {}, stop() {} },
		start: (given) => void ((listener = given), up()),
		follow: (cursor) => void asked.push(cursor),
		early: () => void asked.push('early'),
		fetch: (contact) => void asked.push(contact),
	};
	const storage = memoryStorage();
	const host = { read: () => ({ rows }), tell: (what: EarlyTold) => void told.push(what) };
	const engine = engineOf(tagging);
	const device = await open(AGENT, { relay: silent, storage, early: host, engine });
	await pass(100);
	const say = () => listener as RelayListener;
	return { device, storage, log, ofAna, told, asked, say, up, pass, problems };
}

test('rows come before the feed and are told, not stored; a contact that is fetched is', async () => {
	const { device, storage, log, ofAna, told, asked, say, pass, problems } = await farBehind();
	expect(asked).toEqual(['early', 0]);
	say().early(new Uint8Array());
	expect(told).toEqual([{ rows, isFirst: true }]);
	expect(await texts(storage)).toEqual([]);
	device.core.fetch(ANA);
	expect(asked.at(-1)).toBe(ANA);
	say().ahead(ofAna);
	await pass(100);
	expect((await texts(storage)).length).toBe(ofAna.length);
	// The pill goes on: nothing of the feed has come.
	expect(await storage.setting('cursor')).toBe(0);
	expect(device.core.status()).toMatchObject({ catchUp: { done: 0, of: log.length } });
	// The engine of the team has handled it: nobody decides on it once more.
	expect(await storage.inbox(10)).toEqual([]);
	say().entries(log);
	say().caughtUp(log.length);
	await pass(100);
	expect((await texts(storage)).length).toBe(ofAna.length);
	expect(await storage.setting('cursor')).toBe(log.length);
	expect(told.at(-1)).toBe('over');
	expect(device.core.status()).toMatchObject({ connection: 'synced', catchUp: undefined });
	expect(problems).toEqual([]);
});

test('a relay that is restored in the middle: what was fetched stays, once, and the rest comes', async () => {
	const { device, storage, log, ofAna, told, asked, say, up, pass, problems } = await farBehind();
	device.core.fetch(ANA);
	say().ahead(ofAna);
	say().entries(log.slice(0, 300));
	await pass(100);
	say().down('network');
	up('e2');
	await pass(100);
	expect(asked.slice(2)).toEqual([ANA, 'early', ANA, 0]);
	say().early(new Uint8Array());
	expect(told.at(-1)).toMatchObject({ isFirst: true });
	say().entries(log);
	say().caughtUp(log.length);
	await pass(100);
	expect((await texts(storage)).length).toBe(ofAna.length);
	expect(told.at(-1)).toBe('over');
	expect(problems).toEqual([]);
});
