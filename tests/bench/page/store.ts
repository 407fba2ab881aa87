import { newId } from '../../../src/lib/base/id';
import { seededRandom } from '../../../src/lib/base/random';
import { foldContact } from '../../../src/lib/model/contact-state';
import { conversationKey } from '../../../src/lib/model/conversation';
import type { DomainEvent } from '../../../src/lib/model/event';
import { databaseName } from '../../../src/lib/read/names';
import { deviceStorage } from '../../../src/lib/read/storage';
import { openStore } from '../../../src/lib/read/store';
import { Database } from '../../../src/lib/read/tables';
import { readWindow, threadOf } from '../../../src/lib/read/window';
import type { Recorded } from '../../import/conversations';

/** Runs in the browser: the production store, filled and asked as a desk does. */

const WORKSPACE = 'ws_bench';
const ME = 'agt_bench0000000000000000';
const TEAM = 'tea_bench0000000000000000';
const CONTACTS_A_COMMIT = 16;
const random = seededRandom('rows');
let at = 1_700_000_000_000;
const written: string[] = [];

/** `key`: under which a device keeps the conversation. */
type Written = { contact: string; key: string; events: DomainEvent[] };

/** As a core commits what the feed brings: whole contacts, some hundred events at a time. */
async function commit(people: Written[]): Promise<void> {
	const db = await new Database(WORKSPACE).open();
	const storage = deviceStorage(db.name);
	for (let start = 0; start < people.length; start += CONTACTS_A_COMMIT) {
		const some = people.slice(start, start + CONTACTS_A_COMMIT);
		await storage.commit({
			events: some.flatMap(({ contact, events }) =>
				events.map((event) => ({ contact, chapter: 1, event, writer: 1 })),
			),
			contacts: some.map(({ contact, events }) => foldContact(contact, events)),
		});
	}
	db.close();
}

async function fill(recordings: Recorded[]): Promise<{ events: number; ms: number }> {
	const people = recordings.map(eventsOf);
	written.push(...people.map(({ key }) => key));
	const start = performance.now();
	await commit(people);
	const ms = performance.now() - start;
	return { events: people.reduce((sum, { events }) => sum + events.length, 0), ms };
}

/** How long each of these takes, from the key of a conversation to what its screen shows first. */
async function openings(conversations: readonly string[]): Promise<number[]> {
	const store = openStore(databaseName(WORKSPACE));
	const samples: number[] = [];
	for (const key of conversations) {
		const start = performance.now();
		const read = await store.read((tables) => readWindow(tables, { key, limit: 50 }));
		const { entries } = threadOf(read.entries, read.row?.conversation, read.floor);
		if (entries.length === 0) throw new Error(`Nothing stands in ${key}.`);
		samples.push(performance.now() - start);
	}
	store.close();
	return samples;
}

const bench = {
	fill,
	opened(rounds: number): Promise<number[]> {
		const each = written.length / rounds;
		const spread = Array.from({ length: rounds }, (_, i) => written[Math.floor(i * each)] ?? '');
		return openings(spread);
	},
	async openedLong({ length, rounds }: { length: number; rounds: number }): Promise<number[]> {
		const turns = Array.from({ length }, (_, i) => ({
			by: i % 2 ? ('agent' as const) : ('customer' as const),
			text: `Mensaje número ${i} de una conversación larga`,
		}));
		const long = eventsOf({ id: 'long', services: [], turns });
		await commit([long]);
		return openings(Array.from({ length: rounds }, () => long.key));
	},
	async usage(): Promise<number> {
		return (await navigator.storage.estimate()).usage ?? NaN;
	},
};
export type PageBench = typeof bench;
Object.assign(globalThis, { bench });

function eventsOf({ turns }: Recorded): Written {
	const contact = newId('con', at, random);
	const conversation = newId('cnv', at, random);
	const customer = { kind: 'contact' as const, id: contact };
	const teammate = { kind: 'teammate' as const, id: ME };
	const events: DomainEvent[] = turns.map(({ by, text }) => ({
		id: newId('ev', ++at, random),
		at,
		by: by === 'customer' ? customer : teammate,
		type: 'messageSent',
		conversation,
		text,
	}));
	const mark = { id: newId('ev', ++at, random), at, by: teammate, conversation };
	const chance = random();
	if (chance < 0.3) events.push({ ...mark, type: 'conversationClosed' });
	else if (chance < 0.6) events.push({ ...mark, type: 'conversationAssigned', teammate: ME });
	else if (chance < 0.8) events.push({ ...mark, type: 'conversationAssigned', team: TEAM });
	return { contact, key: conversationKey(contact, conversation), events };
}
