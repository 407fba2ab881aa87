import { groupBy } from '../base/group-by';
import { type Changes, TOLD } from '../read/changes';
import { entriesOf } from '../read/log';
import { type Store, versionOf } from '../read/store';
import type { StoreTables } from '../read/store-tables';
import type { ConversationRow } from '../read/tables';
import { readOlder, readWindow } from '../read/window';
import { Feed } from './feed';
import { Filling } from './filling';
import type { Held, Lacking } from './held';
import { PAGE } from './threads';
import { topicOf } from './topic';
import type { Topics } from './topics';

export type ReaderOptions = {
	store: Store;
	/** Between two parts of a long reading: lets everything that a person waits for go first. */
	pause(): Promise<void>;
	after(ms: number, callback: () => void): () => void;
	report(error: unknown): void;
};

/** What could not be read is tried again so much later. */
const RETRY_MS = 2_000;

/**
 * Brings rows from the store into memory, and what is told after that.
 *
 * R1 Everything in memory stands as of one version of the store: what was read as of a later one
 *    waits until what was told up to it is known.
 * R2 What is told while something is read, and is newer than that, is applied to it afterwards.
 * R3 What was lost is read again until that has succeeded, whatever is lost or fails meanwhile.
 */
export class Reader {
	readonly feed: Feed;
	readonly filling: Filling;
	readonly #options: ReaderOptions;
	readonly #held: Held;
	readonly #topics: Topics;
	/** What was told since each reading began that is not done (R2). */
	readonly #readings = new Set<Changes[]>();
	readonly #opening = new Map<string, Promise<void>>();
	readonly #all: Rereading;
	readonly #threads: Rereading;
	/** The last change of more events than are told one by one. */
	#manyAt = 0;
	/** Up to here everything is being read once more. */
	#rereadUpTo = 0;
	isStopped = false;

	constructor(options: ReaderOptions, held: Held, topics: Topics) {
		this.#options = options;
		this.#held = held;
		this.#topics = topics;
		const filling = {
			read: this.#read.bind(this),
			pause: options.pause,
			isStopped: () => this.isStopped,
		};
		this.filling = new Filling(filling, held, topics);
		this.#all = this.#rereading(() => this.#readAll());
		this.#threads = this.#rereading(() => this.#readThreads());
		this.feed = new Feed({
			apply: (changes) => this.#apply(changes),
			lost: () => this.again(),
			after: options.after,
		});
	}

