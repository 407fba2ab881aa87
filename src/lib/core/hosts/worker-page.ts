import { DATABASE_VERSION } from '../../read/names';
import { TICK_MS, type WorkerMessage } from './messages';
import type { PageCore } from './page';

/** Longer than this and the worker is taken for gone: erasing does not wait for it. */
const STOP_TIMEOUT_MS = 3_000;

/** The page's end of a core that runs in the service worker, which lives only while pages tick. */
export function workerCore(registration: ServiceWorkerRegistration): PageCore {
	function tell(message: WorkerMessage, transfer: Transferable[] = []): void {
		registration.active?.postMessage({ ...message, store: DATABASE_VERSION }, transfer);
	}

	function tick(): void {
		tell({ type: 'tick', visible: document.visibilityState === 'visible' });
	}

	const ticking = setInterval(tick, TICK_MS);
	document.addEventListener('visibilitychange', tick);
	tick();
	return {
		wake: () => tell({ type: 'wake' }),
		reconnect: () => tell({ type: 'reconnect' }),
		fetch: (contact) => tell({ type: 'fetch', contact }),
		stop() {
			clearInterval(ticking);
			document.removeEventListener('visibilitychange', tick);
			return new Promise((resolve) => {
				const { port1, port2 } = new MessageChannel();
				port1.onmessage = () => resolve();
				setTimeout(resolve, STOP_TIMEOUT_MS);
				tell({ type: 'stop' }, [port2]);
			});
		},
	};
}
