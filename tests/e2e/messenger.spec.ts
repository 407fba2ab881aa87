import { createServer } from 'node:http';
import { type Browser, chromium, expect, test as base } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../chromium';
import { RelayProcess } from './relay';
import { callLauncher, Visitor } from './visitor';

/**
 * The messenger where browsers and pages are at their worst: storage denied, hostile markup, many
 * tabs.
 */
const test = base.extend<{ relay: RelayProcess }>({
	// Playwright reads what a fixture needs from this very pattern.
	// eslint-disable-next-line no-empty-pattern
	relay: async ({}, use) => {
		const relay = await RelayProcess.launch({ runner: 'off' });
		await use(relay);
		await relay.stop();
	},
});

test('works where the browser denies storage; the page keeps who the visitor is', async ({
	relay,
}) => {
	// With partitioning off and third parties blocked, storage in the frame throws (stack finding
	// 10).
	const browser = await chromium.launch({
		executablePath: findChromium(),
		args: [...CHROMIUM_ARGS, '--disable-features=ThirdPartyStoragePartitioning'],
	});
	const context = await browser.newContext({ locale: 'es-CL' });
	const visitor = await Visitor.arrive(context, relay);
	await visitor.writeFirst('quiero una devolución');
	await expect(visitor.frame.getByText('Enviado')).toBeVisible();
	await visitor.page.reload();
	// What was written comes back from the relay: nothing of it was kept in the frame.
	await expect
		.poll(() => visitor.page.frames().some((frame) => frame.url().includes('/messenger/')))
		.toBe(true);
	await callLauncher(visitor.page, 'show');
	await visitor.frame.getByRole('button', { name: /quiero una devolución/ }).click();
	await expect(visitor.message('quiero una devolución')).toBeVisible();
	await browser.close();
});

test('tabs show one conversation, and any of them sends when the leading one is closed', async ({
	browser,
	relay,
}) => {
	const context = await browser.newContext();
	const first = await Visitor.arrive(context, relay);
	await first.writeFirst('Desde la primera');
	const second = await Visitor.arrive(context, relay);
	await callLauncher(second.page, 'show');
	await second.frame.getByRole('button', { name: /Desde la primera/ }).click();
	await second.write('Desde la segunda');
	await expect(first.message('Desde la segunda')).toBeVisible();
	await first.page.close();
	await second.write('Y ahora sola');
	await expect(second.frame.getByText('Enviado')).toBeVisible();
});

test('case 29: markup that takes the names of the platform neither stops nor moves the launcher', async ({
	browser,
	relay,
}) => {
	const page = await pageOf(browser, relay, CLOBBERED);
	const call = (method: string) => callLauncher(page, method);
	await expect.poll(() => call('isOpen')).toBe(false);
	await call('show');
	await expect.poll(() => page.frames().length).toBe(2);
	const frame = page.frames()[1];
	await page.evaluate(() => {
		const body = Reflect.get(Document.prototype, 'body', document);
		body.replaceWith(new DOMParser().parseFromString('<p>Another page</p>', 'text/html').body);
	});
	expect(page.frames()[1]).toBe(frame);
	expect(await callLauncher(page, 'startTour', 1)).toBeUndefined();
	// The frame may still be on its way: it hears the key once it is there.
	await expect(async () => {
		await page.keyboard.press('Escape');
		expect(await call('isOpen')).toBe(false);
	}).toPass({ timeout: 15_000 });
});

const CLOBBERED = `
	<form name="body"></form><form name="createElement"></form><form name="documentElement"></form>
	<img name="currentScript"><a id="relevoSettings"></a><form name="title"></form>`;

async function pageOf(browser: Browser, relay: RelayProcess, markup: string) {
	const script = `<script async src="${relay.origin}/widget.js" data-workspace="w"></script>`;
	const site = createServer((_request, response) => {
		response.writeHead(200, { 'content-type': 'text/html' });
		response.end(`<!doctype html><html lang="es"><body>${markup}${script}</body></html>`);
	});
	await new Promise<void>((resolve) => site.listen(0, resolve));
	const address = site.address();
	const page = await browser.newPage();
	page.on('close', () => site.close());
	await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
	return page;
}
