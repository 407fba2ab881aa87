/// <reference lib="webworker" />
import { build, files, version } from '$service-worker';
import { createWorkerHost } from './lib/core/hosts/worker';

const worker = self as unknown as ServiceWorkerGlobalScope;
const host = createWorkerHost();
const CACHE = `shell-${version}`;
/**
 * Build files never change under their name; the page itself is asked for first, and kept for
 * offline.
 */
const SHELL = ['/', ...build, ...files.filter((file) => !file.startsWith('/messenger/'))];

worker.addEventListener('install', (event) => {
	event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
	void worker.skipWaiting();
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(forgetOldShells().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
	event.waitUntil(host.heard(event.data, event.ports[0]));
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const { origin, pathname } = new URL(request.url);
	if (request.method !== 'GET' || origin !== location.origin) return;
	if (request.mode === 'navigate' && !pathname.startsWith('/messenger')) {
		event.respondWith(
			fetch(request).catch(async () => (await caches.match('/')) ?? Response.error()),
		);
	} else if (SHELL.includes(pathname)) {
		event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
	}
});

async function forgetOldShells(): Promise<void> {
	const names = await caches.keys();
	await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}
