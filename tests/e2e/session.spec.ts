import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test as base } from '@playwright/test';
import { invite } from './furnish';
import { BUILD, RelayProcess } from './relay';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import { Watch } from './watch';

/** What a browser keeps of a person: while they are here, after they left, and over an update. */
const test = base.extend<{ watch: Watch; site: string; relay: RelayProcess; owner: Teammate }>({
	// Playwright reads what a fixture needs from this very pattern.
	// eslint-disable-next-line no-empty-pattern
	watch: async ({}, use) => {
		const watch = new Watch();
		await use(watch);
		await watch.end();
	},
	// A copy: one of the tests puts another version there.
	// eslint-disable-next-line no-empty-pattern
	site: async ({}, use) => {
		const site = mkdtempSync(join(tmpdir(), 'relevo-site-'));
		cpSync(BUILD, site, { recursive: true });
		await use(site);
		rmSync(site, { recursive: true });
	},
	relay: async ({ site }, use) => {
		const relay = await RelayProcess.launch({ runner: 'on', site });
		await use(relay);
		await relay.stop();
	},
	owner: async ({ browser, relay, watch }, use) => {
		const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
		await isControlled(owner.page);
		await use(owner);
		await owner.context.close();
	},
});

test('offline, any address opens the desk from the device', async ({ owner, relay }) => {
	await relay.kill();
	await owner.page.goto(`${relay.origin}/settings/tags`);
	await expect(owner.navigation).toBeVisible();
});

test('the answer to a link that works once is lost: asked again, it is the same person', async ({
	browser,
	relay,
	watch,
	owner,
}) => {
	const link = await invite(owner, 'agent');
	const context = await browser.newContext({ locale: 'es-CL' });
	await watch.over(context);
	const page = await context.newPage();
	await page.goto(link);
	const lost = (url: URL) => url.pathname === '/api/join';
	await page.route(lost, async (route) => {
		await route.fetch();
		await route.abort();
	});
	const { say } = owner;
	const enter = page.getByRole('button', { name: say('shell_join_enter') });
	await page.getByLabel(say('shell_setup_name')).fill('Ana Mora');
	await enter.click();
	await expect(page.getByRole('alert')).toBeVisible();
	await page.unroute(lost);
	await page.reload();
	await page.getByLabel(say('shell_setup_name')).fill('Ana Mora');
	await enter.click();
	await expect(page).toHaveURL(`${relay.origin}/inbox/mine`);
	await expect(owner.page.getByText('Ana Mora', { exact: true })).toHaveCount(1);
	await context.close();
});

test('case 36: signing out leaves nothing on the device, in no tab', async ({ owner, relay }) => {
	const { page, say } = owner;
	const other = await owner.context.newPage();
	await other.goto(`${relay.origin}/inbox/all`);
	await expect(other.getByRole('navigation').first()).toBeVisible();

	await page.evaluate(() => localStorage.setItem('relevo.theme', 'dark'));
	await owner.openSettings('shell_this_device');
	await page.getByRole('button', { name: say('shell_sign_out') }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: say('shell_sign_out') })
		.click();

	for (const left of [page, other]) {
		await expect(left.getByText(say('shell_signed_out_text'))).toBeVisible();
	}
	await keepsNothing(page);
	await page.reload();
	await expect(page.getByText(say('shell_signed_out_text'))).toBeVisible();
	await keepsNothing(page);
});

test('case 36: signing out while the relay is away leaves nothing either', async ({
	owner,
	relay,
}) => {
	const { page, say } = owner;
	await owner.openSettings('shell_this_device');
	await relay.kill();
	await page.getByRole('button', { name: say('shell_sign_out') }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: say('shell_sign_out') })
		.click();
	await page.waitForURL((url) => url.protocol === 'chrome-error:' || url.pathname !== '/settings');
	await relay.start();
	await page.goto(relay.origin);
	await expect(page.getByText(say('shell_signed_out_text'))).toBeVisible();
	await keepsNothing(page);
});

