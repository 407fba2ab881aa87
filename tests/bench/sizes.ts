import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import { build } from '../../sync-server/prepare';
import { CHROMIUM_ARGS, findChromium } from '../chromium';
import { RelayProcess } from '../e2e/relay';
import type { Measure } from './measure';

/**
 * Bytes that a person's browser really asks for on a first visit, gzipped, in KB. A browser opens
 * the page and every answer is counted: the folder's size would also count what is loaded lazily.
 */
export async function measureSizes(): Promise<Measure[]> {
	build();
	const relay = await RelayProcess.launch({ runner: 'off' });
	const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
	try {
		const shell = await coldVisit(await browser.newPage(), await relay.setupLink());
		const frame = await coldVisit(await browser.newPage(), `${relay.origin}/messenger/`);
		return [
			size('S1 launcher', gzipped('build/widget.js'), 4),
			size('S3 messenger frame', javascript(frame), 65),
			size('S5 desk before first paint', javascript(shell), 45),
			size('S6 service worker', gzipped('build/service-worker.js'), 45),
		];
	} finally {
		await browser.close();
		await relay.stop();
	}
}

type Fetched = { path: string; bytes: number };

async function coldVisit(page: Page, url: string): Promise<Fetched[]> {
	const fetched: Promise<Fetched>[] = [];
	page.on('response', (response) => {
		if (response.ok()) fetched.push(weigh(new URL(response.url()).pathname, response.body()));
	});
	await page.goto(url, { waitUntil: 'networkidle' });
	return Promise.all(fetched);
}

async function weigh(path: string, body: Promise<Buffer>): Promise<Fetched> {
	return { path, bytes: gzipSync(await body).length };
}

function javascript(files: Fetched[]): number {
	return files
		.filter(({ path }) => path.endsWith('.js') && path !== '/service-worker.js')
		.reduce((sum, { bytes }) => sum + bytes, 0);
}

function gzipped(file: string): number {
	return gzipSync(readFileSync(join(import.meta.dirname, '../..', file))).length;
}

function size(name: string, bytes: number, atMost: number): Measure {
	const [id = name] = name.split(' ');
	return { name, value: Number((bytes / 1000).toFixed(2)), unit: 'KB gz', target: { id, atMost } };
}
