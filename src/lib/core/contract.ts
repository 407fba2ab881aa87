import type { Instant } from '../base/clock';
import type { Result } from '../base/result';
import type { DomainEvent, EventBody } from '../model/event';
import type { Principal } from '../model/role';
import type { ChapterSize } from './chapters';
import type { EngineParts } from './engine-host';
import type { Lock, Relay, Storage, World } from './ports';
import type { CoreStatus } from './status';
import type { ContactView } from './watchers';

export type CoreOptions = {
	me: Principal;
	storage: Storage;
	/** Null: this device is alone, and everything it writes is confirmed at once. */
	relay: Relay | null;
	lock: Lock;
	world: World;
	/** Absent where the engine can never run: a visitor's device. */
	engine?: EngineParts;
	/** Absent: CHAPTER_SIZE. Small ones let a test see many chapters. */
	chapterSize?: ChapterSize;
	/** See LEASE_PREFERENCE in sync/wire. */
	preference?(): number;
	report(error: unknown, where: string): void;
};

export type Core = {
	/**
	 * A page stored pending events: take them along. Also what a push, a click or a boot may call
	 * at any time.
	 */
	wake(): void;
	/** While much of the feed is missing: brings a contact at once. */
	fetch(contact: string): void;
	/** For hosts without pages that store by themselves: durable ("saved") when it resolves. */
	write(contact: string, drafts: readonly EventBody[]): Promise<Result<DomainEvent[]>>;
	/**
	 * Calls back with the fold now and after each change, until the returned function is called.
	 */
	watch(contact: string, callback: (view: ContactView) => void): () => void;
	status(): CoreStatus;
	onChange(callback: (status: CoreStatus) => void): () => void;
	/** Relay-corrected time. */
	now(): Instant;
	/** Resolves when nothing is left to do that does not wait for the network or a timer. */
	readonly idle: () => Promise<void>;
	stop(): Promise<void>;
};
