import { expect, type Page } from '@playwright/test';
import { test } from './stage';

/** Without a pointer: each stop of Tab is in sight, has a name, and lets go. */
test('Tab goes through every screen and out again, and never out of sight', async ({ owner }) => {
	const { page } = owner;
	for (const path of ['/inbox/all', '/workflows', '/settings/members', '/settings/attributes']) {
		await page.goto(new URL(path, page.url()).href);
		await expect(owner.navigation).toBeVisible();
		const seen = new Set<string>();
		let stop = await nextStop(page);
		while (stop !== undefined && !seen.has(stop)) {
			seen.add(stop);
			stop = await nextStop(page);
		}
		// The browser's own bar comes after the last stop; then the first one again.
		expect(seen.size, path).toBeGreaterThan(8);
	}
});

/** Where Tab leads, as a place in the document; undefined outside the page. */
async function nextStop(page: Page): Promise<string | undefined> {
	await page.keyboard.press('Tab');
	const focus = page.locator(':focus');
	if ((await focus.count()) === 0) return undefined;
	await expect(focus).toBeInViewport();
	const { place, name } = await focus.evaluate((element) => {
		const all = [...document.querySelectorAll('*')];
		const labels = element instanceof HTMLInputElement ? element.labels?.length : 0;
		const says = element.getAttribute('aria-label') || element.textContent?.trim();
		return {
			place: String(all.indexOf(element)),
			name: says || labels || element.ariaLabelledByElements,
		};
	});
	expect(name, `focus on ${await focus.evaluate(({ outerHTML }) => outerHTML)}`).toBeTruthy();
	return place;
}