	/** What is small and wanted by every screen. */
	async readSmall(): Promise<void> {
		const { settings, drafts, pending } = this.#held;
		await this.#read(
			(tables) => Promise.all([tables.settings.all(), tables.drafts.all(), tables.pending.all()]),
			([allSettings, allDrafts, allPending]) => {
				settings.clear();
				for (const { name, value } of allSettings) settings.set(name, value);
				drafts.clear();
				for (const draft of allDrafts) drafts.set(draft.id, draft);
				pending.clear();
				for (const { order = 0, failed } of allPending)
					if (failed === undefined) pending.add(order);
				for (const topic of [topicOf.settings, topicOf.drafts, topicOf.pending]) {
					this.#topics.touch(topic);
				}
			},
			(version) => this.feed.startAt(version),
		);
	}

	/** Reads the rows of all conversations that lists show, in parts. */
	fill(): Promise<void> {
		return this.filling.fill();
	}

	/** Reads these conversations, where they are not here. */
	open(keys: readonly string[]): void {
		for (const key of keys) if (!this.#held.threads.has(key)) this.#open(key);
	}

	/** Reads one page more of a thread's past. */
	async older(key: string): Promise<void> {
		const before = this.#held.threads.get(key)?.floor;
		if (!before) return;
		const { isOfAll } = await this.#read(
			(tables) => readOlder(tables, { key, limit: PAGE, before }),
			(older) => {
				this.#held.threads.putOlder(key, { ...older, before });
				this.#held.touchOpened(key);
			},
		);
		if (!isOfAll) await this.#readThread(key);
	}

	/** Reads the contacts that are not here; `''` is the `live` log. */
	async meet(contacts: readonly string[]): Promise<void> {
		const { contacts: kept } = this.#held;
		const missing = contacts.filter((contact) => contact && !kept.get(contact));
		if (contacts.includes('') && !this.#held.liveLog()) await this.readLive();
		if (missing.length) await this.#readContacts(missing);
	}

	async readLive(): Promise<void> {
		const { isOfAll } = await this.#read(
			(tables) => entriesOf(tables, ''),
			(entries) => this.#held.putLive(entries),
		);
		if (!isOfAll) await this.readLive();
	}

	/** Notices what was told to nobody: its writer died in between. */
	async check(): Promise<void> {
		await this.feed.reached(await this.#options.store.read(versionOf));
	}

	/** This page has stored it; its batches end once all that came before is known. */
	stored(changes: Changes): void {
		this.feed.receive(changes);
		this.#endStored();
	}

	/** Something was not told: all is read once more, while what is here stays on the screen. */
	again(): void {
		this.#all.ask();
	}

	/** An open thread lacks what its row speaks of. */
	complete(what: Lacking): void {
		if ('thread' in what) this.#open(what.thread);
		else this.meet([what.contact]).catch(this.report);
	}

	/** A page that is closed has nobody to tell. */
	readonly report = (error: unknown): void => {
		if (!this.isStopped) this.#options.report(error);
	};

	retry(work: () => void): void {
		this.#options.after(RETRY_MS, () => {
			if (!this.isStopped) work();
		});
	}

	#open(key: string): void {
		if (this.#opening.has(key)) return;
		const opening = this.#readThread(key)
			.catch((error: unknown) => {
				this.report(error);
				this.retry(() => this.#open(key));
			})
			.finally(() => this.#opening.delete(key));
		this.#opening.set(key, opening);
	}

	/** As far back as it was read before. */
	async #readThread(key: string): Promise<void> {
		const floor = this.#held.threads.get(key)?.floor;
		const { isOfAll } = await this.#read(
			(tables) => readWindow(tables, { key, limit: PAGE, ...(floor && { floor }) }),
			(window) => {
				const { row, mark, contact, runs, rows } = window;
				this.#held.threads.put(key, window);
				if (row) this.#held.contacts.put(row.contact, contact, runs);
				this.#held.readMark(key, mark);
				this.#putRows(rows);
				this.#held.touchOpened(key);
			},
		);
		// What came while it was read was told to nobody.
		if (!isOfAll) await this.#readThread(key);
	}

	async #readContacts(contacts: readonly string[]): Promise<void> {
		await this.#read(
			(tables) =>
				Promise.all([
					tables.contacts.bulkGet([...contacts]),
					tables.runs.under('contact', [...contacts]),
					tables.conversations.under('contact', [...contacts]),
				]),
			([rows, runs, conversations]) => {
				const runsOf = groupBy(runs, ({ contact }) => contact);
				contacts.forEach((contact, index) => {
					this.#held.contacts.put(contact, rows[index], runsOf.get(contact) ?? []);
				});
				this.#putRows(conversations);
			},
		);
	}

	#putRows(rows: readonly ConversationRow[]): void {
		this.filling.confirm(rows);
		for (const row of rows) this.#held.putRow(row);
	}

	async #read<T>(
		look: (tables: StoreTables) => PromiseLike<T>,
		use: (found: T) => void,
		before: (version: number) => void | Promise<void> = (version) => this.feed.reached(version),
	): Promise<{ isOfAll: boolean }> {
		const meanwhile: Changes[] = [];
		this.#readings.add(meanwhile);
		try {
			const [version, found] = await this.#options.store.read((tables) =>
				Promise.all([versionOf(tables), look(tables)]),
			);
			await before(version);
			if (this.isStopped) return { isOfAll: true };
			// What was skipped since then was told to nobody: it is read again as of now.
			if (version < this.feed.startedAt) return await this.#read(look, use, before);
			this.#topics.batch(() => {
				use(found);
				for (const changes of meanwhile) {
					if (changes.version > version) this.#held.put(changes.rows);
				}
			});
			return { isOfAll: this.#manyAt <= version };
		} finally {
			this.#readings.delete(meanwhile);
		}
	}

	#apply({ version, rows }: Changes): void {
		for (const meanwhile of this.#readings) meanwhile.push({ version, rows });
		const { events, conversations, ...others } = rows;
		if (events === 'many') this.#manyAt = version;
		if (conversations && conversations !== 'many') {
			this.filling.confirm(conversations.put);
		}
		this.#topics.batch(() => {
			this.#held.put(rows);
			this.#endStored();
		});
		if ([conversations, ...Object.values(others)].includes('many')) this.again();
		else if (events === 'many') this.#threads.ask();
	}

	/** What was stored stands in the rows by now, or will when they were read once more. */
	#endStored(upTo = this.feed.known): void {
		for (const contact of this.#held.saving()) {
			this.#held.end(contact, ({ version = Infinity }) => {
				return version <= upTo && version > this.#rereadUpTo;
			});
		}
	}

	#rereading(read: () => Promise<void>): Rereading {
		return new Rereading(read, (error, ask) => {
			this.report(error);
			this.retry(ask);
		});
	}

	async #readThreads(): Promise<void> {
		if (this.isStopped) return;
		for (const key of this.#held.threads.keys()) await this.#readThread(key);
		if (this.#held.liveLog()) await this.readLive();
	}

	async #readAll(): Promise<void> {
		if (this.isStopped) return;
		const { conversations, contacts } = this.#held;
		this.filling.doubt(conversations.keys());
		await this.readSmall();
		this.#rereadUpTo = this.feed.startedAt;
		await this.#readThreads();
		if (contacts.keys().length) await this.#readContacts(contacts.keys());
		await this.filling.fill();
		this.#rereadUpTo = 0;
		this.#topics.batch(() => {
			this.#endStored();
			for (const table of TOLD) this.#topics.touch(topicOf.table(table));
		});
	}
}

/** Reads once more, and once more after that where it is asked for meanwhile. */
class Rereading {
	readonly #read: () => Promise<void>;
	readonly #failed: (error: unknown, ask: () => void) => void;
	#isAsked = false;
	#isReading = false;

	constructor(read: () => Promise<void>, failed: (error: unknown, ask: () => void) => void) {
		this.#read = read;
		this.#failed = failed;
	}

	readonly ask = (): void => {
		this.#isAsked = true;
		if (!this.#isReading) void this.#readAsAsked();
	};

	async #readAsAsked(): Promise<void> {
		this.#isReading = true;
		try {
			while (this.#isAsked) {
				this.#isAsked = false;
				await this.#read();
			}
		} catch (error) {
			this.#failed(error, this.ask);
		} finally {
			this.#isReading = false;
		}
	}
}
