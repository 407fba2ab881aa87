import type { Session } from '../../read/device';
import { LEASE_PREFERENCE } from '../../sync/wire';
import type { CoreLink } from './messages';
import { reportToConsole } from './platform';
import { openSessionCore } from './session-core';

/**
 * Hosts the core in the page, where service workers are denied. The lock keeps it to one page: the
 * others wait for it, and what they store is found by the page that has it at its next look.
 */
export function startPageCore(session: Session): CoreLink {
	let stopped = false;
	const opening = openSessionCore(session, () =>
		document.visibilityState === 'visible' ? LEASE_PREFERENCE.visible : LEASE_PREFERENCE.hidden,
	);
	const others = new BroadcastChannel(`relevo:${session.workspace.id}:wake`);
	others.onmessage = wake;

	function wake(): void {
		opening.then(
			({ core }) => {
				if (!stopped) core.wake();
			},
			(error: unknown) => reportToConsole(error, 'page core'),
		);
	}

	return {
		wake() {
			wake();
			others.postMessage('wake');
		},
		async stop() {
			stopped = true;
			others.close();
			const running = await opening;
			await running.stop();
		},
	};
}
