import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { invite } from '../e2e/furnish';
import type { RelayProcess } from '../e2e/relay';
import { type Browsers, Teammate } from '../e2e/teammate';
import { Watch } from '../e2e/watch';
import type { Recorded } from '../import/conversations';
import { folderBytes, rested } from './server-process';
import { Lines } from './lines';
import { atMost, type Failure, type Measure } from './measure';
import { importInto, isSynced, messagesOf, recordings, stateOf } from './recordings';
import { onDisk, onStage } from './stage';

/** The targets that it speaks of. */
export const targets = ['P17', 'P18'];

const WHOLE_WITHIN_MS = 30 * 60_000;
const LOOK_MS = 100;
const AFTERWARDS_MS = 30_000;

/**
 * P17 and P18: somebody joins a workspace of all the real conversations, at a browser with a new
 * profile on the disk, while the runner stands beside the relay: from the click that joins.
 */
export function measureJoin(): Promise<(Measure | Failure)[]> {
	return onStage((browser, relay) => onDisk((browsers) => measure(browsers, { browser, relay })), {
		runner: 'on',
	});
}

async function measure(
	browsers: Browsers,
	{ browser, relay }: { browser: Browser; relay: RelayProcess },
): Promise<(Measure | Failure)[]> {
	const conversations = await recordings();
	const messages = messagesOf(conversations);
	const link = await filled(browser, { relay, conversations });
	const lines = new Lines();
	let joined: Teammate | undefined;
	await lines.add('P17 usable list', async () => {
		joined = await join(browsers, link);
		const at = await joined.page.evaluate(() => globalThis.joining?.usable);
		return atMost('P17 join: usable list', at ?? NaN, 'ms', { id: 'P17', atMost: 1_500 });
	});
	await lines.add('P17 everything there', async () => {
		const seconds = await everythingIn(joined, conversations.length);
		return atMost('P17 join: everything there', seconds, 's', { id: 'P17', atMost: 30 });
	});
	await lines.add('P18 on the device', async () => {
		await sleep(AFTERWARDS_MS);
		const usage = (await joined?.page.evaluate(storageUsage)) ?? NaN;
		return atMost('P18 bytes a message on the device', usage / messages, 'B', P18);
	});
	await lines.add('P18 in the relay’s folder', async () => {
		const bytes = await folderBytes(relay.dataDir);
		return atMost('P18 bytes a message in the relay’s folder', bytes / messages, 'B', P18);
	});
	return lines.found;
}

const P18 = { id: 'P18', atMost: 300 };

/** What the owner does before: the workspace, an invite, and all that customers have said. */
async function filled(
	browser: Browser,
	{ relay, conversations }: { relay: RelayProcess; conversations: Recorded[] },
): Promise<string> {
	const owner = await Teammate.setUp(browser, { relay, watch: new Watch(), locale: 'es' });
	const link = await invite(owner);
	await owner.context.close();
	await importInto(relay, conversations);
	await rested(relay.pid);
	return link;
}

async function join(browsers: Browsers, link: string): Promise<Teammate> {
	const watched: Browsers = {
		async newContext(options) {
			const context = await browsers.newContext(options);
			await context.addInitScript(watchJoining);
			return context;
		},
	};
	const who = { link, name: 'Tomás Vera', watch: new Watch(), locale: 'es' } as const;
	const teammate = await Teammate.join(watched, who);
	const end = Date.now() + WHOLE_WITHIN_MS;
	while ((await teammate.page.evaluate(() => globalThis.joining?.usable)) === undefined) {
		if (Date.now() > end) throw new Error('No list was shown.');
		await sleep(LOOK_MS);
	}
	return teammate;
}

/** Seconds after the click, on the page's clock: when it says so and every count is whole. */
async function everythingIn(desk: Teammate | undefined, conversations: number): Promise<number> {
	if (!desk) throw new Error('Nobody has joined.');
	const end = Date.now() + WHOLE_WITHIN_MS;
	let told = 0;
	while (Date.now() < end) {
		const { count, status } = await stateOf(desk);
		const now = await sinceClick(desk.page);
		if (count === conversations && isSynced(status)) return now / 1_000;
		if (now - told > 1_000) {
			process.stderr.write(`the desk: ${count}/${conversations} conversations, ${status}\n`);
			told = now;
		}
		await sleep(LOOK_MS);
	}
	throw new Error(`Not everything came in ${WHOLE_WITHIN_MS} ms.`);
}

function sinceClick(page: Page): Promise<number> {
	return page.evaluate(() => performance.now() - (globalThis.joining?.clicked ?? NaN));
}

async function storageUsage(): Promise<number> {
	return (await navigator.storage.estimate()).usage ?? NaN;
}

declare global {
	// A page has it; `var` is how TypeScript names a member of globalThis.
	var joining: { clicked: number; usable?: number } | undefined;
}

/** In the page: when the button that joins was pressed, and how long after it a row was painted. */
function watchJoining(): void {
	addEventListener(
		'click',
		({ target, timeStamp }) => {
			const isButton = target instanceof Element && target.closest('button[type=submit]');
			if (isButton) globalThis.joining ??= { clicked: timeStamp };
		},
		true,
	);
	let hasAsked = false;
	const observer = new MutationObserver(() => {
		const started = globalThis.joining;
		const all = document.querySelector('nav a[href="/inbox/all"]');
		if (!started || !(all instanceof HTMLElement)) return;
		// Nothing is theirs yet: the first thing to look at is everybody's.
		if (!hasAsked) all.click();
		hasAsked = true;
		if (!document.querySelector('#content [role=listbox] [role=option]')) return;
		observer.disconnect();
		requestAnimationFrame(() =>
			setTimeout(() => (started.usable = performance.now() - started.clicked)),
		);
	});
	observer.observe(document, { childList: true, subtree: true });
}
