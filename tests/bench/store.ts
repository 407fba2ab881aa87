import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { CHROMIUM_ARGS, findChromium, NO_CHROMIUM } from '../chromium';
import { type Recorded, recordedConversations } from '../import/conversations';
import { type Measure, median, quantile } from './measure';
import type { PageBench } from './page/rows';

/** The targets that it speaks of. */
export const targets = ['P1', 'P5', 'P6', 'P8'];

/** 12,174 real conversations; the first 5,000 are what P1 and P5 speak of. */
const FILE = process.env.CONVERSATIONS ?? '../shared/data/conversations-large.jsonl.gz';
const CONVERSATIONS = Number(process.env.BENCH_CONVERSATIONS ?? 5_000);
const BATCH = 250;

/**
 * Projection, inbox opening, view switching, a long thread and search, in Chromium and on its disk.
 */
export async function measureReadModel(): Promise<Measure[]> {
	const { page, close } = await openPage();
	try {
		return await measured(page);
	} finally {
		await close();
	}
}

async function measured(page: Page): Promise<Measure[]> {
	let events = 0;
	let batch: Recorded[] = [];
	let conversations = 0;
	let fillMs = 0;
	const flush = async () => {
		const start = performance.now();
		events += await page.evaluate((some) => globalThis.bench.fill(some), batch);
		fillMs += performance.now() - start;
		batch = [];
	};
	for await (const recorded of recordedConversations(FILE)) {
		if (conversations++ >= CONVERSATIONS) break;
		batch.push(recorded);
		if (batch.length === BATCH) await flush();
	}
	await flush();
	await page.evaluate(() => globalThis.bench.fillLong(5_000));
	const openings = await page.evaluate(() => globalThis.bench.openings(15));
	const switches = await page.evaluate(() => globalThis.bench.switches(60));
	const threads = await page.evaluate(() => globalThis.bench.threads(20));
	const common = await page.evaluate(() => globalThis.bench.searches(12, ['restaurant', 'please']));
	const rare = await page.evaluate(() => globalThis.bench.searches(12, ['zzyzx', 'qwertz']));
	const p95 = (samples: number[]) => quantile(samples, 0.95);
	return [
		{ name: 'projection', value: Math.round((events / fillMs) * 1_000), unit: 'events/s' },
		ms('inbox opening', p95(openings), { id: 'P5', atMost: 800 }),
		ms('inbox opening, median', median(openings)),
		ms('view switching', p95(switches), { id: 'P1', atMost: 50 }),
		ms('opening a conversation of 5,000', p95(threads), { id: 'P6', atMost: 150 }),
		ms('search, common word', p95(common), { id: 'P8', atMost: 100 }),
		ms('search, word that is nowhere', p95(rare)),
	];
}

function ms(name: string, value: number, target?: Measure['target']): Measure {
	const rounded = Math.round(value * 10) / 10;
	return { name, value: rounded, unit: 'ms', ...(target && { target }) };
}

async function openPage() {
	const executablePath = findChromium();
	if (!executablePath) throw new Error(NO_CHROMIUM);
	const bundle = await build({
		entryPoints: ['tests/bench/page/rows.ts'],
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
	const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
	const page = await browser.newPage();
	await page.goto(`http://127.0.0.1:${port}/`);
	await page.addScriptTag({ content: bundle.outputFiles[0]!.text });
	return {
		page,
		async close() {
			await browser.close();
			server.close();
		},
	};
}

declare global {
	// The bundle puts it there; `var` is how TypeScript names a member of globalThis.
	var bench: PageBench;
}
