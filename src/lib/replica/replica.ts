import { contactOf, type Conversation } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import type { Changes } from '../read/changes';
import { PROJECTION } from '../read/projection';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { draftId } from '../read/queries/drafts';
import type { DraftMode, DraftRow } from '../read/tables';
import type { EarlyTold } from './early';
import { Held, type Opened, type Position } from './held';
import { Reader, type ReaderOptions } from './reader';
import type { Batch } from './saving';
import type { Snapshot } from './snapshot';
import { topicOf } from './topic';
import { createTopics, type Topics } from './topics';
import type { InboxView, ListedConversation, ViewCounts } from './views';

export type ReplicaOptions = ReaderOptions & {
	me: string;
	/** Asks for a contact that has not come yet. */
	fetch?(contact: string): void;
};

/**
 * The page's working set: what its screens show, in memory. Owns nothing durable.
 *
 * P1 What somebody did is shown in the moment in which it is done, by the same fold that the store
 *    uses, over the rows that the store has. Once it is stored the store's rows take its place;
 *    when it cannot be stored it is taken back.
 * P2 What others changed arrives as rows: nothing is read again because of it.
 */
export class Replica {
	readonly #me: string;
	readonly #fetch: (contact: string) => void;
	readonly #topics: Topics;
	readonly #held: Held;
	readonly #reader: Reader;
	#listed: InboxView = { kind: 'all' };
	/** Until all rows are here. */
	#firstCounts: ViewCounts | undefined;

	constructor({ me, fetch = () => {}, ...options }: ReplicaOptions) {
		this.#me = me;
		this.#fetch = fetch;
		this.#topics = createTopics(options.report);
		this.#held = new Held(this.#topics, (what) => this.#reader.complete(what));
		this.#reader = new Reader(options, this.#held, this.#topics);
	}

	/** Reads what every screen needs. After a rebuild once more. */
	async start(): Promise<void> {
		await this.#reader.readSmall();
	}

