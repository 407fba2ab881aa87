import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/**
 * The browser that tests and measurements drive: the system's Chromium if there is one, else
 * Playwright's own.
 */
export function findChromium() {
	const candidates = [
		process.env.CHROMIUM_PATH,
		'/usr/bin/chromium',
		'/usr/bin/chromium-browser',
		'/usr/bin/google-chrome',
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
		chromium.executablePath(),
	];
	return candidates.find((path) => path !== undefined && existsSync(path));
}

/**
 * Without a sandbox because containers run as root; quiet, so that nothing but the test uses the
 * network.
 */
export const CHROMIUM_ARGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export const NO_CHROMIUM =
	'No Chromium found: install your system’s `chromium`, or run `npx playwright install chromium`.';
