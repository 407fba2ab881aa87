import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import type { RelayProcess } from './relay';
import type { Watch } from './watch';
import { type Words, wordsOf } from './words';

type View = 'mine' | 'unassigned' | 'all' | 'closed';
type Locale = 'es' | 'en';
/** Where a context can be opened: a browser, or one whose contexts lie on the disk. */
export type Browsers = Pick<Browser, 'newContext'>;
const BROWSER_LOCALE = { es: 'es-CL', en: 'en-US' };

/**
 * Somebody at a desk, in a browser of their own. Everything is found and done as a person would.
 */
export class Teammate {
	readonly context: BrowserContext;
	readonly page: Page;
	readonly say: Words;

	private constructor(context: BrowserContext, page: Page, say: Words) {
		this.context = context;
		this.page = page;
		this.say = say;
	}

	/** Follows the link that the relay printed, names the workspace and lands in the inbox. */
	static async setUp(
		browser: Browsers,
		{ relay, watch, locale }: { relay: RelayProcess; watch: Watch; locale: Locale },
	): Promise<Teammate> {
		const owner = await Teammate.open(browser, { watch, locale });
		const { page, say } = owner;
		await page.goto(await relay.setupLink());
		await page.getByLabel(say('shell_setup_workspace')).fill('Tienda Andes');
		await page.getByLabel(say('shell_setup_name')).fill('Olga Ruiz');
		await page.getByRole('button', { name: say('shell_setup_start') }).click();
		await owner.isInInbox();
		return owner;
	}

	static async join(
		browser: Browsers,
		{ link, name, watch, locale }: { link: string; name: string; watch: Watch; locale: Locale },
	): Promise<Teammate> {
		const teammate = await Teammate.open(browser, { watch, locale });
		const { page, say } = teammate;
		await page.goto(link);
		await page.getByLabel(say('shell_setup_name')).fill(name);
		await page.getByRole('button', { name: say('shell_join_enter') }).click();
		await teammate.isInInbox();
		return teammate;
	}

	private static async open(
		browser: Browsers,
		{ watch, locale }: { watch: Watch; locale: Locale },
	): Promise<Teammate> {
		const context = await browser.newContext({ locale: BROWSER_LOCALE[locale] });
		await watch.over(context);
		return new Teammate(context, await context.newPage(), wordsOf(locale));
	}

	async isInInbox(): Promise<void> {
		await expect(this.page).toHaveURL(/\/inbox\//);
		await expect(this.navigation).toBeVisible();
	}

	get navigation() {
		return this.page.getByRole('navigation', { name: this.say('shell_navigation') });
	}

	async goTo(screen: 'inbox' | 'workflows' | 'settings'): Promise<void> {
		await this.navigation.getByRole('link', { name: this.say(`shell_${screen}`) }).click();
	}

	/** The page of the settings that bears this name. */
	async openSettings(page: string): Promise<void> {
		await this.goTo('settings');
		const pages = this.page.getByRole('navigation', { name: this.say('shell_settings') });
		await pages.getByRole('link', { name: this.say(page) }).click();
	}

	/** The one sentence about the connection; `data-status` names it. */
	get syncPill() {
		return this.page.locator('[data-status]');
	}

	async view(name: View): Promise<void> {
		await this.viewLink(name).click();
	}

	/** It also says how many conversations stand there. */
	viewLink(name: View) {
		const label = this.say(`shell_view_${name}`);
		return this.navigation.getByRole('link', { name: new RegExp(`^${label}`) });
	}

	/** A conversation in the list; it appears by itself, without a reload. */
	row(text: string | RegExp) {
		return this.page.getByRole('option').filter({ hasText: text });
	}

	async openConversation(text: string | RegExp): Promise<void> {
		await this.row(text).click();
		await expect(this.thread).toBeVisible();
		// Until it has been read, the one before it stays.
		await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0);
	}

	get thread() {
		return this.page.getByRole('log');
	}

	async reply(text: string): Promise<void> {
		const composer = this.page.getByRole('textbox', { name: this.say('inbox_reply') });
		await composer.fill(text);
		await composer.press('Control+Enter');
		// The customer may have said the same.
		await expect(this.thread.getByText(text).last()).toBeVisible();
	}
}
