import type { Contact } from '../model/contact';
import { type Conversation, conversationKey } from '../model/conversation';
import { type DomainEvent } from '../model/event';
import { entryKey } from '../model/logged';
import type { Run } from '../model/run';
import { type ChangedRows, type RowChange, TOLD } from '../read/changes';
import { markAfter } from '../read/own';
import { draftId } from '../read/queries/drafts';
import { type LiveLogEvent, liveEventsOf } from '../read/queries/live-versions';
import type { ConversationRow, DraftMode, DraftRow, EntryRow, MarkRow } from '../read/tables';
import { type Thread, threadOf } from '../read/window';

import { Contacts } from './contacts';
import { Conversations } from './conversations';
import { EarlyRows, type EarlyTold } from './early';
import { type Batch, entriesAhead, rowsAhead } from './saving';
import { Threads } from './threads';
import { topicOf } from './topic';
import type { Topics } from './topics';
import { listed, type ListedConversation } from './views';

export type { ThreadEntry } from '../read/window';

/** What a screen shows of one conversation. */
export type Opened = {
	id: string;
	/** Undefined where this device knows no such conversation. */
	row: ListedConversation | undefined;
	/** It is on its way. */
	isComing: boolean;
	thread: Thread;
	contact: Contact | undefined;
	/** The contact's, newest first. */
	runs: Run[];
};

/** What the maker of events must know: they come after `after`, and saw this. */
export type Position = { after: number; conversations: Record<string, Conversation> };

/** Of a contact for whom something is being stored: the rows as the store has them. */
type Under = {
	rows: Map<string, ConversationRow>;
	batches: Batch[];
	/** As it will be once it is stored. */
	contact: Contact | undefined;
};

/** What was not read of something that is on the screen. */
export type Lacking = { thread: string } | { contact: string };

/**
 * The rows in memory, and what is shown of them. Knows neither the store nor when it is read.
 *
 * H1 What is shown of a contact is the store's rows, and over them the fold of what is being
 *    stored.
 */
export class Held {
	readonly conversations = new Conversations();
	readonly early = new EarlyRows(this.conversations);
	readonly contacts = new Contacts();
	readonly threads = new Threads();
	readonly drafts = new Map<string, DraftRow>();
	readonly settings = new Map<string, unknown>();
	/** Their places in the queue. */
	readonly pending = new Set<number>();
	readonly #marks = new Map<string, MarkRow>();
	readonly #under = new Map<string, Under>();
	readonly #opened = new Map<string, Opened>();
	readonly #topics: Topics;
	/** Of the `live` log; undefined until it was read. */
	#live: Map<string, EntryRow> | undefined;
	#liveLog: LiveLogEvent[] | undefined;

	/** Told of an open thread that lacks something which its row speaks of. */
	readonly #lacks: (what: Lacking) => void;
	/** Marks that are about to be stored: how many, by conversation. */
	readonly #remarking = new Map<string, number>();

	constructor(topics: Topics, lacks: (what: Lacking) => void) {
		this.#topics = topics;
		this.#lacks = lacks;
	}

	opened(key: string): Opened | undefined {
		const known = this.#opened.get(key);
		if (known) return known;
		const thread = this.threads.get(key);
		if (!thread) return undefined;
		const row = this.conversations.get(key);
		const contact = row?.contact ?? '';
		const under = this.#under.get(contact);
		const kept = this.contacts.get(contact);
		const stored = [...thread.entries];
		const ahead = entriesAhead(under?.batches ?? [], key);
		const isStored = new Set(stored.map(({ id }) => id));
		const entries = [...stored, ...ahead.filter(({ id }) => !isStored.has(id))];
		const opened: Opened = {
			id: key,
			row,
			isComing: this.early.get(key) !== undefined,
			thread: threadOf(entries, row?.conversation, thread.floor),
			contact: under?.contact ?? kept?.row.contact,
			runs: [...(kept?.runs.values() ?? [])].sort(byStart).map(({ run }) => run),
		};
		this.#opened.set(key, opened);
		return opened;
	}

	takeEarly(told: EarlyTold): void {
		if (!this.early.take(told)) return;
		for (const key of this.threads.keys()) this.touchOpened(key);
		this.#topics.touch(topicOf.conversations);
	}

	draft(of: { conversation: string; mode: DraftMode }): DraftRow | undefined {
		return this.drafts.get(draftId(of));
	}

