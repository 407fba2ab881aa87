import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { build } from '../../sync-server/prepare';
import { CHROMIUM_ARGS, findChromium, NO_CHROMIUM } from '../chromium';
import { RelayProcess } from '../e2e/relay';
import type { Browsers } from '../e2e/teammate';
import { type Failure, type Measure, NAMED_FUNCTIONS } from './measure';

type Outcome = Measure | Failure;

/** What is built, with a relay and a browser of its own, as long as the measuring lasts. */
export async function onStage<T extends Outcome>(
	measure: (browser: Browser, relay: RelayProcess) => Promise<T[]>,
	{ runner = 'off' }: { runner?: 'on' | 'off' } = {},
): Promise<T[]> {
	build();
	return withRelay({ runner }, async (relay) => {
		const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
		try {
			return await measure(browser, relay);
		} finally {
			await browser.close();
		}
	});
}

/** A relay alone; whoever is imported into it comes from an address of their own. */
export async function withRelay<T>(
	options: { runner: 'on' | 'off' },
	measure: (relay: RelayProcess) => Promise<T>,
): Promise<T> {
	const relay = await RelayProcess.launch({ ...options, isProxied: true });
	try {
		return await measure(relay);
	} finally {
		await relay.stop();
	}
}

/**
 * Each context is a browser of its own with a profile on the disk, as people have one: a context of
 * a browser that is shared keeps its databases in memory.
 */
export async function onDisk<T>(measure: (browsers: Browsers) => Promise<T>): Promise<T> {
	const executablePath = findChromium();
	if (!executablePath) throw new Error(NO_CHROMIUM);
	const opened: { context: BrowserContext; profile: string }[] = [];
	const browsers: Browsers = {
		async newContext(options) {
			const profile = mkdtempSync(join(tmpdir(), 'relevo-profile-'));
			const how = { ...options, executablePath, args: CHROMIUM_ARGS };
			const context = await chromium.launchPersistentContext(profile, how);
			opened.push({ context, profile });
			await context.addInitScript(NAMED_FUNCTIONS);
			return context;
		},
	};
	try {
		return await measure(browsers);
	} finally {
		for (const { context, profile } of opened) {
			await context.close();
			rmSync(profile, { recursive: true, force: true });
		}
	}
}