test('case 14: whoever loses access is out within a second, with an empty device', async ({
	browser,
	owner,
	watch,
}) => {
	const link = await invite(owner);
	const agent = await Teammate.join(browser, { link, name: 'Tomás Vera', watch, locale: 'es' });
	await isControlled(agent.page);
	await agent.view('all');

	await owner.page.getByRole('button', { name: owner.say('shell_member_disable') }).click();
	await expect(agent.page.getByText(agent.say('shell_revoked_text'))).toBeVisible();
	await keepsNothing(agent.page);
	await agent.page.goto(link.split('#')[0] ?? link);
	await keepsNothing(agent.page);
});

test('a new version is offered, waits for the person, and loses no word', async ({
	browser,
	owner,
	relay,
	site,
}) => {
	const { page, say } = owner;
	const visitor = await Visitor.arrive(await browser.newContext({ locale: 'es-CL' }), relay);
	await visitor.writeFirst('quiero una devolución');
	await owner.view('all');
	await owner.openConversation('quiero una devolución');
	const before = await cachesOf(page);
	publishAnotherVersion(site);

	// Whoever comes back to the page makes it look for a new version.
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await expect(owner.syncPill).toHaveAttribute('data-status', 'updateReady');
	expect(await page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');

	await owner.context.setOffline(true);
	await owner.reply('Esto se escribió sin conexión.');
	const composer = page.getByRole('textbox', { name: say('inbox_reply') });
	await composer.fill('Y esto quedó a medias');
	await owner.context.setOffline(false);
	await expect(owner.syncPill).toHaveAttribute('data-status', 'updateReady');
	await owner.syncPill.click();
	await Promise.all([
		page.waitForEvent('load'),
		page.getByRole('button', { name: say('shell_sync_reload') }).click(),
	]);

	await expect(composer).toHaveValue('Y esto quedó a medias');
	await expect(visitor.message('Esto se escribió sin conexión.')).toHaveCount(1);
	await expect(owner.thread.getByText('Esto se escribió sin conexión.')).toHaveCount(1);
	const after = await cachesOf(page);
	expect(after).toHaveLength(1);
	expect(after).not.toEqual(before);
	await expect(owner.syncPill).toHaveAttribute('data-status', 'synced');
});

/** The worker has fetched the shell and claimed its pages. */
async function isControlled(page: Page): Promise<void> {
	await expect
		.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
		.toBe(true);
}

/** As a thief of the device would look (case 36). */
async function keepsNothing(page: Page): Promise<void> {
	await expect
		.poll(() =>
			page.evaluate(async () => ({
				databases: (await indexedDB.databases()).map(({ name }) => name),
				caches: await caches.keys(),
				workers: (await navigator.serviceWorker.getRegistrations()).length,
			})),
		)
		.toEqual({ databases: [], caches: [], workers: 0 });
	const remembered = await page.evaluate(() => [
		...Object.keys(localStorage),
		...Object.keys(sessionStorage),
	]);
	expect(remembered.filter((key) => !OF_THE_PAGE.test(key))).toEqual([]);
}

/** What the entrance itself notes when it is opened: its language, and how far it was scrolled. */
const OF_THE_PAGE = /^(PARAGLIDE_LOCALE|sveltekit:(scroll|snapshot))$/;

function cachesOf(page: Page): Promise<string[]> {
	return page.evaluate(() => caches.keys());
}

/** What a deployment does: another worker under the same name, with the shell of its version. */
function publishAnotherVersion(site: string): void {
	const file = join(site, 'service-worker.js');
	const { version } = JSON.parse(readFileSync(join(site, '_app/version.json'), 'utf8'));
	const worker = readFileSync(file, 'utf8');
	expect(worker).toContain(version);
	writeFileSync(file, worker.replaceAll(version, `${version}-next`));
}
