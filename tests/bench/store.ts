import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import { atMost, type Failure, type Measure, p95 } from './measure';
import { Lines } from './lines';
import { messagesOf, recordings } from './recordings';
import type { PageBench } from './page/store';
import { onDisk } from './stage';

/** The targets that it speaks of. */
export const targets = ['P6', 'P18'];

const BATCH = 250;
const LONG = 5_000;
const ROUNDS = 30;
/** What was written last is still being put in order on the disk. */
const SETTLED_MS = 10_000;

/**
 * What a device keeps, without a relay and without screens: the real conversations written as a
 * core commits them, in Chromium and on its disk, and conversations read as a screen opens them.
 */
export function measureStore(): Promise<(Measure | Failure)[]> {
	return onDisk(async (browsers) => {
		const { page, close } = await openPage(await (await browsers.newContext()).newPage());
		try {
			return await measured(page);
		} finally {
			close();
		}
	});
}

async function measured(page: Page): Promise<(Measure | Failure)[]> {
	const conversations = await recordings();
	const lines = new Lines();
	let events = 0;
	await lines.add('writing', async () => {
		let took = 0;
		for (let start = 0; start < conversations.length; start += BATCH) {
			const some = conversations.slice(start, start + BATCH);
			const written = await page.evaluate((some) => globalThis.bench.fill(some), some);
			events += written.events;
			took += written.ms;
			process.stderr.write(`${start + some.length}/${conversations.length} conversations\n`);
		}
		const perSecond = Math.round((events / took) * 1_000);
		return { name: 'store: events written', value: perSecond, unit: 'events/s' };
	});
	await lines.add('P18', async () => {
		await sleep(SETTLED_MS);
		const usage = await page.evaluate(() => globalThis.bench.usage());
		const messages = messagesOf(conversations);
		const target = { id: 'P18', atMost: 300 };
		return atMost('P18 store: bytes a message', usage / messages, 'B', target);
	});
	await lines.add('opening', async () => {
		const took = await page.evaluate((rounds) => globalThis.bench.opened(rounds), ROUNDS);
		return p95('store: open a conversation', took);
	});
	await lines.add('opening a long one', async () => {
		const args = { length: LONG, rounds: ROUNDS };
		const took = await page.evaluate((args) => globalThis.bench.openedLong(args), args);
		return p95(`P6 store: open a conversation of ${LONG}`, took, { id: 'P6', atMost: 60 });
	});
	return lines.found;
}

async function openPage(page: Page) {
	const bundle = await build({
		entryPoints: ['tests/bench/page/store.ts'],
		bundle: true,
		format: 'iife',
		write: false,
		minify: true,
	});
	const server = createServer((_, response) => {
		response.setHeader('content-type', 'text/html');
		response.end('<!doctype html><title>bench</title>');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await page.goto(`http://127.0.0.1:${port}/`);
	await page.addScriptTag({ content: bundle.outputFiles[0]!.text });
	return { page, close: () => void server.close() };
}

declare global {
	// The bundle puts it there; `var` is how TypeScript names a member of globalThis.
	var bench: PageBench;
}
