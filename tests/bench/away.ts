import type { Browser, Page } from '@playwright/test';
import { build } from 'esbuild';
import type { RelayProcess } from '../e2e/relay';
import { Teammate } from '../e2e/teammate';
import { Watch } from '../e2e/watch';
import type { Recorded } from '../import/conversations';
import { importConversations } from '../import/import';
import { type Measure, median } from './measure';
import { ownerToken } from '../e2e/owner-token';
import type { Away } from './page/away';
import { onStage } from './stage';

/** The targets that it speaks of. */
export const targets = ['P15'];

const CONVERSATIONS = 100;
const CHANGES = 5;
const TURNS = 10;
const ROUNDS = 5;

/**
 * P15 on a real device: a desk in Chromium, its service worker and its disk. What a teammate did
 * offline in many conversations, from the moment in which the network is back until all is acked.
 */
export function measureAway(): Promise<Measure[]> {
	return onStage(measure);
}

async function measure(browser: Browser, relay: RelayProcess): Promise<Measure[]> {
	const agent = await Teammate.setUp(browser, { relay, watch: new Watch(), locale: 'es' });
	const place = { url: relay.origin, token: await ownerToken(relay) };
	const conversations = Array.from({ length: CONVERSATIONS }, (_, i) => recorded(i));
	await importConversations({ ...place, conversations });
	await agent
		.viewLink('all')
		.filter({ hasText: String(CONVERSATIONS) })
		.waitFor();
	const { page } = agent;
	await page.evaluate(await script());
	const took: number[] = [];
	for (let round = 0; round < ROUNDS; round++) took.push(await awayAndBack(page, relay, round));
	const name = `P15 ${CONVERSATIONS * CHANGES} changes over ${CONVERSATIONS} conversations, device`;
	return [
		measured(`${name}: acked (median)`, median(took)),
		measured(`${name}: acked (slowest)`, Math.max(...took)),
	];
}

async function awayAndBack(page: Page, relay: RelayProcess, round: number): Promise<number> {
	await page.context().setOffline(true);
	await page.evaluate(() => globalThis.away.cutOff());
	const written = await page.evaluate((round) => globalThis.away.write(round), round);
	if (written !== CONVERSATIONS * CHANGES) throw new Error(`${written} changes were written`);
	await page.evaluate((count) => globalThis.away.taken(count), written);
	await page.context().setOffline(false);
	return page.evaluate(() => globalThis.away.back());
}

async function script(): Promise<string> {
	const bundle = await build({
		entryPoints: ['tests/bench/page/away.ts'],
		bundle: true,
		format: 'iife',
		write: false,
	});
	return bundle.outputFiles[0]!.text;
}

function recorded(i: number): Recorded {
	const turns: Recorded['turns'] = Array.from({ length: TURNS }, (_, turn) => ({
		by: turn % 2 ? 'agent' : 'customer',
		text: `Conversación ${i}, mensaje ${turn}`,
	}));
	return { id: `away ${i}`, services: [], turns };
}

function measured(name: string, value: number): Measure {
	return { name, value: Math.round(value), unit: 'ms', target: { id: 'P15', atMost: 600 } };
}

declare global {
	// The bundle puts it there; `var` is how TypeScript names a member of globalThis.
	var away: Away;
}
