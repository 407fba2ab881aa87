import type { Session } from '../../read/device';
import { LEASE_PREFERENCE } from '../../sync/wire';
import { reportToConsole } from './platform';
import type { CoreLink } from './messages';
import { openSessionCore, type SessionCore } from './session-core';

/** What a page does with the core that it hosts itself. */
export type PageCore = Pick<CoreLink, 'wake' | 'reconnect' | 'fetch' | 'stop'>;

/**
 * Hosts the core in the page, where service workers are denied. The lock keeps it to one page: the
 * others wait for it, and what they store is made known to the page that has it by a broadcast,
 * which a page's own channel never hears from itself.
 */
export function startPageCore(session: Session): PageCore {
	const leaving = new AbortController();
	const preference = () =>
		document.visibilityState === 'visible' ? LEASE_PREFERENCE.visible : LEASE_PREFERENCE.hidden;
	const opening = openSessionCore(session, preference, leaving.signal);
	const others = new BroadcastChannel(`relevo:${session.workspace.id}:wake`);
	others.onmessage = ({ data }) => {
		if (data === 'wake') wakeMine();
		else fetchMine(data.fetch);
	};

	function whenOpen(use: (running: SessionCore) => void): void {
		opening.then(
			(running) => {
				if (!leaving.signal.aborted) use(running);
			},
			(error: unknown) => {
				if (!leaving.signal.aborted) reportToConsole(error, 'page core');
			},
		);
	}

	function wakeMine(): void {
		whenOpen(({ core, tellStatus }) => {
			core.wake();
			tellStatus();
		});
	}

	function fetchMine(contact: string): void {
		whenOpen(({ core }) => core.fetch(contact));
	}

	function wake(): void {
		wakeMine();
		others.postMessage('wake');
	}

	wake();
	return {
		wake,
		reconnect: () => whenOpen((running) => running.reconnect()),
		fetch(contact) {
			fetchMine(contact);
			others.postMessage({ fetch: contact });
		},
		async stop() {
			leaving.abort();
			others.close();
			// A page that still waits for its turn has nothing to let go of.
			const running = await opening.catch(() => undefined);
			await running?.stop();
		},
	};
}
