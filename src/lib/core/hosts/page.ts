import type { Session } from '../../read/device';
import { LEASE_PREFERENCE } from '../../sync/wire';
import { reportToConsole } from './platform';
import { openSessionCore, type SessionCore } from './session-core';

/** What a page does with the core that it hosts itself. */
export type PageCore = { wake(): void; reconnect(): void; stop(): Promise<void> };

/**
 * Hosts the core in the page, where service workers are denied. The lock keeps it to one page: the
 * others wait for it, and what they store is made known to the page that has it by a broadcast,
 * which a page's own channel never hears from itself.
 */
export function startPageCore(session: Session): PageCore {
	let stopped = false;
	const opening = openSessionCore(session, () =>
		document.visibilityState === 'visible' ? LEASE_PREFERENCE.visible : LEASE_PREFERENCE.hidden,
	);
	const others = new BroadcastChannel(`relevo:${session.workspace.id}:wake`);
	others.onmessage = wakeMine;

	function whenOpen(use: (running: SessionCore) => void): void {
		opening.then(
			(running) => {
				if (!stopped) use(running);
			},
			(error: unknown) => reportToConsole(error, 'page core'),
		);
	}

	function wakeMine(): void {
		whenOpen(({ core, tellStatus }) => {
			core.wake();
			tellStatus();
		});
	}

	function wake(): void {
		wakeMine();
		others.postMessage('wake');
	}

	wake();
	return {
		wake,
		reconnect: () => whenOpen((running) => running.reconnect()),
		async stop() {
			stopped = true;
			others.close();
			const running = await opening;
			await running.stop();
		},
	};
}
