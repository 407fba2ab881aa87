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

	function preference(): number {
		return Date.now() < visibleUntil ? LEASE_PREFERENCE.visible : LEASE_PREFERENCE.hidden;
	}

	async function open(): Promise<SessionCore | undefined> {
		const session = await readSession();
		// Nobody has signed in yet: the next message asks again.
		if (!session) opening = undefined;
		return session && openSessionCore(session, preference);
	}

	async function stop(): Promise<void> {
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
			if (message.type === 'tick' && message.visible) visibleUntil = Date.now() + VISIBLE_FOR_MS;
			try {
				const running = await (opening ??= open());
				if (message.type === 'reconnect') running?.reconnect();
				running?.core.wake();
				running?.tellStatus();
				await running?.core.idle();
			} catch (error) {
				opening = undefined;
				reportToConsole(error, 'worker');
			}
			await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
		},
	};
}
