import type { Browser, Page } from '@playwright/test';
import type { RelayProcess } from '../e2e/relay';
import { Teammate } from '../e2e/teammate';
import { Watch } from '../e2e/watch';
import { type Recorded, recordedConversations } from '../import/conversations';
import { importConversations } from '../import/import';
import { type Measure, NAMED_FUNCTIONS, quantile } from './measure';
import { onStage } from './stage';
import { ownerToken } from '../e2e/owner-token';

/** The targets that it speaks of. */
export const targets = ['P1', 'P5', 'P6'];

/** Real conversations that came through a real relay, in the desk as it is built. */
const FILE = process.env.CONVERSATIONS ?? '../shared/data/conversations-large.jsonl.gz';
const CONVERSATIONS = Number(process.env.BENCH_CONVERSATIONS ?? 5_000);
/** Even: two conversations are opened by turns. */
const ROUNDS = 30;
const STARTS = 7;
const LENGTHS = [500, 5_000];
const PATIENCE_MS = 30 * 60_000;

/**
 * P1, P5 and P6: from the key or the click of a teammate to the frame that shows what it did, as
 * the page itself measures it.
 */
export function measureDesk(): Promise<Measure[]> {
	return onStage(measure);
}

async function measure(browser: Browser, relay: RelayProcess): Promise<Measure[]> {
	const agent = await Teammate.setUp(browser, { relay, watch: new Watch(), locale: 'es' });
	const { page, say } = agent;
	await page.evaluate(NAMED_FUNCTIONS);
	const place = { url: relay.origin, token: await ownerToken(relay) };
	await importConversations({ ...place, conversations: await recorded(CONVERSATIONS) });
	// One after the other and last, so that the list begins with them, the longest first.
	for (const length of LENGTHS) {
		await importConversations({ ...place, conversations: [long(length)] });
	}
	const all = agent.navigation.getByRole('link', { name: new RegExp(`^${say('shell_view_all')}`) });
	await all
		.filter({ hasText: String(CONVERSATIONS + LENGTHS.length) })
		.waitFor({ timeout: PATIENCE_MS });

	const starts: number[] = [];
	for (let start = 0; start < STARTS; start++) starts.push(await coldStart(agent, relay));
	await agent.view('all');
	const rows = page.getByRole('option');
	const opened = await repeat(ROUNDS, (round) =>
		shown(page, '[role=log]', () => rows.nth(round % 2).click()),
	);
	const byLength = (row: number) => opened.filter((_, round) => round % 2 === row);
	const next = await repeat(ROUNDS, () => nextOne(page));
	const close = await closings(agent);
	return [
		p95('P6 open a conversation of 5,000', byLength(0), 'P6', 150),
		p95('P6 open a conversation of 500', byLength(1), 'P6', 50),
		p95('P1 next conversation', next, 'P1', 50),
		p95('P1 close', close, 'P1', 50),
		p95('P1 switch view', await switches(agent), 'P1', 50),
		p95('P1 palette', await palettes(page), 'P1', 50),
		p95('P5 cold start to usable list', starts, 'P5', 800),
	];
}

function nextOne(page: Page): Promise<number> {
	return shown(page, '[role=log]', () => page.keyboard.press('j'));
}

function switches(agent: Teammate): Promise<number[]> {
	return repeat(ROUNDS, (round) =>
		shown(agent.page, LIST, () => agent.view(round % 2 ? 'all' : 'closed')),
	);
}

function palettes(page: Page): Promise<number[]> {
	return repeat(ROUNDS, async () => {
		const took = await shown(page, '[role=dialog] [role=listbox]', () =>
			page.keyboard.press('Control+k'),
		);
		await page.keyboard.press('Escape');
		await page.getByRole('combobox').waitFor({ state: 'detached' });
		return took;
	});
}

async function closings(agent: Teammate): Promise<number[]> {
	await agent.view('all');
	return repeat(ROUNDS, async () => {
		await nextOne(agent.page);
		return shown(agent.page, LIST, () => agent.page.keyboard.press('e'));
	});
}

const LIST = '#content [role=listbox]';

/**
 * From the key or press that `act` makes to the frame after what `selector` finds shows other
 * words, both on the page's own clock. The page watches before anything is pressed: keys and
 * scripts reach it by different ways.
 */
async function shown(page: Page, selector: string, act: () => Promise<void>): Promise<number> {
	const watch = await page.evaluateHandle((selector) => {
		const look = () => document.querySelector(selector)?.textContent ?? '';
		const before = look();
		let start = 0;
		const heard = (event: Event) => (start ||= event.timeStamp);
		for (const type of ['keydown', 'pointerdown']) {
			addEventListener(type, heard, { capture: true, once: true });
		}
		const took = new Promise<number>((resolve) => {
			const observer = new MutationObserver(() => {
				const words = look();
				if (!start || words === '' || words === before) return;
				observer.disconnect();
				requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
			});
			observer.observe(document, { childList: true, subtree: true, characterData: true });
		});
		return { took };
	}, selector);
	await act();
	return watch.evaluate(({ took }) => took);
}

/** A new tab of a browser that knows the workspace: from the address to the first row. */
async function coldStart(agent: Teammate, relay: RelayProcess): Promise<number> {
	const page = await agent.context.newPage();
	await page.goto(`${relay.origin}/inbox/all`, { waitUntil: 'commit' });
	await page.getByRole('option').first().waitFor();
	const took = await page.evaluate(() => performance.now());
	await page.close();
	return took;
}

async function repeat(times: number, once: (round: number) => Promise<number>): Promise<number[]> {
	const samples: number[] = [];
	for (let round = 0; round < times; round++) samples.push(await once(round));
	return samples;
}

function p95(name: string, samples: number[], id: string, atMost: number): Measure {
	const value = Number(quantile(samples, 0.95).toFixed(1));
	return { name, value, unit: 'ms p95', target: { id, atMost } };
}

async function recorded(limit: number): Promise<Recorded[]> {
	const found: Recorded[] = [];
	for await (const conversation of recordedConversations(FILE)) {
		if (found.length === limit) break;
		found.push(conversation);
	}
	return found;
}

function long(length: number): Recorded {
	const turns: Recorded['turns'] = Array.from({ length }, (_, turn) => ({
		by: turn % 2 ? 'agent' : 'customer',
		text: `${length} · ${turn}`,
	}));
	return { id: `long ${length}`, services: [], turns };
}
