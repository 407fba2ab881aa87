import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PendingEvent, StoredEvent } from '../core/ports';
import { createWriter } from '../documents/event-log';
import { type ContactState, foldContact } from '../model/contact-state';
import { conversationKey } from '../model/conversation';
import { type DomainEvent, roomOf } from '../model/event';
import { entriesOf } from './log';
import { packSome } from './pack-legacy';
import { countersOf, rowsOf } from './project';
import { search } from './queries/search';
import { rebuild } from './rebuild';
import { putContacts } from './rows';
import { appendTexts } from './search-text';
import { type DeviceStorage, deviceStorage } from './storage';
import type { Store } from './store';
import { cutOff, stagedStore } from '../../../tests/store-stage';
import type { Database } from './tables';
import { discardFailed, storeWritten } from './write';

/** What happens to the store of a device of which a part was written before there were pages. */

const CONTACTS = ['con_0000000000000000000001', 'con_0000000000000000000002', ''];
const CONVERSATIONS = ['cnv_0000000000000000000001', 'cnv_0000000000000000000002'];
const ME = 'agt_00000000000000000001';
let made = 0;

type Is = 'sent' | 'saved' | 'failed';
/** What the device must hold, and how far it has come. */
type Held = { contact: string; chapter: number; event: DomainEvent; is: Is };

const draft = {
	contact: fc.constantFrom(...CONTACTS),
	conversation: fc.constantFrom(...CONVERSATIONS),
	at: fc.integer({ min: 1, max: 60 }),
	type: fc.nat(3),
};
const old = fc.record({
	...draft,
	is: fc.constantFrom<Is>('sent', 'sent', 'sent', 'saved', 'failed'),
	hasBytes: fc.boolean(),
});
const step = fc.record({
	...draft,
	does: fc.constantFrom(
		...(['page', 'page', 'own', 'feed', 'feed', 'confirm', 'confirm', 'confirmAll'] as const),
		...(['refuse', 'withdraw', 'again', 'restamp', 'discard', 'replace', 'mixed'] as const),
		...(['pack', 'reopen', 'rebuild', 'cutRebuild'] as const),
	),
	chapter: fc.integer({ min: 1, max: 2 }),
	pick: fc.nat(1_000),
});
type Old = typeof old extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Draft = Pick<Step, 'contact' | 'conversation' | 'at' | 'type'>;

function eventOf(of: Draft, kind: 'contact' | 'teammate' | 'engine'): DomainEvent {
	const { contact, conversation, at, type } = of;
	const id = `ev_${String(made++).padStart(20, '0')}`;
	const by = {
		kind: contact ? kind : ('teammate' as const),
		id: kind === 'contact' ? contact : ME,
	};
	if (contact === '') {
		return { id, at, by: { kind: 'teammate', id: ME }, type: 'workflowStopped', workflow: 'wfl_1' };
	}
	const base = { id, at, by, conversation };
	const text = `palabra${made}x`;
	if (type === 0 || kind === 'contact') return { ...base, type: 'messageSent', text };
	if (type === 1) return { ...base, type: 'noteAdded', text };
	if (type === 2) return { ...base, type: 'conversationAssigned', teammate: `agt_${at % 2}` };
	return { ...base, type: 'conversationClosed' };
}

class History {
	readonly #db: Database;
	readonly #store: Store;
	readonly #held = new Map<string, Held>();
	#core: DeviceStorage;
	#projection = 1;
	/** Rows are being made again, and somebody has closed the page. */
	#isHalf = false;

	constructor(db: Database, store: Store) {
		this.#db = db;
		this.#store = store;
		this.#core = deviceStorage(store.name);
	}

