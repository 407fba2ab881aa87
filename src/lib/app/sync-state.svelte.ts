import { engineHost } from '../read/queries/engine-host';
import { pendingCount } from '../read/queries/pending';
import { observe } from '../read/live';
import type { Database } from '../read/tables';
import type { DownReason, MuxSocket } from '../sync/socket';
import type { SyncState } from './desk';

/**
 * The one sentence about the connection (U4). It is told by the page's own socket, which leads to
 * the same relay as the core's, and by what is still pending on this device, whoever sends it.
 */
export class SyncTracker {
	#connection = $state.raw<Connection>({ kind: 'connecting' });
	#pending = $state(0);
	#cannotSave = $state(false);
	#updateReady = $state(false);
	#lastSyncedAt = $state<number>();
	#engineHost = $state<string>();
	/** The browser knows at once that the network is gone; a socket notices only after seconds. */
	#isCutOff = $state(false);
	readonly #stops: (() => void)[] = [];

	constructor(db: Database, socket: MuxSocket | null, me: string, now: () => number) {
		if (!socket) this.#connection = { kind: 'alone' };
		else this.#follow(socket);
		this.#subscribe(
			() => pendingCount(db),
			(count) => {
				this.#pending = count;
				if (count === 0 && this.#connection.kind === 'up') this.#lastSyncedAt = now();
			},
		);
		this.#subscribe(
			() => engineHost(db),
			// Alone it is this device, before it has done anything.
			(host) => (this.#engineHost = host ?? (socket ? undefined : me)),
		);
	}

	readonly state: SyncState = $derived({
		status: this.#status(),
		pending: this.#pending,
		retryAt: this.#connection.kind === 'down' ? this.#connection.retryAt : undefined,
		lastSyncedAt: this.#lastSyncedAt,
		engineHost: this.#engineHost,
	});

	/** What the last write came to: a full disk is told until something can be saved again. */
	saved(isSaved: boolean): void {
		this.#cannotSave = !isSaved;
	}

	updateReady(): void {
		this.#updateReady = true;
	}

	stop(): void {
		for (const stop of this.#stops) stop();
	}

	#status(): SyncState['status'] {
		if (this.#cannotSave) return 'cannotSave';
		switch (this.#connection.kind) {
			case 'alone':
				return this.#updateReady ? 'updateReady' : 'alone';
			case 'connecting':
				return 'syncing';
			case 'up':
				if (this.#isCutOff) return 'offline';
				if (this.#pending > 0) return 'syncing';
				return this.#updateReady ? 'updateReady' : 'synced';
			case 'down':
				return downStatus(this.#connection);
		}
	}

	#follow(socket: MuxSocket): void {
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
				down: (reason, retryAt) => (this.#connection = { kind: 'down', reason, retryAt }),
			}),
		);
	}

	#subscribe<T>(query: () => Promise<T>, next: (value: T) => void): void {
		const subscription = observe(query).subscribe(next, reportError);
		this.#stops.push(() => subscription.unsubscribe());
	}
}

type Connection =
	| { kind: 'alone' | 'connecting' | 'up' }
	| { kind: 'down'; reason: DownReason; retryAt: number | undefined };

function downStatus(connection: {
	reason: DownReason;
	retryAt: number | undefined;
}): SyncState['status'] {
	if (connection.retryAt === undefined) return 'signedOut';
	return navigator.onLine ? 'retrying' : 'offline';
}
