import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../chromium';

/**
 * Few, long, story-like tests against the static build, served by a real relay process that each
 * test starts with a data directory of its own. One worker: the machine is part of what is tested.
 */
export default defineConfig({
	forbidOnly: true,
	testDir: '.',
	outputDir: '../../test-results',
	workers: 1,
	retries: 0,
	timeout: 180_000,
	expect: { timeout: 15_000 },
	use: {
		locale: 'es-CL',
		viewport: { width: 1440, height: 900 },
		trace: 'retain-on-failure',
		launchOptions: {
			executablePath: findChromium(),
			// Replaces Playwright's own list, which turns off the storage partitioning that visitors
			// have.
			args: [...CHROMIUM_ARGS, '--disable-features=Translate,MediaRouter,OptimizationHints'],
		},
	},
});