	liveLog(): readonly LiveLogEvent[] | undefined {
		return (this.#liveLog ??= this.#live && liveEventsOf([...this.#live.values()]));
	}

	/** Before it is stored, so that it is there for a person who comes straight back. */
	putDraft(draft: DraftRow): void {
		if (draft.text.trim()) this.drafts.set(draft.id, draft);
		else this.drafts.delete(draft.id);
		this.#topics.touch(topicOf.drafts);
	}

	putLive(entries: readonly EntryRow[]): void {
		this.#live = new Map(entries.map((entry) => [entry.id, entry]));
		this.#liveLog = undefined;
		this.#topics.touch(topicOf.live);
	}

	positionOf(contact: string): Position | undefined {
		const saving = this.#under.get(contact)?.batches.flatMap(({ events }) => events) ?? [];
		const newest = contact ? this.contacts.get(contact)?.row.newest.at : this.#newestLive();
		if (newest === undefined) return undefined;
		const rows = this.conversations.of(contact);
		return {
			after: Math.max(newest, ...saving.map(({ at }) => at)),
			conversations: Object.fromEntries(
				rows.map(({ conversation }) => [conversation.id, conversation]),
			),
		};
	}

	/** Shows what is about to be stored (H1). Its contact is kept. */
	begin(contact: string, events: readonly DomainEvent[]): Batch {
		const batch: Batch = { contact, events };
		const under = this.#under.get(contact) ?? this.#lift(contact);
		under.batches.push(batch);
		this.#showContact(contact);
		return batch;
	}

	/** Ends what is being stored: it is, or it cannot be. */
	end(contact: string, isOver: (batch: Batch) => boolean): void {
		const under = this.#under.get(contact);
		if (!under?.batches.some(isOver)) return;
		under.batches = under.batches.filter((batch) => !isOver(batch));
		this.#showContact(contact);
	}

	/** Contacts for whom something is being stored. */
	saving(): string[] {
		return [...this.#under.keys()];
	}

	/** Lets go of what nobody has looked at lately. `keys`: what is looked at. */
	trim(keys: readonly string[]): void {
		this.threads.keep(keys);
		const open = this.threads.contacts();
		this.contacts.trim((contact) => open.has(contact) || this.#under.has(contact));
		for (const key of this.#opened.keys()) if (!this.threads.has(key)) this.#opened.delete(key);
	}

	remark(conversation: Conversation, isRead: boolean): () => void {
		const key = conversationKey(conversation.contact, conversation.id);
		const before = this.#marks.get(key);
		this.#remarking.set(key, (this.#remarking.get(key) ?? 0) + 1);
		this.putMark(key, isRead ? markAfter(before, conversation) : undefined);
		return () => this.#putStoredMark(key, before);
	}

	putMark(key: string, mark: MarkRow | undefined): void {
		if (mark) this.#marks.set(key, mark);
		else this.#marks.delete(key);
		const row = this.conversations.get(key);
		if (row) this.#show(row);
	}

	/** As it is stored, unless another is about to be. */
	readMark(key: string, mark: MarkRow | undefined): void {
		if (!this.#remarking.has(key)) this.putMark(key, mark);
	}

	/** As they are stored, but for those that are about to be. */
	putMarks(marks: readonly MarkRow[]): void {
		for (const key of this.#marks.keys()) if (!this.#remarking.has(key)) this.#marks.delete(key);
		for (const mark of marks) {
			if (!this.#remarking.has(mark.conversation)) this.#marks.set(mark.conversation, mark);
		}
	}

	/** Many rows as the store has them. */
	putMany(rows: readonly ConversationRow[]): void {
		const [plain, lifted] = split(rows, (row) => this.#under.has(row.contact));
		this.conversations.putAll(plain.map((row) => listed(row, this.#marks.get(row.id))));
		for (const row of lifted) this.putRow(row);
		for (const { id } of plain) if (this.threads.has(id)) this.touchOpened(id);
		this.#topics.touch(topicOf.conversations);
	}

	/** A row as the store has it. */
	putRow(row: ConversationRow): void {
		const under = this.#under.get(row.contact);
		under?.rows.set(row.id, row);
		if (under) this.#showContact(row.contact);
		else this.#show(row);
	}

	dropRow(key: string): void {
		const contact = this.conversations.get(key)?.contact ?? '';
		const under = this.#under.get(contact);
		under?.rows.delete(key);
		if (under) this.#showContact(contact);
		else this.#hide(key);
	}

	/** Puts what a transaction has changed in the place of what was there. */
	put(rows: ChangedRows): void {
		const { events, conversations, pending, marks, drafts, settings } = rows;
		for (const contact of this.contacts.apply(rows)) {
			if (this.#under.has(contact)) this.#showContact(contact);
			for (const row of this.conversations.of(contact)) this.touchOpened(row.id);
		}
		each(
			marks,
			(mark) => this.#putStoredMark(mark.conversation, mark),
			(key) => this.#putStoredMark(key, undefined),
		);
		each(
			conversations,
			(row) => this.putRow(row),
			(key) => this.dropRow(key),
		);
		if (events) this.#putEvents(events);
		each(
			pending,
			({ order = 0, failed }) => {
				if (failed === undefined) this.pending.add(order);
				else this.pending.delete(order);
			},
			(order) => this.pending.delete(order),
		);
		each(
			drafts,
			(row) => this.#putStoredDraft(row),
			(id) => this.drafts.delete(id),
		);
		each(
			settings,
			({ name, value }) => this.settings.set(name, value),
			(name) => this.settings.delete(name),
		);
		if (pending) this.#topics.touch(topicOf.pending);
		if (drafts) this.#topics.touch(topicOf.drafts);
		if (settings) this.#topics.touch(topicOf.settings);
		for (const table of TOLD) if (rows[table]) this.#topics.touch(topicOf.table(table));
	}

	touchOpened(key: string): void {
		this.#opened.delete(key);
		this.#topics.touch(topicOf.opened(key));
	}

	/** Of several that are about to be stored the last one is shown already. */
	#putStoredMark(key: string, mark: MarkRow | undefined): void {
		const left = (this.#remarking.get(key) ?? 1) - 1;
		if (left > 0) this.#remarking.set(key, left);
		else {
			this.#remarking.delete(key);
			this.putMark(key, mark);
		}
	}

	/** What was typed since stands here already. */
	#putStoredDraft(row: DraftRow): void {
		const known = this.drafts.get(row.id);
		if (!known || known.at <= row.at) this.drafts.set(row.id, row);
	}

	#putEvents(events: RowChange<EntryRow, string>): void {
		for (const key of this.threads.apply(events)) this.touchOpened(key);
		if (!this.#live || events === 'many') return;
		const live = events.put.filter(({ contact }) => contact === '');
		const gone = [...this.#live.keys()].filter((id) => events.gone.includes(entryKey('', id)));
		if (!live.length && !gone.length) return;
		for (const entry of live) this.#live.set(entry.id, entry);
		for (const id of gone) this.#live.delete(id);
		this.#liveLog = undefined;
		this.#topics.touch(topicOf.live);
	}

	#newestLive(): number | undefined {
		return this.#live && Math.max(0, ...[...this.#live.values()].map(({ at }) => at));
	}

	#lift(contact: string): Under {
		const rows = new Map(this.conversations.of(contact).map((row) => [row.id, row]));
		const under = { rows, batches: [], contact: undefined };
		this.#under.set(contact, under);
		return under;
	}

	#showContact(contact: string): void {
		const under = this.#under.get(contact);
		if (!under) return;
		const rows = [...under.rows.values()];
		const kept = this.contacts.get(contact);
		const ahead =
			kept && under.batches.length
				? rowsAhead({ contact: kept.row, conversations: rows, runs: [] }, under.batches)
				: undefined;
		under.contact = ahead?.contact.contact;
		if (!under.batches.length) this.#under.delete(contact);
		const shown = ahead?.conversations ?? rows;
		const keys = new Set(shown.map(({ id }) => id));
		for (const { id } of this.conversations.of(contact)) if (!keys.has(id)) this.#hide(id);
		for (const row of shown) this.#show(row);
	}

	#show(row: ConversationRow): void {
		this.conversations.put(listed(row, this.#marks.get(row.id)));
		if (this.threads.has(row.id)) this.#lookFor(row);
		this.touchOpened(row.id);
		this.#topics.touch(topicOf.conversations);
	}

	/** Words that were placed late lie before the window; of a stranger nothing was read. */
	#lookFor({ id, contact, conversation }: ConversationRow): void {
		if (this.threads.lacks(id, conversation.late)) this.#lacks({ thread: id });
		if (!this.contacts.get(contact)) this.#lacks({ contact });
	}

	#hide(key: string): void {
		this.conversations.drop(key);
		this.touchOpened(key);
		this.#topics.touch(topicOf.conversations);
	}
}

function each<T, K>(
	change: RowChange<T, K> | undefined,
	put: (row: T) => void,
	gone: (key: K) => void,
): void {
	if (!change || change === 'many') return;
	change.put.forEach(put);
	change.gone.forEach(gone);
}

function split<T>(all: readonly T[], isSecond: (one: T) => boolean): [T[], T[]] {
	return [all.filter((one) => !isSecond(one)), all.filter(isSecond)];
}

function byStart(a: { startedAt: number; id: string }, b: { startedAt: number; id: string }) {
	return b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1);
}
