import Dexie, { type Table } from 'dexie';
import type { InboxItem, PendingEvent, Timer } from '../core/ports';
import type { Contact } from '../model/contact';
import type { Conversation, ConversationState } from '../model/conversation';
import type { DomainEvent, UnknownEvent } from '../model/event';
import type { Mark } from '../model/mark';
import type { Room } from '../model/room';
import type { Run } from '../model/run';
import { DATABASE_VERSION, databaseName } from './names';
import type { PageRow } from './pages';

/**
 * The Dexie database of one workspace on this device. Owns: pages of events, pending events, rows,
 * and what belongs to this device alone (settings, drafts, read marks). Does not own: the content
 * of canvases, which y-indexeddb keeps in databases of their own (`canvasDatabase`).
 *
 * I1 Rows (contacts, conversations, runs, counters, texts) are a cache: `rebuild` makes them again
 *    from `pages` and `pending`.
 * I2 Rows change in the transaction that changes what they are derived from, and nowhere else.
 * I3 `null` is no IndexedDB key: whoever is assigned to nobody stands under `NOBODY`.
 * I4 A conversation stands under its `conversationKey` in every table, threads, words, drafts and
 *    marks too: ids are chosen by contacts, and two may choose the same.
 */
export class Database extends Dexie {
	/** Of canvases; of logs what an earlier version has left (legacy.ts), as `entries`. */
	declare updates: Table<UpdateRow, number>;
	declare pending: Table<PendingRow, number>;
	declare entries: Table<EntryRow, string>;
	declare pages: Table<PageRow, [contact: string, chapter: number, part: number]>;
	declare contacts: Table<ContactRow, string>;
	declare conversations: Table<ConversationRow, string>;
	declare runs: Table<RunRow, string>;
	declare counters: Table<CounterRow, string>;
	declare texts: Table<TextRow, string>;
	declare timers: Table<Timer, string>;
	declare inbox: Table<InboxItem, string>;
	declare dirty: Table<{ room: Room }, Room>;
	declare settings: Table<SettingRow, string>;
	declare drafts: Table<DraftRow, string>;
	declare marks: Table<MarkRow, string>;

	constructor(workspace: string) {
		super(databaseName(workspace));
		this.version(1).stores({
			updates: '++order, room',
			pending: '++order, &id, contact',
			entries: 'id, [contact+chapter], [thread+at+id]',
			contacts: 'id',
			conversations:
				'id, contact, [shelf+updatedAt+id], [assignee+shelf+updatedAt+id], [group+shelf+updatedAt+id]',
			runs: 'id, contact, [workflow+running], [queuedAt+id]',
			counters: 'id',
			texts: 'conversation, [updatedAt+conversation]',
			timers: 'id, due',
			inbox: 'id, [at+id]',
			dirty: 'room',
			settings: 'name',
			drafts: 'id',
			marks: 'conversation',
		});
		this.version(2).stores({ runs: 'id, contact, [workflow+state+startedAt], [queuedAt+id]' });
		// Tabs of a version that does not number what it writes (changes.ts) let go of it.
		this.version(3).stores({});
		this.version(DATABASE_VERSION / 10).stores({
			pages: '[contact+chapter+part], [contact+to+chapter+part]',
			conversations: 'id, contact, [shelf+updatedAt+id]',
		});
		// Somebody erases it, or a newer version upgrades it: open again, it would come back to life.
		this.on('versionchange', () => {
			this.close();
			return false;
		});
	}
}

/** `at`: when the relay stored it. */
export type UpdateRow = { order?: number; room: Room; update: Uint8Array; at?: number };

/** `failed`: the relay refused it, for this reason; kept for its author, and part of no fold. */
export type PendingRow = PendingEvent & { order?: number; id: string; failed?: string };

/** How far an event has come: on this device, durable at the relay, or refused by it. */
export type Delivery = 'saved' | 'sent' | 'failed';

/** An event as it is shown. A failed one is kept for its author and is part of no fold. */
export type EntryRow = {
	id: string;
	contact: string;
	chapter: number;
	at: number;
	/** The key of the conversation in whose thread it is shown; absent for journals and marks. */
	thread?: string;
	delivery: Delivery;
	reason?: string;
	/** The Yjs client id under which the relay has it; absent until it is sent. */
	writer?: number;
	event: DomainEvent | UnknownEvent;
};

export type ContactRow = {
	id: string;
	contact: Contact;
	newest: { at: number; id: string };
};

/** The shelf on which a conversation stands; `hidden` until a customer or a teammate has spoken. */
export type Shelf = ConversationState | 'hidden';

export type ConversationRow = {
	/** `conversationKey`; the id that events name is in `conversation`. */
	id: string;
	contact: string;
	shelf: Shelf;
	/** A teammate's id or NOBODY. */
	assignee: string;
	/** A team's id or NOBODY. */
	group: string;
	updatedAt: number;
	/** What a list shows of the contact, so that it needs no second read. */
	name?: string;
	email?: string;
	/** The same and the phone, folded for search. */
	who?: string;
	conversation: Conversation;
};

/** How a run stands, as a list of runs is filtered. */
export type RunState = 'running' | 'ended' | 'failed';

export type RunRow = {
	id: string;
	contact: string;
	workflow: string;
	state: RunState;
	startedAt: number;
	/** Since when it waits for the team; absent when it does not. */
	queuedAt?: number;
	run: Run;
};

/** Counting 80,000 rows takes 0.6 s; a counter is one read. */
export type CounterRow = { id: string; count: number; lastAssignedAt?: number };

/**
 * A conversation's words under its key, folded for search, newest last, and how its customer is
 * called.
 */
export type TextRow = { conversation: string; updatedAt: number; text: string; who?: string };

export type SettingRow = { name: string; value: unknown };

export type DraftMode = 'reply' | 'note';
export type DraftRow = { id: string; text: string; at: number };

/** What the person of this device has read of a conversation. */
export type MarkRow = { conversation: string; readUpTo: number; heard?: Mark };
