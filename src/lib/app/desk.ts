import type { Result } from '../base/result';
import type { CatchUp } from '../core/progress';
import type { Conversation } from '../model/conversation';
import type { DomainEvent, EventBody } from '../model/event';
import type { FileRef } from '../model/file';
import type { Role } from '../model/role';
import type { Room } from '../model/room';
import type { Teammate, Workspace } from '../model/workspace';
import type { Replica } from '../replica/replica';
import type { Canvas } from '../sync/canvas';
import type { Ask, AskNoting } from './ask';

/**
 * What a screen can reach, given by context. A screen reads what it shows from `replica`, history,
 * search and reports through `read/queries` with `ask`, changes things through commands, and never
 * sees a document, a socket or a table. Only the workflow canvas binds a document, through
 * `openCanvas`.
 */
export type Desk = {
	/** What lists, threads and counts show: in memory, and changed at once by what a person does. */
	readonly replica: Replica;
	/** Asks the store one of `read/queries`; a screen that stays asks by `live`. */
	ask: Ask;
	asking: AskNoting;
	readonly me: Me;
	/** Reactive; the last known one at start, before any network (U3). */
	readonly workspace: Workspace;
	readonly sync: SyncState;
	/** Who else is here; reactive. */
	readonly people: readonly Person[];
	/**
	 * Contacts who are typing now; reactive. Only of contacts that some screen has asked to
	 * `watchTyping`.
	 */
	readonly typingContacts: readonly string[];
	/**
	 * Writes what a person did: shown at once, durable on this device when it resolves ("saved").
	 * What cannot be stored is taken back from the screen.
	 */
	write(contact: string, drafts: Draft[]): Promise<Result<DomainEvent[]>>;
	/** Writes to the `live` log: publishing and stopping workflows. */
	publish(drafts: Draft[]): Promise<Result<DomainEvent[]>>;
	/**
	 * A canvas bound to this device and the relay; the caller destroys it when its screen goes
	 * away.
	 */
	openCanvas(room: Room): Promise<Canvas>;
	/** The canvas of settings, which is open as long as the desk is (see `app/configure.ts`). */
	workspaceCanvas(): Promise<Canvas>;
	publicCanvas(): Promise<Canvas>;
	/** Tells the team where this person is (U13); forgotten when the socket closes. */
	showPresence(presence: { at?: string | undefined; typing?: boolean | undefined }): void;
	/**
	 * Follows a contact's typing, and tells the contact when this person types; returns how to
	 * stop.
	 */
	watchTyping(contact: string): { typing(isTyping: boolean): void; stop(): void };
	now(): number;
	newId(prefix: string): string;
	/** Lets the version that waits take over, and loads the page anew. */
	update(): void;
	/** Tries the relay now instead of when the next attempt is due. */
	reconnect(): void;
	/** Keeps what was typed and not sent, on this device; an empty text forgets it (U19). */
	saveDraft(conversation: string, mode: 'reply' | 'note', text: string): Promise<Result<unknown>>;
	/** Marks a conversation as read, or as unread; only this device knows (U21). */
	mark(conversation: Conversation, isRead: boolean): Promise<Result<unknown>>;
	/** Takes a message that the relay refused out of its thread. */
	discard(failed: string): Promise<void>;
	/** Notes that this person was told; false where somebody else has noted it. */
	mayTell(effect: string): Promise<boolean>;
	/** The single-use link that lets a teammate in. */
	invite(invite: { role: Teammate['role']; name?: string }): Promise<Result<{ link: string }>>;
	setMember(
		teammate: string,
		change: { role?: Teammate['role']; disabled?: boolean },
	): Promise<Result<unknown>>;
	/** Gives a file of a message to the browser, which keeps it under its name. */
	download(file: FileRef): Promise<Result<unknown>>;
	/** Deletes everything that this device keeps. */
	signOut(): Promise<void>;
};

export type Me = { id: string; role: Exclude<Role, 'contact' | 'runner'>; name: string };

/** An event before it has an id, a time and an author. */
export type Draft = EventBody;

/** The sync pill says exactly one of these (U4). */
export type { CatchUp };

export type SyncState = {
	status:
		| 'synced'
		| 'syncing'
		| 'offline'
		| 'retrying'
		| 'alone'
		| 'signedOut'
		| 'cannotSave'
		| 'updateReady';
	/** Events written here that the relay has not confirmed. */
	pending: number;
	/** With `syncing`: how much has come of what others wrote meanwhile, where that is much. */
	catchUp?: CatchUp | undefined;
	/** With `retrying`: when the next attempt is made. */
	retryAt?: number | undefined;
	/** When everything here was last known to be at the relay. */
	lastSyncedAt?: number | undefined;
	/**
	 * Who runs automations now: `runner` or a teammate id; `null` when nobody does, and absent until
	 * somebody has told (U9).
	 */
	engineHost?: string | null | undefined;
};

/** One teammate's presence, from awareness; identity is stamped by the relay. */
export type Person = {
	teammate: string;
	status: 'online' | 'away';
	/** The conversation or workflow that is open there. */
	at?: string | undefined;
	typing?: boolean | undefined;
};
