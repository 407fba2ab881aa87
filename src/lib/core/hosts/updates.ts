import type { WorkerMessage } from './messages';

/** Tells when a newer worker waits: now, or once it has been fetched beside the active one. */
export function followUpdates(registration: ServiceWorkerRegistration, ready: () => void): void {
	if (registration.waiting) ready();
	registration.addEventListener('updatefound', () => {
		const fetched = registration.installing;
		fetched?.addEventListener('statechange', () => {
			if (fetched.state === 'installed' && registration.active) ready();
		});
	});
	// A desk stays open for days, and the browser itself looks only when a page is loaded.
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState !== 'visible') return;
		registration.update().catch(() => {
			// Offline: it is looked for again the next time somebody looks here.
		});
	});
}

/** Longer than this and the page is loaded anew under whichever worker there is. */
const TAKE_OVER_TIMEOUT_MS = 5_000;

/** The page is loaded anew under the worker that was waiting. */
export function takeUpdate(registration: ServiceWorkerRegistration | undefined): void {
	const reload = () => location.reload();
	if (!registration?.waiting) return reload();
	navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true });
	setTimeout(reload, TAKE_OVER_TIMEOUT_MS);
	const message: WorkerMessage = { type: 'takeOver' };
	registration.waiting.postMessage(message);
}
