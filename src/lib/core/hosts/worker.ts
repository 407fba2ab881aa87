import { SECOND } from '../../base/clock';
import { readSession } from '../../read/device';
import { LEASE_PREFERENCE } from '../../sync/wire';
import type { WorkerMessage } from './messages';
import { reportToConsole } from './platform';
import { openSessionCore, type SessionCore } from './session-core';

/**
 * Hosts the core in the service worker.
 *
 * I1 The browser may end it at any moment; whatever is needed again is read from disk on the next
 *    message.
 * I2 It is kept alive for as long as a page ticks: after each message it holds on a little longer
 *    than a browser would let it idle.
 * I3 Told to stop, it lets go for the rest of its life, whoever else ticks: neither the erasing of
 *    the device nor the worker that takes over can begin before it has nothing left to do.
 */
export type WorkerHost = {
	/** For `waitUntil`: resolves when the work is done and the grace is over. */
	heard(message: WorkerMessage, reply?: MessagePort): Promise<void>;
};

/** Browsers end a worker 30 s after its last event; two ticks of a page fit in. */
const HOLD_MS = 50 * SECOND;
/** A page that is visible says so at every tick. */
const VISIBLE_FOR_MS = 45 * SECOND;

export function createWorkerHost(): WorkerHost {
	let opening: Promise<SessionCore | undefined> | undefined;
	let visibleUntil = 0;
	let isEnding = false;
	const holds = new Set<() => void>();

	function preference(): number {
		return Date.now() < visibleUntil ? LEASE_PREFERENCE.visible : LEASE_PREFERENCE.hidden;
	}

	async function open(): Promise<SessionCore | undefined> {
		const session = await readSession();
		// Nobody has signed in yet: the next message asks again.
		if (!session) opening = undefined;
		return session && openSessionCore(session, preference);
	}

	function hold(): Promise<void> {
		if (isEnding) return Promise.resolve();
		return new Promise((resolve) => {
			const release = () => {
				clearTimeout(timer);
				holds.delete(release);
				resolve();
			};
			const timer = setTimeout(release, HOLD_MS);
			holds.add(release);
		});
	}

	async function stop(): Promise<void> {
		isEnding = true;
		for (const release of holds) release();
		const running = opening;
		opening = undefined;
		await (await running)?.stop();
	}

	return {
		async heard(message, reply) {
			if (message.type === 'stop') {
				await stop();
				reply?.postMessage('stopped');
				return;
			}
			if (isEnding) return;
			if (message.type === 'tick' && message.visible) visibleUntil = Date.now() + VISIBLE_FOR_MS;
			try {
				const running = await (opening ??= open());
				if (isEnding) return;
				if (message.type === 'reconnect') running?.reconnect();
				if (message.type === 'fetch') running?.core.fetch(message.contact);
				running?.core.wake();
				running?.tellStatus();
				await running?.core.idle();
			} catch (error) {
				opening = undefined;
				reportToConsole(error, 'worker');
			}
			await hold();
		},
	};
}
