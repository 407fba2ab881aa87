import type { CoreLink } from '../core/hosts/messages';
import type { CoreStatus } from '../core/status';
import { ENGINE_HOST } from '../read/names';
import type { Replica } from '../replica/replica';
import { topicOf } from '../replica/topic';
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
	#isOutdated = $state(false);
	#lastSyncedAt = $state<number>();
	/** Who did something last: told as long as the core does not know who holds the lease. */
	#lastHost = $state<string>();
	/** The browser knows at once that the network is gone; a socket notices only after seconds. */
	#isCutOff = $state(false);
	readonly #stops: (() => void)[] = [];

	constructor(options: {
		replica: Replica;
		core: CoreLink;
		/** Null: this device is alone. */
		socket: MuxSocket | null;
		now: () => number;
		/** This device has been revoked (abuse case 14). */
		gone: () => void;
		/** A newer release has taken the device's store over: only it can write there. */
		outdated: AbortSignal;
	}) {
		const { replica, core, socket, now, outdated } = options;
		this.#isOutdated = outdated.aborted;
		outdated.addEventListener('abort', () => (this.#isOutdated = true));
		core.onUpdate(() => (this.#updateReady = true));
		core.onStatus((status) => {
			this.#core = status;
			if (status.connection === 'gone') options.gone();
		});
		if (!socket) this.#connection = { kind: 'alone' };
		else this.#watch(socket, options.gone);
		this.#follow(replica, topicOf.pending, () => {
			this.#pending = replica.pending;
			const isUp = this.#connection.kind === 'up';
			if (this.#pending === 0 && isUp) this.#lastSyncedAt = now();
		});
		this.#follow(replica, topicOf.settings, () => {
			const host = replica.setting(ENGINE_HOST);
			this.#lastHost = typeof host === 'string' && host ? host : undefined;
		});
	}

	readonly state: SyncState = $derived({
		status: this.#status(),
		pending: this.#pending,
		catchUp: this.#core?.catchUp,
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
		if (this.#isOutdated) return 'updateReady';
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
				if (core !== 'synced' || this.#pending > 0 || this.#isBehind()) return 'syncing';
				return this.#updateReady ? 'updateReady' : 'synced';
			case 'down':
				return this.#connection.retryAt === undefined ? 'signedOut' : waitingStatus();
		}
	}

	/** What is here is not yet all that the relay has sent. */
	#isBehind(): boolean {
		return (this.#core?.behind ?? 0) > 0;
	}

	#watch(socket: MuxSocket, gone: () => void): void {
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

	#follow(replica: Replica, topic: string, changed: () => void): void {
		changed();
		this.#stops.push(replica.follow(topic, changed));
	}
}

type Connection =
	{ kind: 'alone' | 'connecting' | 'up' } | { kind: 'down'; retryAt: number | undefined };

function waitingStatus(): SyncState['status'] {
	return navigator.onLine ? 'retrying' : 'offline';
}
