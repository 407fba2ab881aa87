import type { Page } from '@playwright/test';

/**
 * Ends the service worker as the browser does after 30 quiet seconds: at once, wherever it stands.
 */
export async function stopServiceWorker(page: Page): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('ServiceWorker.enable');
	await session.send('ServiceWorker.stopAllWorkers');
	await session.detach();
}
