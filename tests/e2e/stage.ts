import { test as base } from '@playwright/test';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import { Watch } from './watch';

type Stage = { relay: RelayProcess; watch: Watch; owner: Teammate; visitor: Visitor };

/**
 * What most tests of the messenger begin with, made when it is asked for: a relay, an owner at the
 * desk, a visitor in the shop. Nothing that the watch sees may have happened.
 */
export const test = base.extend<Stage>({
	// Playwright reads what a fixture needs from this very pattern.
	// eslint-disable-next-line no-empty-pattern
	watch: async ({}, use) => {
		const watch = new Watch();
		await use(watch);
		await watch.end();
	},
	// eslint-disable-next-line no-empty-pattern
	relay: async ({}, use) => {
		const relay = await RelayProcess.launch({ runner: 'on' });
		await use(relay);
		await relay.stop();
	},
	owner: async ({ browser, relay, watch }, use) => {
		const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
		await use(owner);
		await owner.context.close();
	},
	visitor: async ({ browser, relay, watch }, use) => {
		const context = await browser.newContext({ locale: 'es-CL' });
		await watch.over(context);
		await use(await Visitor.arrive(context, relay));
		await context.close();
	},
});
