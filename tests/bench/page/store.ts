import { newId } from '../../../src/lib/base/id';
import { seededRandom } from '../../../src/lib/base/random';
import { foldContact } from '../../../src/lib/model/contact-state';
import type { DomainEvent } from '../../../src/lib/model/event';
import { conversationList, type InboxView } from '../../../src/lib/read/queries/conversation-list';
import { search } from '../../../src/lib/read/queries/search';
import { thread } from '../../../src/lib/read/queries/thread';
import { viewCounts } from '../../../src/lib/read/queries/view-counts';
import { deviceStorage } from '../../../src/lib/read/storage';
import { Database } from '../../../src/lib/read/tables';
import type { Recorded } from '../../import/conversations';

/** Runs in the browser: the production read model, filled and asked as a desk does. */

const WORKSPACE = 'ws_bench';
const ME = 'agt_bench0000000000000000';
const TEAM = 'tea_bench0000000000000000';
const random = seededRandom('rows');
let at = 1_700_000_000_000;
let longest = '';

/** As a core commits what the feed brings: whole contacts, some hundred events at a time. */
async function fill(recordings: Recorded[]): Promise<number> {
	const db = await new Database(WORKSPACE).open();
	const storage = deviceStorage(db.name);
	let events = 0;
	for (let start = 0; start < recordings.length; start += 16) {
		const people = recordings.slice(start, start + 16).map(eventsOf);
		events += people.reduce((sum, each) => sum + each.events.length, 0);
		await storage.commit({
			events: people.flatMap(({ contact, events }) =>
				events.map((event) => ({ contact, chapter: 1, event, writer: 1 })),
			),
			contacts: people.map(({ contact, events }) => foldContact(contact, events)),
		});
	}
	db.close();
	return events;
}

/** One conversation of this many messages, for opening it. */
async function fillLong(messages: number): Promise<void> {
	const turns = Array.from({ length: messages }, (_, i) => ({
		by: i % 2 ? ('agent' as const) : ('customer' as const),
		text: `Mensaje número ${i} de una conversación larga`,
	}));
	await fill([{ id: 'long', services: [], turns }]);
}

/** From a closed database to what the inbox shows first: one page and the counts. */
async function openInbox(): Promise<void> {
	const db = new Database(WORKSPACE);
	await Promise.all([
		conversationList(db, { view: { kind: 'all' }, limit: 80 }),
		viewCounts(db, { me: ME }),
	]);
	db.close();
}

const VIEWS: InboxView[] = [
	{ kind: 'mine', me: ME },
	{ kind: 'unassigned' },
	{ kind: 'all' },
	{ kind: 'team', team: TEAM },
	{ kind: 'closed' },
];

async function timed(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

async function sample(times: number, work: (index: number) => Promise<unknown>) {
	const samples: number[] = [];
	for (let index = 0; index < times; index++) samples.push(await timed(() => work(index)));
	return samples;
}

const bench = {
	fill,
	fillLong,
	openings: (times: number) => sample(times, openInbox),
	async switches(times: number) {
		const db = new Database(WORKSPACE);
		await db.open();
		return sample(times, (index) =>
			conversationList(db, { view: VIEWS[index % VIEWS.length]!, limit: 80 }),
		);
	},
	async threads(times: number) {
		const db = new Database(WORKSPACE);
		await db.open();
		return sample(times, () => thread(db, { conversation: longest, limit: 50 }));
	},
	async searches(times: number, words: string[]) {
		const db = new Database(WORKSPACE);
		await db.open();
		return sample(times, (index) => search(db, { query: words[index % words.length]!, limit: 20 }));
	},
};
export type PageBench = typeof bench;
Object.assign(globalThis, { bench });

function eventsOf({ id, turns }: Recorded): { contact: string; events: DomainEvent[] } {
	const contact = newId('con', at, random);
	const conversation = newId('cnv', at, random);
	if (id === 'long') longest = conversation;
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
	return { contact, events };
}
