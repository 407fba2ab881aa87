import { expect, test } from 'vitest';
import { AGENT, ANA, engineOf, hello, setup, tagging, texts } from '../../../tests/core-stage';
import { memoryStorage } from './memory-storage';
import { Arrivals } from './arrivals';
import { createWriter } from '../documents/event-log';
import { contactRoom } from '../model/room';
import type { FeedEntry, Relay, RelayListener } from './ports';
import { createWanted } from './wanted';

/** A device that has much to read, and somebody who opens what has not come (architecture). */

test('W1: what was opened is asked for once, and again after a cut; in the end no more', () => {
	const asked: string[] = [];
	const relay = { fetch: (contact: string) => void asked.push(contact) } as unknown as Relay;
	let isBehind = false;
	const wanted = createWanted(relay, () => isBehind);
	wanted.begin(true);
	wanted.fetch(ANA);
	expect(asked).toEqual([]);
	isBehind = true;
	wanted.fetch(ANA);
	wanted.fetch(ANA);
	// A relay that does not know the question would close the socket.
	wanted.begin(false);
	expect(asked).toEqual([ANA]);
	wanted.begin(true);
	expect(asked).toEqual([ANA, ANA]);
	for (let i = 0; i < 1_000; i++) wanted.fetch(`con_${String(i).padStart(20, '0')}`);
	expect(asked.length).toBe(51);
	wanted.end();
	wanted.begin(true);
	expect(asked.length).toBe(51);
});

test('W1: what has come is not asked for again; what is no name of a contact never is', () => {
	const asked: string[] = [];
	const relay = { fetch: (contact: string) => void asked.push(contact) } as unknown as Relay;
	const wanted = createWanted(relay, () => true);
	wanted.begin(true);
	// The relay closes a socket that asks for such a name, and it would be asked for again.
	for (const name of ['x'.repeat(81), '', 'a/b', '../con', 'con_1/1/said']) wanted.fetch(name);
	expect(asked).toEqual([]);
	wanted.fetch(ANA);
	const room = contactRoom(ANA, 1, 'said');
	wanted.came([{ seq: 1, room, update: new Uint8Array() }]);
	wanted.begin(true);
	expect(asked).toEqual([ANA]);
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
	const asked: unknown[] = [];
	let listener: RelayListener | undefined;
	const up = (epoch = 'e1') =>
		listener?.up({
			...{ epoch, head: log.length, now: 1_000, roundTripMs: 0, principal: AGENT.id },
			...{ role: 'agent', workspace: 'ws', early: true, handled: log.length },
		});
	const silent: Relay = {
		...{ push() {}, requestLease() {}, releaseLease() {}, reconnect() {}, stop() {} },
		start: (given) => void ((listener = given), up()),
		follow: (cursor) => void asked.push(cursor),
		fetch: (contact) => void asked.push(contact),
	};
	const storage = memoryStorage();
	const engine = engineOf(tagging);
	const device = await open(AGENT, { relay: silent, storage, engine });
	await pass(100);
	const say = () => listener as RelayListener;
	return { device, storage, log, ofAna, asked, say, up, pass, problems };
}

test('a contact that is fetched is stored before the feed has come to it, and held once', async () => {
	const { device, storage, log, ofAna, asked, say, pass, problems } = await farBehind();
	expect(asked).toEqual([0]);
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
	expect(device.core.status()).toMatchObject({ connection: 'synced', catchUp: undefined });
	expect(problems).toEqual([]);
});

test('a relay that is restored in the middle: what was fetched stays, once, and the rest comes', async () => {
	const { device, storage, log, ofAna, asked, say, up, pass, problems } = await farBehind();
	device.core.fetch(ANA);
	say().ahead(ofAna);
	say().entries(log.slice(0, 300));
	await pass(100);
	say().down('network');
	up('e2');
	await pass(100);
	expect(asked).toEqual([0, ANA, 0]);
	say().entries(log);
	say().caughtUp(log.length);
	await pass(100);
	expect((await texts(storage)).length).toBe(ofAna.length);
	expect(problems).toEqual([]);
});
