import { type Browser, chromium } from '@playwright/test';
import { build } from '../../sync-server/prepare';
import { CHROMIUM_ARGS, findChromium } from '../chromium';
import { RelayProcess } from '../e2e/relay';
import type { Measure } from './measure';

/** What is built, with a relay and a browser of its own, as long as the measuring lasts. */
export async function onStage(
	measure: (browser: Browser, relay: RelayProcess) => Promise<Measure[]>,
): Promise<Measure[]> {
	build();
	const relay = await RelayProcess.launch({ runner: 'off' });
	const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
	try {
		return await measure(browser, relay);
	} finally {
		await browser.close();
		await relay.stop();
	}
}
