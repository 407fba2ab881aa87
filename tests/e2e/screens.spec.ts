import { expect, type Page, test } from '@playwright/test';
import { invite, publishTemplate } from './furnish';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import { expectAccessible, Watch } from './watch';

/**
 * Every screen, in both languages and themes and at three widths: nothing that axe finds, nothing
 * that sticks out at the side. The pictures stay in test-results/screens, to be looked at.
 */
const WIDTHS = [1440, 1024, 390];
const THEMES = ['light', 'dark'] as const;
const SETTINGS = ['general', 'members', 'teams', 'tags', 'attributes', 'messenger', 'device'];

test('every screen is accessible and fits', async ({ browser }) => {
	test.setTimeout(600_000);
	const watch = new Watch();
	const relay = await RelayProcess.launch({ runner: 'on' });
	const es = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const link = await invite(es);
	const en = await Teammate.join(browser, { link, name: 'Ben Hart', watch, locale: 'en' });
	await publishTemplate(es, { title: 'Clasificar y asignar' });
	const editor = new URL(es.page.url()).pathname;
	const visitor = await Visitor.arrive(await browser.newContext({ locale: 'es-CL' }), relay);
	await visitor.writeFirst('quiero una devolución');
	await es.view('all');
	await es.openConversation(/devolución|trata/);
	const conversation = new URL(es.page.url()).pathname;

	const paths = ['/inbox/all', conversation, '/workflows', editor];
	paths.push(...SETTINGS.map((page) => `/settings/${page}`));
	for (const [locale, { page }] of Object.entries({ es, en })) {
		for (const path of paths) {
			await page.goto(new URL(path, relay.origin).href);
			await inspect(page, `${locale}-${nameOf(path)}`);
		}
	}
	await inspect(visitor.page, 'es-messenger');
	const stranger = await (await browser.newContext({ locale: 'en-US' })).newPage();
	await stranger.goto(relay.origin);
	await inspect(stranger, 'en-signed-out');
	watch.nothingHappened();
	await relay.stop();
});

async function inspect(page: Page, name: string): Promise<void> {
	for (const theme of THEMES) {
		await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
		for (const width of WIDTHS) {
			await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
			await page.waitForLoadState('networkidle');
			const picture = `test-results/screens/${name}-${theme}-${width}.png`;
			await page.screenshot({ path: picture });
			const overflow = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
			);
			expect.soft(overflow, `${picture} scrolls sideways`).toBeLessThanOrEqual(0);
			await expectAccessible(page, picture);
		}
	}
}

/** Ids are different each time; the picture's name is not. */
function nameOf(path: string): string {
	return path
		.slice(1)
		.replace(/[a-z]+_[0-9a-z]{16,}/g, 'one')
		.replaceAll('/', '-');
}
