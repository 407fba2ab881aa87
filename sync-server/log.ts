import type { Instant } from '../src/lib/base/clock';
import type { Room } from '../src/lib/model/room';

/**
 * The one durable thing of a relay: an ordered log of updates, and the few records beside it. Every
 * implementation passes `tests/log.conformance.ts`.
 *
 * L1 `append` resolves only when its entries would survive a crash; all of them or none.
 * L2 `seq` grows by one per entry, never repeats and never goes back, compaction and restart
 *    included.
 * L3 Reads see every append that resolved before, and nothing that has not.
 * L4 What a snapshot covers is delivered by the snapshot: `snapshot.seq` is the last entry inside
 *    it.
 */
export type Log = {
	/** Changes when the log was replaced: cursors of another epoch mean nothing. */
	readonly epoch: string;
	/** The newest durable seq; 0 when there is none. */
	head(): number;
	/**
	 * Resolves with the seq of the first entry. Rejects when the disk refuses; then nothing was
	 * stored.
	 */
	append(entries: NewEntry[]): Promise<number>;
	room(room: Room): Promise<StoredRoom>;
	/** Names of rooms with at least one entry that begin with this. */
	rooms(prefix: string): Promise<Room[]>;
	/**
	 * Entries and snapshots with `since < seq <= upTo` in order of seq, about `maxBytes` at most
	 * but at least one.
	 */
	feed(query: FeedQuery): Promise<Entry[]>;
	/** Whether anything after `since`, whatever it is, contains this word. */
	mentions(word: string, since: number): Promise<boolean>;
	/** Replaces everything of a room up to `seq` by one snapshot, whose bytes it takes. */
	compact(room: Room, seq: number, snapshot: Uint8Array): Promise<void>;
	/** Of these conversations, those that belong to a contact, and to which. */
	owners(conversations: readonly string[]): Promise<Owned[]>;
	conversations(contact: string): Promise<string[]>;
	/** For what was stored before conversations belonged to anybody; the first stays. */
	own(owned: readonly Owned[]): Promise<void>;
	record(kind: RecordKind, id: string): Promise<unknown>;
	records(kind: RecordKind): Promise<{ id: string; value: unknown }[]>;
	/** Writes records in one transaction; `value: undefined` removes. */
	put(records: { kind: RecordKind; id: string; value: unknown }[]): Promise<void>;
	close(): Promise<void>;
};

export type NewEntry = {
	room: Room;
	at: Instant;
	/** Whose token wrote it, stamped by the relay: the audit trail (abuse case 33). */
	principal: string;
	update: Uint8Array;
	/** Client ids that this entry binds to its principal in this room. */
	binds: readonly number[];
	/** Conversations that belong to a contact from now on; who has one already keeps it. */
	owns?: { contact: string; conversations: readonly string[] };
};
export type Owned = [conversation: string, contact: string];
/** `at`: when it was stored; absent in a snapshot, which is of many times. */
export type Entry = { seq: number; room: Room; update: Uint8Array; at?: Instant };
export type FeedQuery = {
	since: number;
	upTo: number;
	/** Absent: every room. */
	rooms?: readonly Room[];
	maxBytes: number;
};
export type StoredRoom = {
	snapshot?: { seq: number; update: Uint8Array };
	/** What came after the snapshot, oldest first. */
	entries: { seq: number; update: Uint8Array }[];
	authors: [client: number, principal: string][];
};
export type RecordKind = 'meta' | 'aside' | 'member' | 'device' | 'invite' | 'contact' | 'file';
