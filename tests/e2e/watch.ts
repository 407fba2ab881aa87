import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';

/** What no page of ours may ever do, whatever a test is about. */
export class Watch {
	readonly complaints: string[] = [];
	#browser: Browser | null = null;

	/** Exceptions, errors on the console and violations of the content security policy. */
	async over(context: BrowserContext): Promise<void> {
		this.#browser = context.browser();
		await context.exposeFunction('reportViolation', (text: string) => this.complaints.push(text));
		await context.addInitScript(listenForViolations);
		context.on('weberror', (error) => this.complaints.push(String(error.error())));
		context.on('console', (message) => {
			if (message.type() === 'error' && !EXPECTED.test(message.text())) {
				this.complaints.push(`${message.page()?.url()}: ${message.text()}`);
			}
		});
	}

	/**
	 * Everybody goes home: pages that stay open are drawn on, look for their relay, and make every
	 * later test slower. Nothing may have happened until then.
	 */
	async end(): Promise<void> {
		await Promise.all(this.#browser?.contexts().map((context) => context.close()) ?? []);
		expect(this.complaints).toEqual([]);
	}
}

/**
 * The browser itself reports requests that fail while a test keeps it offline or the relay down,
 * the router an address that leads nowhere.
 */
const EXPECTED = new RegExp(
	[
		'net::ERR_',
		'Failed to load resource',
		'WebSocket (connection to .* failed|is already in CLOSING)',
		'Not found: /nowhere',
		// A device that a test has filled: the core may be the first to notice.
		'core: \\w+ QuotaExceededError',
	].join('|'),
);

function listenForViolations(): void {
	document.addEventListener('securitypolicyviolation', (event) => {
		const text = `CSP ${event.effectiveDirective} refused ${event.blockedURI} at ${event.sourceFile}`;
		const report: unknown = Reflect.get(window, 'reportViolation');
		if (typeof report === 'function') report(text);
	});
}

/** WCAG 2.2 AA as far as a machine can see it. */
export async function expectAccessible(page: Page, place = page.url()): Promise<void> {
	await page.evaluate(canvasRests);
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	const findings = violations.map(({ id, help, nodes }) => ({
		id,
		help,
		where: nodes.slice(0, 5).map(({ target }) => target.join(' ')),
	}));
	expect.soft(findings, place).toEqual([]);
}

/** What is on its way across the screen has no place and no size to be judged by. */
async function canvasRests(): Promise<void> {
	const view = () => document.querySelector('.svelte-flow__viewport')?.getAttribute('style');
	const frame = () => new Promise(requestAnimationFrame);
	for (let before; before !== view(); await frame(), await frame()) before = view();
}
