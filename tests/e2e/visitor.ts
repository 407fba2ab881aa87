import { type BrowserContext, expect, type Frame, type Page } from '@playwright/test';
import type { RelayProcess } from './relay';
import { type Words, wordsOf } from './words';

/** Calls the launcher's one global, as the site's own script would. */
export function callLauncher(page: Page, method: string, argument?: unknown): Promise<unknown> {
	return page.evaluate(
		([name, value]) => {
			const relevo: unknown = Reflect.get(window, 'Relevo');
			return typeof relevo === 'function' ? relevo(name, value) : undefined;
		},
		[method, argument] as const,
	);
}

/**
 * A customer on the demo site: another site than the desk's, with the launcher as any site embeds
 * it.
 */
export class Visitor {
	readonly page: Page;
	readonly say: Words;

	private constructor(page: Page, say: Words) {
		this.page = page;
		this.say = say;
	}

	/** The messenger speaks the language of the context's browser. */
	static async arrive(
		context: BrowserContext,
		relay: RelayProcess,
		locale: 'es' | 'en' = 'es',
	): Promise<Visitor> {
		const page = await context.newPage();
		const visitor = Visitor.on(page, locale);
		await page.goto(`${relay.demoOrigin}/`);
		await visitor.openMessenger();
		return visitor;
	}

	/** Somebody who has not opened the messenger. */
	static on(page: Page, locale: 'es' | 'en' = 'es'): Visitor {
		return new Visitor(page, wordsOf(locale));
	}

	/**
	 * The launcher stands in a closed shadow root, out of reach of the page's scripts and of ours.
	 */
	async openMessenger(): Promise<void> {
		const { width, height } = this.page.viewportSize() ?? { width: 1440, height: 900 };
		await this.page.locator('html > div').waitFor({ state: 'attached' });
		await this.page.mouse.click(width - 48, height - 48);
		await expect.poll(() => this.isOpen()).toBe(true);
		await this.frameArrives();
		await expect(this.frame.locator('body')).toBeVisible();
		// It slides in: what is clicked meanwhile is no longer where it was aimed at.
		await (await this.frame.frameElement()).waitForElementState('stable');
	}

	/** For a moment after it is asked for, the frame is an empty page. */
	async frameArrives(): Promise<void> {
		await expect.poll(() => this.messengerFrame() !== undefined).toBe(true);
	}

	private isOpen(): Promise<boolean> {
		return callLauncher(this.page, 'isOpen').then((isOpen) => isOpen === true);
	}

	/** Begins a new conversation with these words. */
	async writeFirst(text: string): Promise<void> {
		await this.frame.getByRole('button', { name: this.say('messenger_write_us') }).click();
		await this.write(text);
	}

	async write(text: string): Promise<void> {
		await this.composer.fill(text);
		await this.composer.press('Enter');
		// An answer that came at once may hold the same words.
		await expect(this.message(text).first()).toBeVisible();
	}

	get composer() {
		return this.frame.getByRole('textbox', { name: /Write a message|Escribe un mensaje/ });
	}

	call(method: string, argument?: unknown): Promise<unknown> {
		return callLauncher(this.page, method, argument);
	}

	/** Back to the page; the messenger goes on listening. */
	async closeMessenger(): Promise<void> {
		await callLauncher(this.page, 'hide');
		await expect.poll(() => this.isOpen()).toBe(false);
	}

	message(text: string | RegExp) {
		return this.frame.getByRole('log').getByText(text);
	}

	async press(option: string): Promise<void> {
		await this.frame.getByRole('button', { name: option, exact: true }).click();
	}

	/** The one field of a form that a workflow asks to fill in. */
	async fillForm(value: string): Promise<void> {
		const form = this.frame.getByRole('log').locator('form').last();
		await form.getByRole('textbox').fill(value);
		await form.getByRole('button', { name: this.say('messenger_form_send') }).click();
		await expect(this.frame.getByRole('log').getByText(value)).toBeVisible();
	}

	async rate(score: number): Promise<void> {
		const name = this.say('messenger_rate_of', { score: String(score), scale: '5' });
		const star = this.frame.getByRole('radio', { name });
		// New choices take no press for a moment, and what is forced does not wait for it.
		await expect(star).toHaveCSS('pointer-events', 'auto');
		// The radio itself is drawn as a star, so that its label takes the click.
		await star.check({ force: true });
		await this.frame.getByRole('button', { name: this.say('messenger_rate_send') }).click();
		await expect(this.message(this.say('messenger_rate_thanks'))).toBeVisible();
	}

	get frame(): Frame {
		const frame = this.messengerFrame();
		if (!frame) throw new Error('The messenger is not open.');
		return frame;
	}

	private messengerFrame(): Frame | undefined {
		return this.page
			.frames()
			.find((frame) => new URL(frame.url(), 'http://x').pathname.startsWith('/messenger'));
	}
}
