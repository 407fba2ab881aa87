import type { Session } from '../read/device';
import { type CoreLink, TICK_MS, type WorkerMessage } from './hosts/messages';
import { reportToConsole } from './hosts/platform';

/** Longer than this and the worker is taken for gone: erasing does not wait for it. */
const STOP_TIMEOUT_MS = 3_000;

/**
 * Starts the core in the service worker, or in this page where that is denied (private windows,
 * policies, an old certificate). Never fails: what was woken before it runs is found at boot.
 */
export function startCore(session: Session): CoreLink {
	const link = registerWorker().then(workerLink, async (error: unknown) => {
		reportToConsole(error, 'no service worker: the core runs in this page');
		const { startPageCore } = await import('./hosts/page');
		return startPageCore(session);
	});
	return {
		wake: () => void link.then((core) => core.wake()),
		stop: async () => (await link).stop(),
	};
}

async function registerWorker(): Promise<ServiceWorkerRegistration> {
	if (!('serviceWorker' in navigator)) throw new Error('service workers are denied here');
	const registration = await navigator.serviceWorker.register(
		workerUrls?.createScriptURL(WORKER_URL) ?? WORKER_URL,
		// Kit builds it as a module.
		{ type: 'module', updateViaCache: 'none' },
	);
	await navigator.serviceWorker.ready;
	return registration;
}

function workerLink(registration: ServiceWorkerRegistration): CoreLink {
	function tell(message: WorkerMessage, transfer: Transferable[] = []): void {
		registration.active?.postMessage(message, transfer);
	}

	function tick(): void {
		tell({ type: 'tick', visible: document.visibilityState === 'visible' });
	}

	const ticking = setInterval(tick, TICK_MS);
	document.addEventListener('visibilitychange', tick);
	tick();
	return {
		wake: () => tell({ type: 'wake' }),
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

declare const trustedTypes: TrustedTypes | undefined;
type TrustedTypes = { createPolicy(name: string, rules: ScriptUrls): ScriptUrls };
type ScriptUrls = { createScriptURL(url: string): string };

/** Our content security policy demands a vetted address; the only one we give it is a constant. */
const workerUrls =
	typeof trustedTypes === 'undefined'
		? undefined
		: trustedTypes.createPolicy('sveltekit-trusted-url', { createScriptURL: (url) => url });
const WORKER_URL = '/service-worker.js';
