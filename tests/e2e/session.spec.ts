import { expect, type Page, test } from '@playwright/test';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { Watch } from './watch';

let relay: RelayProcess;
test.beforeEach(async () => void (relay = await RelayProcess.launch({ runner: 'on' })));
test.afterEach(() => relay.stop());

test('offline, any address opens the desk from the device', async ({ browser }) => {
	const owner = await Teammate.setUp(browser, { relay, watch: new Watch(), locale: 'es' });
	await isControlled(owner.page);
	await relay.kill();
	await owner.page.goto(`${relay.origin}/settings/tags`);
	await expect(owner.navigation).toBeVisible();
	await owner.context.close();
});

/** The worker has fetched the shell and claimed its pages. */
async function isControlled(page: Page): Promise<void> {
	await expect
		.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
		.toBe(true);
}
