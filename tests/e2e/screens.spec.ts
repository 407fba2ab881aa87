import { type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test';
import { invite, publishTemplate } from './furnish';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import { expectAccessible, Watch } from './watch';

/**
 * Every screen, in both languages and themes and at three widths: nothing that axe finds, nothing
 * that sticks out at the side. The pictures stay in test-results/screens, to be looked at.
 */
const DESKTOP = { width: 1440, height: 900 };
const SIZES = [DESKTOP, { width: 1024, height: 900 }, { width: 390, height: 844 }];
const THEMES = ['light', 'dark'] as const;
const SETTINGS = ['general', 'members', 'teams', 'tags', 'attributes', 'messenger', 'device'];

test('every screen is accessible and fits', async ({ browser }) => {
	test.setTimeout(900_000);
	const watch = new Watch();
	const relay = await RelayProcess.launch({ runner: 'on' });

	const setupLink = await relay.setupLink();
	for (const locale of ['es-CL', 'en-US']) {
		const stranger = await strangerIn(await browser.newContext({ locale }), setupLink);
		await inspect(stranger, `${locale.slice(0, 2)}-setup`);
		await stranger.goto(relay.origin);
		await inspect(stranger, `${locale.slice(0, 2)}-not-set-up`);
		await stranger.context().close();
	}

	const es = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	await inspect(es.page, 'es-inbox-empty');
	await es.goTo('workflows');
	await inspect(es.page, 'es-workflows-empty');
	const link = await invite(es);
	await inspect(es.page, 'es-invited');
	const guest = await strangerIn(await browser.newContext({ locale: 'en-US' }), link);
	await inspect(guest, 'en-join');
	await guest.context().close();
	const en = await Teammate.join(browser, { link, name: 'Ben Hart', watch, locale: 'en' });
	await publishTemplate(es, { title: 'Clasificar y asignar' });
	const editor = new URL(es.page.url()).pathname;

	const visitors = {
		es: await Visitor.arrive(await browser.newContext({ locale: 'es-CL' }), relay),
		en: await Visitor.arrive(await browser.newContext({ locale: 'en-US' }), relay, 'en'),
	};
	const { page: shop, frame, say } = visitors.en;
	await expect(frame.getByRole('button', { name: say('messenger_write_us') })).toBeVisible();
	await inspect(shop, 'en-messenger-home');
	await visitors.es.writeFirst('quiero una devolución');
	await es.goTo('inbox');
	await es.view('all');
	// The workflow may have answered before the row is drawn.
	await es.openConversation(/devolución|trata/);
	const conversation = new URL(es.page.url()).pathname;
	await visitors.en.writeFirst('I would like to return this');

	const paths = ['/inbox/all', conversation, '/inbox/closed', '/workflows', editor, '/nowhere'];
	paths.push(...SETTINGS.map((page) => `/settings/${page}`));
	for (const [locale, { page }] of Object.entries({ es, en })) {
		for (const path of paths) {
			await page.goto(new URL(path, relay.origin).href);
			await expect(page.getByRole('navigation').first()).toBeVisible();
			await page.waitForLoadState('networkidle');
			await inspect(page, `${locale}-${nameOf(path)}`);
		}
	}
	for (const [locale, { page }] of Object.entries(visitors)) {
		await inspect(page, `${locale}-messenger`);
	}
	for (const [locale, teammate] of Object.entries({ es, en })) {
		await layers(teammate, { conversation, editor, origin: relay.origin, locale });
	}
	watch.nothingHappened();
	await relay.stop();
});

/** What lies over a screen: palette, its page of choices, the sheet of keys, "why", dialogs. */
async function layers(
	{ page, say, thread }: Teammate,
	place: { conversation: string; editor: string; origin: string; locale: string },
): Promise<void> {
	const { locale } = place;
	await page.goto(place.origin + place.conversation);
	await expect(thread).toBeVisible();
	const dialog = page.getByRole('dialog');
	await page.keyboard.press('Control+k');
	await inspectLayer(dialog, `${locale}-palette`);
	await page.keyboard.press('a');
	await inspectLayer(dialog, `${locale}-assign`);
	await page.keyboard.press('?');
	await inspectLayer(dialog, `${locale}-keys`);
	await thread
		.getByRole('button', { name: say('inbox_why') })
		.first()
		.click();
	await inspectLayer(dialog, `${locale}-why`);
	await page.keyboard.press('x');
	await inspect(page, `${locale}-selection`);
	await page.keyboard.press('Escape');

	await page.goto(`${place.origin}/settings/device`);
	await page.getByRole('button', { name: say('shell_sign_out') }).click();
	await inspectLayer(dialog, `${locale}-sign-out`);
	await page.goto(place.origin + place.editor);
	await page.getByRole('button', { name: say('workflows_publish') }).click();
	await inspectLayer(dialog, `${locale}-publish`);
}

async function inspectLayer(layer: Locator, name: string): Promise<void> {
	await expect(layer).toBeVisible();
	await inspect(layer.page(), name);
	await layer.page().keyboard.press('Escape');
	await expect(layer).toHaveCount(0);
}

async function strangerIn(context: BrowserContext, address: string): Promise<Page> {
	const page = await context.newPage();
	await page.goto(address);
	await expect(page.getByRole('heading').first()).toBeVisible();
	return page;
}

/**
 * A picture for each size and theme. What axe can find depends on the theme at every size once, and
 * on the size only where another layout hides or shows something: the light one.
 */
async function inspect(page: Page, name: string): Promise<void> {
	for (const theme of THEMES) {
		await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
		for (const size of SIZES) {
			await page.setViewportSize(size);
			const picture = `test-results/screens/${name}-${theme}-${size.width}.jpg`;
			await page.screenshot({ path: picture, type: 'jpeg', quality: 80, animations: 'disabled' });
			const overflow = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
			);
			expect.soft(overflow, `${picture} scrolls sideways`).toBeLessThanOrEqual(0);
			const isNew = theme === 'light' ? size.width !== 1024 : size === DESKTOP;
			if (isNew) await expectAccessible(page, picture);
		}
	}
	await page.setViewportSize(DESKTOP);
}

/** Ids are different each time; the picture's name is not. */
function nameOf(path: string): string {
	return path
		.slice(1)
		.replace(/[a-z]+_[0-9a-z]{16,}/g, 'one')
		.replaceAll('/', '-');
}