	/** As the version before pages has left it. */
	async begin(olds: readonly Old[]): Promise<void> {
		const writer = createWriter(7);
		await this.#store.write(async (tables) => {
			for (const { is, hasBytes, ...of } of olds) {
				const { contact, at } = of;
				const isWord = is === 'sent' && at % 3 === 0 && contact !== '';
				const event = eventOf(of, isWord ? 'contact' : 'teammate');
				const { id } = event;
				const room = roomOf(contact, 1, event);
				this.#hold({ contact, chapter: 1, event, is });
				const thread = contact ? { thread: conversationKey(contact, of.conversation) } : {};
				const row = { id, contact, chapter: 1, at, delivery: is, event, ...thread };
				await tables.entries.put(is === 'failed' ? { ...row, reason: 'x' } : { ...row, writer: 7 });
				if (is === 'saved') await tables.pending.put({ id, room, contact, event });
				if (is !== 'sent' || !hasBytes) continue;
				await tables.updates.put({ room, update: writer.append([event]) });
			}
			await putContacts(tables, this.#folds(...CONTACTS));
			const rows = await tables.entries.all();
			await appendTexts(
				tables,
				rows.filter(({ delivery }) => delivery !== 'saved'),
			);
		});
	}

	async take({ does, pick, chapter, ...of }: Step): Promise<void> {
		const { contact } = of;
		const all = this.#of('saved');
		const waiting = all[pick % Math.max(1, all.length)];
		const place = contact ? chapter : 1;
		switch (does) {
			case 'page': {
				const event = eventOf(of, 'teammate');
				const chapters = [...this.#held.values()].filter((one) => one.contact === contact);
				const newest = Math.max(1, ...chapters.map((one) => one.chapter));
				this.#hold({ contact, chapter: newest, event, is: 'saved' });
				await storeWritten(this.#store, [{ contact, events: [event] }]);
				return;
			}
			case 'own': {
				const item = this.#hold({
					contact,
					chapter: place,
					event: eventOf(of, 'engine'),
					is: 'saved',
				});
				return this.#core.commit({ pending: [pendingOf(item)], contacts: this.#folds(contact) });
			}
			case 'feed': {
				const item = this.#hold({
					contact,
					chapter: place,
					event: eventOf(of, 'contact'),
					is: 'sent',
				});
				return this.#core.commit({ events: [storedOf(item)], contacts: this.#folds(contact) });
			}
			case 'confirm':
				return this.#confirm(waiting ? [waiting] : []);
			case 'confirmAll':
				return this.#confirm(all);
			case 'mixed':
				return this.#mixed(of, place);
			case 'again':
				return this.#again();
			case 'pack':
				await packSome(this.#store);
				return;
			case 'reopen':
				this.#core.close();
				this.#core = deviceStorage(this.#store.name);
				return;
			case 'rebuild':
				return this.#rebuild(this.#store);
			case 'cutRebuild':
				return this.#rebuild(cutOff(this.#store, 1 + (pick % 3)));
			default:
				return this.#change(does, waiting, { pick, at: of.at });
		}
	}

	/** Whatever it was, nothing is half done in the end, and all words are found. */
	async end(): Promise<void> {
		if (this.#isHalf) await this.#rebuild(this.#store);
		while (await packSome(this.#store));
		await this.check();
		for (const { is, event, contact } of this.#held.values()) {
			if (is === 'failed' || !('text' in event) || !('conversation' in event)) continue;
			const hits = await search(this.#db, { query: String(event.text), limit: 9 });
			const key = conversationKey(contact, event.conversation ?? '');
			expect(hits.map(({ id }) => id)).toContain(key);
		}
		this.#core.close();
		await this.#db.delete();
	}

	async check(): Promise<void> {
		const found = await this.#store.read(async (tables) => {
			const rows = [];
			for (const contact of CONTACTS) rows.push(...(await entriesOf(tables, contact)));
			return rows.map((row) => [row.contact, row.id, row.chapter, row.at, row.delivery].join());
		});
		const wanted = [...this.#held.values()].map(({ contact, chapter, event, is }) =>
			[contact, event.id, chapter, event.at, is].join(),
		);
		expect(found.sort()).toEqual(wanted.sort());
		const pending = (await this.#core.pending()).map(({ event }) => event.id);
		expect(pending.sort()).toEqual(this.#of('saved').map(({ event }) => event.id));
		if (!this.#isHalf) await this.#checkRows();
	}

	async #checkRows(): Promise<void> {
		const rows = await this.#db.conversations.orderBy('id').toArray();
		const folded = this.#folds(...CONTACTS).flatMap((state) => rowsOf(state).conversations);
		folded.sort((a, b) => (a.id < b.id ? -1 : 1));
		expect(rows).toEqual(JSON.parse(JSON.stringify(folded)));
		const counts: Record<string, number> = {};
		for (const key of folded.flatMap(countersOf)) counts[key] = (counts[key] ?? 0) + 1;
		const stored = (await this.#db.counters.toArray()).filter(({ count }) => count !== 0);
		expect(Object.fromEntries(stored.map(({ id, count }) => [id, count]))).toEqual(counts);
	}

	async #confirm(some: readonly Held[]): Promise<void> {
		for (const item of some) item.is = 'sent';
		await this.#core.commit({
			confirmed: some.map(({ event }) => event.id),
			events: some.map(storedOf),
		});
	}

	/** News, an answer, a refusal and a withdrawal in one change. */
	async #mixed(of: Draft, chapter: number): Promise<void> {
		const [sent, failed, undone] = this.#of('saved');
		const { contact } = of;
		const fresh = this.#hold({ contact, chapter, event: eventOf(of, 'teammate'), is: 'saved' });
		if (sent) sent.is = 'sent';
		if (failed) failed.is = 'failed';
		if (undone) this.#held.delete(undone.event.id);
		const touched = [sent, failed, undone].flatMap((item) => item?.contact ?? []);
		await this.#core.commit({
			pending: [pendingOf(fresh)],
			events: sent ? [storedOf(sent)] : [],
			confirmed: sent ? [sent.event.id] : [],
			refused: failed ? [{ id: failed.event.id, reason: 'x' }] : [],
			withdrawn: undone ? [undone.event.id] : [],
			contacts: this.#folds(contact, ...touched),
		});
	}

	/** The relay's log was put back. */
	async #again(): Promise<void> {
		const items = await this.#core.confirmedBy(({ kind }) => kind !== 'contact');
		const sent = this.#of('sent').filter(({ event }) => event.by.kind !== 'contact');
		expect(items.map(({ event }) => event.id).sort()).toEqual(sent.map(({ event }) => event.id));
		for (const item of sent) item.is = 'saved';
		await this.#core.commit({ pending: items.map((item) => ({ ...item, again: true })) });
	}

	async #change(
		does: 'refuse' | 'withdraw' | 'restamp' | 'discard' | 'replace',
		waiting: Held | undefined,
		{ pick, at }: { pick: number; at: number },
	): Promise<void> {
		const failed = this.#of('failed')[0];
		const words = this.#of('sent').filter(({ event }) => event.by.kind === 'contact');
		const item = does === 'discard' ? failed : does === 'replace' ? words[pick % 3] : waiting;
		if (!item) return;
		const { id } = item.event;
		if (does === 'refuse') item.is = 'failed';
		if (does === 'withdraw' || does === 'discard') this.#held.delete(id);
		if (does === 'restamp') item.event = { ...item.event, at };
		if (does === 'replace') item.event = { ...item.event, arrivedAt: at + 100 };
		const contacts = this.#folds(item.contact);
		if (does === 'discard') return discardFailed(this.#store, id);
		if (does === 'withdraw') return this.#core.commit({ withdrawn: [id], contacts });
		if (does === 'restamp') return this.#core.commit({ pending: [pendingOf(item)], contacts });
		if (does === 'refuse') return this.#core.commit({ refused: [{ id, reason: 'x' }], contacts });
		return this.#core.commit({ events: [{ ...storedOf(item), replaces: true }], contacts });
	}

	async #rebuild(store: Store): Promise<void> {
		try {
			await rebuild(store, this.#projection);
			this.#projection++;
			this.#isHalf = false;
		} catch {
			this.#isHalf = true;
		}
	}

	#hold(item: Held): Held {
		this.#held.set(item.event.id, item);
		return item;
	}

	/** By id. */
	#of(is: Is): Held[] {
		const found = [...this.#held.values()].filter((item) => item.is === is);
		return found.sort((a, b) => (a.event.id < b.event.id ? -1 : 1));
	}

	#folds(...contacts: string[]): ContactState[] {
		return [...new Set(contacts)].filter(Boolean).map((contact) => {
			const own = [...this.#held.values()].filter((item) => item.contact === contact);
			const events = own.filter(({ is }) => is !== 'failed').map(({ event }) => event);
			return foldContact(contact, events);
		});
	}
}

function storedOf({ contact, chapter, event }: Held): StoredEvent {
	return { contact, chapter, event, writer: 5 };
}

function pendingOf({ contact, chapter, event }: Held): PendingEvent {
	return { room: roomOf(contact, chapter, event), contact, event };
}

test('nothing is lost, doubled or told in another state, whatever happens', async () => {
	const steps = fc.array(step, { maxLength: 30, size: 'max' });
	await fc.assert(
		fc.asyncProperty(fc.array(old, { maxLength: 14 }), steps, async (olds, taken) => {
			const { db, store } = stagedStore(`ws_history${made++}`);
			await db.open();
			const history = new History(db, store);
			await history.begin(olds);
			for (const each of taken) {
				await history.take(each);
				await history.check();
			}
			await history.end();
		}),
		{ numRuns: 60 },
	);
}, 240_000);
