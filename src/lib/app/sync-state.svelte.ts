import type { CoreLink } from '../core/hosts/messages';
import type { CoreStatus } from '../core/status';
import { engineHost } from '../read/queries/engine-host';
import { pendingCount } from '../read/queries/pending';
import { observe } from '../read/live';
import type { Database } from '../read/tables';
import type { MuxSocket } from '../sync/socket';
import type { SyncState } from './desk';

/**
 * The one sentence about the connection (U4): the worse of what the core tells, which is what sends
 * and stores, and what the page's own socket sees, which notices first; and what is still pending
 * on this device, whoever sends it.
 */
export class SyncTracker {
	#core = $state.raw<CoreStatus>();
	#connection = $state.raw<Connection>({ kind: 'connecting' });
	#pending = $state(0);
	#cannotSave = $state(false);
	#updateReady = $state(false);
	#lastSyncedAt = $state<number>();
	/** Who did something last: told as long as the core does not know who holds the lease. */
	#lastHost = $state<string>();
	/** The browser knows at once that the network is gone; a socket notices only after seconds. */
	#isCutOff = $state(false);
	readonly #stops: (() => void)[] = [];

	constructor(options: {
		db: Database;
		core: CoreLink;
		/** Null: this device is alone. */
		socket: MuxSocket | null;
		now: () => number;
		/** This device has been revoked (abuse case 14). */
		gone: () => void;
	}) {
		const { db, core, socket, now } = options;
		core.onUpdate(() => (this.#updateReady = true));
		core.onStatus((status) => {
			this.#core = status;
			if (status.connection === 'gone') options.gone();
		});
		if (!socket) this.#connection = { kind: 'alone' };
		else this.#follow(socket, options.gone);
		this.#subscribe(
			() => pendingCount(db),
			(count) => {
				this.#pending = count;
				if (count === 0 && this.#connection.kind === 'up') this.#lastSyncedAt = now();
			},
		);
		this.#subscribe(
			() => engineHost(db),
			(host) => (this.#lastHost = host),
		);
	}

	readonly state: SyncState = $derived({
		status: this.#status(),
		pending: this.#pending,
		retryAt: this.#connection.kind === 'down' ? this.#connection.retryAt : this.#core?.retryAt,
		lastSyncedAt: this.#lastSyncedAt,
		engineHost: this.#core?.engineHost === undefined ? this.#lastHost : this.#core.engineHost,
	});

	/** What the last write came to: a full disk is told until something can be saved again. */
	saved(isSaved: boolean): void {
		this.#cannotSave = !isSaved;
	}

	stop(): void {
		for (const stop of this.#stops) stop();
	}

	#status(): SyncState['status'] {
		if (this.#cannotSave || this.#core?.cannotSave) return 'cannotSave';
		const core = this.#core?.connection ?? 'synced';
		if (core === 'signedOut' || core === 'gone') return 'signedOut';
		switch (this.#connection.kind) {
			case 'alone':
				return this.#updateReady ? 'updateReady' : 'alone';
			case 'connecting':
				return 'syncing';
			case 'up':
				if (this.#isCutOff || core === 'offline') return waitingStatus();
				if (core !== 'synced' || this.#pending > 0) return 'syncing';
				return this.#updateReady ? 'updateReady' : 'synced';
			case 'down':
				return this.#connection.retryAt === undefined ? 'signedOut' : waitingStatus();
		}
	}

	#follow(socket: MuxSocket, gone: () => void): void {
		const look = () => (this.#isCutOff = !navigator.onLine);
		look();
		addEventListener('online', look);
		addEventListener('offline', look);
		this.#stops.push(
			() => removeEventListener('online', look),
			() => removeEventListener('offline', look),
		);
		this.#stops.push(
			socket.listen({
				up: () => (this.#connection = { kind: 'up' }),
				down: (reason, retryAt) => {
					this.#connection = { kind: 'down', retryAt };
					if (reason === 'gone') gone();
				},
			}),
		);
	}

	#subscribe<T>(query: () => Promise<T>, next: (value: T) => void): void {
		const subscription = observe(query).subscribe(next, reportError);
		this.#stops.push(() => subscription.unsubscribe());
	}
}

type Connection =
	{ kind: 'alone' | 'connecting' | 'up' } | { kind: 'down'; retryAt: number | undefined };

function waitingStatus(): SyncState['status'] {
	return navigator.onLine ? 'retrying' : 'offline';
}
