/// <reference lib="webworker" />
import { files, version } from '$service-worker';
import { isOfThisRelease, type WorkerMessage } from './lib/core/hosts/messages';
import { createWorkerHost } from './lib/core/hosts/worker';

// The library's types call every global `Window`.
// eslint-disable-next-line @typescript-eslint/consistent-type-assertions
const worker = self as unknown as ServiceWorkerGlobalScope;
const host = createWorkerHost();
const CACHE = `shell-${version}`;
const CONFIG = '/config.json';
/** Answered by the relay, never by the shell, whoever asks and however. */
const NOT_OURS = /^\/(api|files|mux|sync|messenger|metrics|healthz|readyz)(\/|$)/;
/** Build files never change under their name. */
const IMMUTABLE = '/_app/immutable/';
/** The page itself is asked for first, and kept for offline. */
const PAGE = ['/', ...files.filter((file) => !file.startsWith('/messenger/'))];

worker.addEventListener('install', (event) => {
	// It waits for the old one to end, or for a person to say so: pages never change under a hand.
	event.waitUntil(install());
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(forgetOldShells().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
	const message: WorkerMessage = event.data;
	if (message.type === 'takeOver') event.waitUntil(worker.skipWaiting());
	else if (message.type === 'stop' || isOfThisRelease(message)) {
		event.waitUntil(host.heard(message, event.ports[0]));
	} else event.waitUntil(loadAgain(event.source));
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const { origin, pathname } = new URL(request.url);
	if (request.method !== 'GET' || origin !== location.origin || NOT_OURS.test(pathname)) return;
	if (pathname === CONFIG) event.respondWith(networkFirst(request, CONFIG));
	else if (request.mode === 'navigate') event.respondWith(networkFirst(request, '/'));
	else if (PAGE.includes(pathname) || pathname.startsWith(IMMUTABLE)) {
		event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
	}
});

/** The list is made by the build (vite.config.ts). */
async function install(): Promise<void> {
	const list: string[] = await (await fetch('/_app/install.json')).json();
	const cache = await caches.open(CACHE);
	await cache.addAll([...PAGE, ...list]);
}

/** What the network answers is kept under `name`, and is the answer while there is no network. */
async function networkFirst(request: Request, name: string): Promise<Response> {
	try {
		const response = await fetch(request);
		// Signing out deletes the cache, and a worker that still answers must not make it anew.
		if (response.ok && name === CONFIG && (await caches.has(CACHE))) {
			const cache = await caches.open(CACHE);
			await cache.put(name, response.clone());
		}
		return response;
	} catch {
		// Offline: every route is drawn by the one page of the shell.
		return (await caches.match(name)) ?? Response.error();
	}
}

/** A page of another release cannot work with this one. */
async function loadAgain(page: ExtendableMessageEvent['source']): Promise<void> {
	// A messenger in a frame is no page of the desk.
	if (!(page instanceof WindowClient) || page.frameType !== 'top-level') return;
	try {
		await page.navigate(page.url);
	} catch {
		// It is closing.
	}
}

async function forgetOldShells(): Promise<void> {
	const names = await caches.keys();
	await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}
