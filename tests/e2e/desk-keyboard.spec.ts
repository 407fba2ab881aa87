import { expect, type Page } from '@playwright/test';
import { test } from './stage';
import { Visitor } from './visitor';

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

test('P1: keys that come faster than the screen end at one conversation, with its own draft', async ({
	browser,
	owner,
	relay,
}) => {
	const { page, say, thread } = owner;
	const words = ['Pera', 'Manzana', 'Uva', 'Higo'];
	for (const each of words) {
		const visitor = await Visitor.arrive(await browser.newContext({ locale: 'es-CL' }), relay);
		await visitor.writeFirst(each);
		await expect(visitor.frame.getByText('Enviado')).toBeVisible();
	}
	await owner.view('all');
	await expect(page.getByRole('option')).toHaveCount(words.length);
	const composer = page.getByRole('textbox', { name: say('inbox_reply'), exact: true });
	// The newest stands first.
	const rows = words.toReversed();
	for (const each of rows) {
		await page.keyboard.press('j');
		await expect(thread.getByText(each)).toBeVisible();
		await page.keyboard.press('r');
		await page.keyboard.type(`Borrador ${each}`);
		await page.keyboard.press('Escape');
	}

	let at = rows.length - 1;
	for (const keys of ['kkk', 'jjkkjjjk', 'kjkjkjkkjj', 'jjjjkkkkj']) {
		for (const key of keys) {
			at = Math.min(rows.length - 1, Math.max(0, at + (key === 'j' ? 1 : -1)));
			await page.keyboard.press(key);
		}
		const expected = rows[at] ?? '';
		await expect(page.locator('[role=option][aria-current=true]')).toContainText(expected);
		await expect(thread).toContainText(expected);
		await expect(composer).toHaveValue(`Borrador ${expected}`);
		for (const other of rows) if (other !== expected) await expect(thread).not.toContainText(other);
	}
});
