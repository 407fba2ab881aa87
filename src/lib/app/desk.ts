import type { Result } from '../base/result';
import type { DomainEvent, EventBody } from '../model/event';
import type { Principal } from '../model/role';
import type { Workspace } from '../model/workspace';

/**
 * What a screen can reach, given by context. A screen reads rows through `read/queries` with `db`, changes
 * things through commands, and never sees a document, a socket or a table.
 */
export type Desk = {
	readonly me: Principal & { name: string };
	/** Reactive; the last known one at start, before any network (U3). */
	readonly workspace: Workspace;
	readonly sync: SyncState;
	/** Who else is here; reactive. */
	readonly people: readonly Person[];
	/** Writes what a person did: durable on this device when it resolves ("saved"). */
	write(contact: string, drafts: Draft[]): Promise<Result<DomainEvent[]>>;
	/** Writes to the `live` log: publishing and stopping workflows. */
	publish(drafts: Draft[]): Promise<Result<DomainEvent[]>>;
	now(): number;
	newId(prefix: string): string;
};

/** An event before it has an id, a time and an author. */
export type Draft = EventBody;

/** The sync pill says exactly one of these (U4). */
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
	retryAt?: number;
	/** Who runs automations now: `runner`, a teammate id, or nobody (U9). */
	engineHost?: string;
};

/** One teammate's presence, from awareness; identity is stamped by the relay. */
export type Person = {
	teammate: string;
	status: 'online' | 'away';
	/** The conversation or workflow that is open there. */
	at?: string;
	typing?: boolean;
};
