import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startDemo } from './demo';

let close = () => {};
afterEach(() => close());

async function demo(): Promise<string> {
	const server = await startDemo({ port: 0, relayOrigin: 'http://relay.test:8787' });
	close = () => server.close();
	return `http://localhost:${(server.address() as AddressInfo).port}`;
}

test('embeds the launcher from the relay under a policy that names that one host', async () => {
	const response = await fetch(await demo());
	expect(await response.text()).toContain('<script async src="http://relay.test:8787/widget.js"');
	expect(response.headers.get('content-security-policy')).toContain(
		"script-src 'self' http://relay.test:8787; frame-src http://relay.test:8787",
	);
});

test('serves its few files and nothing else of this machine', async () => {
	const site = await demo();
	for (const path of ['/', '/product.html', '/shop.css', '/shop.js']) {
		expect((await fetch(site + path)).status, path).toBe(200);
	}
	for (const path of ['/demo.ts', '/../package.json', '/%2e%2e/demo.ts', '/missing.html']) {
		expect((await fetch(site + path)).status, path).toBe(404);
	}
});

test('a path that is none is answered, and takes nothing down', async () => {
	const site = await demo();
	const { port } = new URL(site);
	// `fetch` would mend it before it is sent.
	const status = await new Promise((resolve, reject) => {
		get({ host: 'localhost', port, path: '//' }, (response) => resolve(response.statusCode)).on(
			'error',
			reject,
		);
	});
	expect(status).toBe(404);
	expect((await fetch(site)).status).toBe(200);
});
