import { type Browser, expect, type Page, test } from '@playwright/test';
import { Editor } from './editor';
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
const SETTINGS = [
	...['general', 'members', 'teams', 'tags', 'attributes', 'tickets'],
	...['messenger', 'hours', 'device'],
];

test.use({ actionTimeout: 30_000 });

test('every screen is accessible and fits', async ({ browser }) => {
	test.setTimeout(900_000);
	const { watch, relay, es, en, editor } = await furnished(browser);
	const visitor = await Visitor.arrive(await browser.newContext({ locale: 'es-CL' }), relay);
	await visitor.writeFirst('quiero una devolución');
	await es.goTo('inbox');
	await es.view('all');
	await es.openConversation(/devolución|trata/);
	const conversation = new URL(es.page.url()).pathname;
	const show = es.page.getByRole('link', { name: es.say('inbox_run_show') });
	const run = await show.getAttribute('href');

	const paths = [
		'/inbox/all',
		conversation,
		'/workflows',
		editor,
		`/workflows/runs?workflow=${editor.split('/').at(-1)}`,
		run ?? '',
		'/nowhere',
	];
	paths.push(...SETTINGS.map((page) => `/settings/${page}`));
	for (const [locale, { page }] of Object.entries({ es, en })) {
		for (const path of paths) {
			await page.goto(new URL(path, relay.origin).href);
			await expect(page.getByRole('navigation').first()).toBeVisible();
			await inspect(page, `${locale}-${nameOf(path)}`);
		}
	}
	await inspect(visitor.page, 'es-messenger');
	await watch.end();
	await relay.stop();
});

test('so is what stands before the screens, and what lies over them', async ({ browser }) => {
	test.setTimeout(900_000);
	const { watch, relay, es, en, editor, link } = await furnished(browser, async (setup) => {
		const owner = await strangerAt(browser, 'es-CL', setup);
		await inspect(owner, 'es-setup');
		await owner.context().close();
	});
	for (const [name, address] of [
		['not-signed-in', relay.origin] as const,
		['join', link] as const,
	]) {
		const stranger = await strangerAt(browser, 'en-US', address);
		await inspect(stranger, `en-${name}`);
		await stranger.context().close();
	}

	const visitor = await Visitor.arrive(await browser.newContext({ locale: 'en-US' }), relay, 'en');
	await inspect(visitor.page, 'en-messenger-home');
	await visitor.writeFirst('I would like to return this');
	await expect(visitor.frame.getByRole('button', { name: 'Una devolución' })).toBeVisible();
	await inspect(visitor.page, 'en-messenger');

	await en.goTo('inbox');
	await en.view('all');
	await en.openConversation(/return this|trata/);
	await layer(en, 'en-palette', () => en.page.keyboard.press('Control+k'));
	await layer(en, 'en-assign', () => en.page.keyboard.press('a'));
	await layer(en, 'en-keys', () => en.page.keyboard.press('?'));
	const why = en.thread.getByRole('button', { name: en.say('inbox_why') }).first();
	await layer(en, 'en-why', () => why.click());

	const { page, say } = es;
	const press = (name: string) =>
		page.getByRole('button', { name: say(name), exact: true }).click();
	await page.goto(`${relay.origin}/settings/device`);
	await layer(es, 'es-sign-out', () => press('shell_sign_out'));
	await page.goto(relay.origin + editor);
	await page.locator('.svelte-flow__node[data-id="hello"]').focus();
	await new Editor(es).field('Mensaje').fill('¡Hola! Enseguida te ayudamos.');
	await layer(es, 'es-publish', () => press('workflows_publish'));
	await layer(es, 'es-versions', () => press('lifecycle_versions'));
	await press('rehearse_title');
	await inspect(page, 'es-rehearse');
	await watch.end();
	await relay.stop();
});

/** An owner and a teammate with one live workflow; `before` sees the link of the owner. */
async function furnished(browser: Browser, before?: (setup: string) => Promise<void>) {
	const watch = new Watch();
	const relay = await RelayProcess.launch({ runner: 'on' });
	await before?.(await relay.setupLink());
	const es = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const link = await invite(es);
	const en = await Teammate.join(browser, { link, name: 'Ben Hart', watch, locale: 'en' });
	await publishTemplate(es, { title: 'Clasificar y asignar' });
	const editor = new URL(es.page.url()).pathname;
	return { watch, relay, es, en, editor, link };
}

async function layer(on: Teammate, name: string, open: () => Promise<void>): Promise<void> {
	const dialog = on.page.getByRole('dialog');
	await open();
	await expect(dialog).toBeVisible();
	await inspect(on.page, name);
	await on.page.keyboard.press('Escape');
	await expect(dialog).toHaveCount(0);
}

async function strangerAt(browser: Browser, locale: string, address: string): Promise<Page> {
	const page = await (await browser.newContext({ locale })).newPage();
	await page.goto(address);
	await expect(page.getByRole('heading').first()).toBeVisible();
	return page;
}

/**
 * A picture of each size in each theme. Contrast is the theme's, whatever the size; what is named
 * and reached is the layout's, whatever the theme: so axe looks at three of the six.
 */
async function inspect(page: Page, name: string): Promise<void> {
	await page.waitForLoadState('networkidle');
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
		.replaceAll(/[/?=&]/g, '-');
}