	/** Shows it until the rows themselves are here. */
	show({ counts, rows }: Snapshot): void {
		this.#firstCounts = counts;
		this.#reader.filling.doubt(rows.map(({ id }) => id));
		this.#topics.batch(() => {
			const { conversations } = this.#held;
			conversations.putAll(rows.filter(({ id }) => !conversations.get(id)));
			this.#topics.touch(topicOf.conversations);
		});
	}

	/** Reads the rows of all conversations, in parts. What goes wrong is reported. */
	async fill(): Promise<void> {
		await this.#reader.fill().catch((error: unknown) => {
			this.#reader.report(error);
			this.#reader.retry(() => void this.fill());
		});
	}

	/** The beginning of the list that was shown last. */
	snapshot(limit: number): Snapshot {
		const rows = this.#held.conversations.list(this.#listed).slice(0, limit);
		return { projection: PROJECTION, counts: this.counts(), rows };
	}

	/** False while there are conversations on this device that are not here yet. */
	get isWhole(): boolean {
		return this.#reader.filling.isWhole;
	}

	/** Whether the store has more of a list than stands here. */
	hasMore({ kind }: InboxView): boolean {
		return kind === 'closed' && this.#held.conversations.closedFrom !== undefined;
	}

	/** Reads more of it. What goes wrong is reported; asked again, it is tried again. */
	async more(view: InboxView): Promise<void> {
		if (this.hasMore(view)) await this.#reader.filling.more().catch(this.#reader.report);
	}

	/** The list that is on the screen: the next start begins with it. */
	showing(view: InboxView): void {
		this.#listed = view;
	}

	list(view: InboxView): ListedConversation[] {
		return this.#held.conversations.list(view);
	}

	/** The same, with conversations that are still to come (early.ts). */
	shown(view: InboxView): ListedConversation[] {
		return this.#held.early.over(this.list(view), view);
	}

	counts(): ViewCounts {
		if (!this.isWhole && this.#firstCounts) return this.#firstCounts;
		return this.#held.conversations.counts(this.#me);
	}

	conversation(key: string): ListedConversation | undefined {
		return this.#held.conversations.get(key);
	}

	/** Of one contact, the newest first. */
	conversationsOf(contact: string): ListedConversation[] {
		const rows = this.#held.conversations.of(contact);
		return rows.filter((row) => row.shelf !== 'hidden').sort((a, b) => b.updatedAt - a.updatedAt);
	}

	/** Undefined until it was read: see `keep`. */
	opened(key: string): Opened | undefined {
		return this.#held.opened(key);
	}

	/** Holds these ready; the first is on the screen, the others may be next. */
	keep(keys: readonly string[]): void {
		this.#topics.batch(() => this.#held.trim(keys));
		this.#reader.open(keys);
		for (const key of keys) this.fetch(key);
	}

	/** Has a conversation brought at once that is not here; only the core knows if it is to come. */
	fetch(key: string): void {
		const contact = contactOf(key);
		if (contact && !this.#held.conversations.get(key)) this.#fetch(contact);
	}

	/** What is told of conversations that are still to come. */
	takeEarly(told: EarlyTold): void {
		this.#topics.batch(() => this.#held.takeEarly(told));
		if (told !== 'over') for (const key of this.#held.threads.keys()) this.fetch(key);
	}

	/** Reads one page more of a thread's past. */
	showOlder(key: string): Promise<void> {
		return this.#reader.older(key);
	}

	/** How many events wait on this device for the relay (U4). */
	get pending(): number {
		return this.#held.pending.size;
	}

	setting(name: string): unknown {
		return this.#held.settings.get(name);
	}

	draft(of: { conversation: string; mode: DraftMode }): DraftRow | undefined {
		return this.#held.draft(of);
	}

	/** Shows it before it is stored. */
	keepDraft(of: { conversation: string; mode: DraftMode; text: string; at: number }): void {
		const { text, at } = of;
		this.#topics.batch(() => this.#held.putDraft({ id: draftId(of), text, at }));
	}

	drafts(): DraftRow[] {
		return [...this.#held.drafts.values()];
	}

	/** The workspace's log of publishing and stopping, oldest first; undefined until it was read. */
	liveLog(): readonly LiveLogEvent[] | undefined {
		return this.#held.liveLog();
	}

	/** Calls back when what stands under a topic (`topicOf`) has changed. Returns how to stop. */
	follow(topic: string, callback: () => void): () => void {
		return this.#topics.follow(topic, callback);
	}

	/** What a writer of this device has told. */
	receive(changes: Changes): void {
		this.#topics.batch(() => this.#reader.feed.receive(changes));
	}

	/** Reads everything once more: something was written that nobody tells. */
	again(): void {
		this.#reader.again();
	}

	/** Notices what was told to nobody: its writer died in between. */
	check(): Promise<void> {
		return this.#reader.check();
	}

	/** What new events of a contact come after; undefined until it was read: see `meet`. */
	positionOf(contact: string): Position | undefined {
		return this.#held.positionOf(contact);
	}

	/** Reads the contacts that are not here; `''` is the `live` log. */
	meet(contacts: readonly string[]): Promise<void> {
		return this.#reader.meet(contacts);
	}

	/** P1. `stored` or `takeBack` ends it. */
	begin(contact: string, events: readonly DomainEvent[]): Batch {
		let batch: Batch = { contact, events };
		this.#topics.batch(() => (batch = this.#held.begin(contact, events)));
		return batch;
	}

	stored(batch: Batch, changes: Changes): void {
		batch.version = changes.version;
		this.#topics.batch(() => {
			this.#reader.stored(changes);
		});
	}

	takeBack(batch: Batch): void {
		this.#topics.batch(() => this.#held.end(batch.contact, (other) => other === batch));
	}

	/** Shows a conversation as read up to what it holds, or as unread; returns how to undo it. */
	remark(conversation: Conversation, isRead: boolean): () => void {
		let undo = () => {};
		this.#topics.batch(() => (undo = this.#held.remark(conversation, isRead)));
		return () => this.#topics.batch(undo);
	}

	stop(): void {
		this.#reader.isStopped = true;
		this.#reader.feed.stop();
	}
}
