import { type BrowserContext, expect } from '@playwright/test';
import { test } from './stage';

/** What strangers write and what strange pages send: it is shown as text, or not heard at all. */
const HOSTILE = [
	'<img src="http://evil.invalid/pixel" onerror="document.title=\'broken\'">',
	'<svg onload="document.title=\'broken\'"><script>document.title="broken"</script></svg>',
	'<style>@import url(http://evil.invalid/style)</style>',
	'javascript:alert(1) data:text/html,<b>x</b>',
	'https://tienda.example/pedido',
].join('\n');

test('case 18: markup is text on both sides: nothing runs, nothing is fetched, no rule is broken', async ({
	owner,
	relay,
	visitor,
}) => {
	const strange = strangeRequests([owner.context, visitor.page.context()], relay);
	await visitor.writeFirst(HOSTILE);
	await owner.view('all');
	await owner.openConversation(/evil\.invalid/);
	await owner.reply(HOSTILE);
	await expect(visitor.message(HOSTILE)).toHaveCount(2);
	await expect(owner.thread.getByText(HOSTILE)).toHaveCount(2);
	const log = visitor.frame.getByRole('log');
	await expect(log.locator('img, script, style, iframe')).toHaveCount(0);
	const addresses = await log
		.getByRole('link')
		.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
	expect(new Set(addresses)).toEqual(
		new Set([
			'https://tienda.example/pedido',
			'http://evil.invalid/pixel',
			'http://evil.invalid/style',
		]),
	);
	expect(await visitor.page.title()).not.toBe('broken');
	expect(await owner.page.title()).not.toBe('broken');
	expect(strange).toEqual([]);
});

test('case 27: messages of a wrong origin, without the nonce, malformed or in floods change nothing', async ({
	relay,
	visitor,
}) => {
	await visitor.writeFirst('Hola');
	await expect(visitor.frame.getByText(visitor.say('messenger_sent'))).toBeVisible();
	await visitor.page.evaluate(flood);
	await visitor.write('¿Siguen ahí?');
	await expect(visitor.message('¿Siguen ahí?')).toHaveCount(1);
	expect(await visitor.call('isOpen')).toBe(true);

	// A page that frames the messenger itself: guessing and shouting, then a sibling that knows all.
	const page = await visitor.page.context().newPage();
	await page.goto(`${relay.demoOrigin}/`);
	await page.evaluate(embed, [`${relay.origin}/messenger/#nonce`, 'about:blank']);
	const frameAt = (place: string) => page.frames().find((frame) => frame.url().endsWith(place));
	await expect.poll(() => frameAt('/messenger/#nonce') && frameAt('about:blank')).toBeTruthy();
	const posed = frameAt('/messenger/#nonce')!;
	await posed.waitForLoadState();
	await page.evaluate(shout);
	await page.evaluate(greet, 'guess');
	await frameAt('about:blank')!.evaluate(greet, 'nonce');
	await posed.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
	await expect(posed.locator('main')).toHaveCount(0);
	// Only what the launcher would say, from where it would say it, is heard.
	await page.evaluate(greet, 'nonce');
	await expect(posed.locator('main')).toHaveCount(1);
});

/** Runs in the shop: whatever its scripts may call the launcher with. */
function flood(): void {
	const relevo: unknown = Reflect.get(window, 'Relevo');
	if (typeof relevo !== 'function') throw new Error('There is no launcher.');
	for (const method of ['__proto__', 'constructor', 'toString', 'nothing']) relevo(method, {});
	for (let count = 0; count < 10_000; count++) relevo('update', { plan: count });
}

/** Runs in a page that has no launcher of its own. */
function embed(addresses: string[]): void {
	for (const address of addresses) {
		const frame = document.createElement('iframe');
		frame.src = address;
		document.body.append(frame);
	}
}

function shout(): void {
	const junk = [
		{ relevo: 'nonce' },
		{ relevo: 'guess' },
		{ t: 'shutdown' },
		{ t: 'init' },
		null,
		'x',
	];
	for (let count = 0; count < 100_000; count++)
		window[0]?.postMessage(junk[count % junk.length], '*');
}

/** Runs beside the messenger's frame or in the page around it; greets it as the launcher does. */
function greet(relevo: string): void {
	const { port1, port2 } = new MessageChannel();
	top?.[0]?.postMessage({ relevo }, '*', [port2]);
	port1.postMessage({
		t: 'init',
		v: 1,
		workspace: 'demo',
		identity: null,
		settings: {},
		locale: 'es',
		page: { url: 'https://x.example/', title: '' },
		open: null,
	});
}

function strangeRequests(
	contexts: BrowserContext[],
	relay: { origin: string; demoOrigin: string },
) {
	const strange: string[] = [];
	for (const context of contexts) {
		context.on('request', (request) => {
			const url = request.url();
			const isOurs = url.startsWith(relay.origin) || url.startsWith(relay.demoOrigin);
			if (!isOurs && !/^(data|blob):/.test(url)) strange.push(url);
		});
	}
	return strange;
}
