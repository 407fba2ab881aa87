import type { Session } from '../read/device';
import { type CoreLink, isOfThisRelease, statusChannel } from './hosts/messages';
import type { PageCore } from './hosts/page';
import { noteOnConsole, reportToConsole } from './hosts/platform';
import { followUpdates, takeUpdate } from './hosts/updates';
import { workerCore } from './hosts/worker-page';

/**
 * Starts the core in the service worker, or in this page where that is denied (private windows,
 * policies, an old certificate). Never fails: what was woken before it runs is found at boot.
 */
export function startCore(session: Session): CoreLink {
	// Before the core is told that a page is here: its first answer must be heard.
	const statuses = statusChannel(session.workspace.id);
	const registering = registerWorker();
	const running: Promise<PageCore> = registering.then(workerCore, async (error: unknown) => {
		noteOnConsole(`no service worker, the core runs in this page: ${String(error)}`);
		const { startPageCore } = await import('./hosts/page');
		return startPageCore(session);
	});
	/** Undefined where the page hosts the core: there is no worker to be replaced. */
	const registered = registering.catch(() => undefined);
	async function giveWay(): Promise<void> {
		const registration = await registered;
		// The browser replaces a worker only when it has nothing left to do.
		if (registration?.waiting) await (await running).stop();
		takeUpdate(registration);
	}

	const update = () => void giveWay().catch((error) => reportToConsole(error, 'update'));
	let isReplacing = false;

	/** A worker of another release gives way without being asked, as soon as there is another. */
	async function replaceOther(): Promise<void> {
		if (isReplacing) return;
		isReplacing = true;
		const registration = await registered;
		if (registration) followUpdates(registration, update);
	}

	statuses.addEventListener('message', ({ data }) => {
		if (!isOfThisRelease(data)) void replaceOther();
	});
	return {
		wake: () => void running.then((core) => core.wake()),
		reconnect: () => void running.then((core) => core.reconnect()),
		fetch: (contact) => void running.then((core) => core.fetch(contact)),
		onStatus: (callback) => statuses.addEventListener('message', ({ data }) => callback(data)),
		onUpdate(callback) {
			void registered.then((registration) => registration && followUpdates(registration, callback));
		},
		update,
		async stop() {
			statuses.close();
			await (await running).stop();
		},
	};
}

async function registerWorker(): Promise<ServiceWorkerRegistration> {
	if (!('serviceWorker' in navigator)) throw new Error('service workers are denied here');
	const registration: ServiceWorkerRegistration | undefined =
		await navigator.serviceWorker.register(
			workerUrls?.createScriptURL(WORKER_URL) ?? WORKER_URL,
			// Kit builds it as a module.
			{ type: 'module', updateViaCache: 'none' },
		);
	// What blocks workers may also answer nothing.
	if (!registration) throw new Error('service workers are blocked here');
	await whenActive(registration);
	return registration;
}

/** `ready` would wait for ever for a worker whose installation has failed. */
function whenActive(registration: ServiceWorkerRegistration): Promise<void> {
	return new Promise((resolve, reject) => {
		if (registration.active) return resolve();
		const worker = registration.installing ?? registration.waiting;
		worker?.addEventListener('statechange', () => {
			if (registration.active) resolve();
			else if (worker.state === 'redundant') reject(new Error('the worker was not installed'));
		});
		if (!worker) reject(new Error('the worker was not installed'));
	});
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
