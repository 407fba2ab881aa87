import type { Page } from '@playwright/test';

/** What the page itself measures between a key of a person and the frame that shows its effect. */

const MAX_WAIT_MS = 30_000;

/**
 * From the key, the press or the typed words that `act` makes to the frame after what `selector`
 * finds shows other words (of `says` one, where it is given), both on the page's own clock. The
 * page watches before anything is pressed: keys and scripts reach it by different ways.
 */
export async function shown(
	page: Page,
	{ in: selector, says = [] }: { in: string; says?: string[] },
	act: () => Promise<void>,
): Promise<number> {
	await settled(page);
	const watch = await page.evaluateHandle(
		({ selector, says, maxWait }) => {
			const look = () => document.querySelector(selector)?.textContent ?? '';
			const before = look();
			let start = 0;
			const heard = (event: Event) => (start ||= event.timeStamp);
			for (const type of ['keydown', 'pointerdown', 'input']) {
				addEventListener(type, heard, { capture: true, once: true });
			}
			const took = new Promise<number>((resolve, reject) => {
				const tooLate = setTimeout(() => reject(new Error(`${selector}: no change`)), maxWait);
				const observer = new MutationObserver(() => {
					const words = look();
					if (!start || words === '' || words === before) return;
					if (says.length > 0 && !says.some((text) => words.includes(text))) return;
					observer.disconnect();
					clearTimeout(tooLate);
					requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
				});
				observer.observe(document, { childList: true, subtree: true, characterData: true });
			});
			// It is asked for only after the key, which may take longer than the answer.
			took.catch(() => undefined);
			return { took };
		},
		{ selector, says, maxWait: MAX_WAIT_MS },
	);
	await act();
	return watch.evaluate(({ took }) => took);
}

const QUIET_MS = 150;

/** As a person sees it before the next key: for a moment nothing has changed on the screen. */
export async function settled(page: Page, quiet = QUIET_MS): Promise<void> {
	await page.evaluate(
		({ quiet, maxWait }) =>
			new Promise<void>((resolve) => {
				let timer = setTimeout(end, quiet);
				const longest = setTimeout(end, maxWait);
				const observer = new MutationObserver(() => {
					clearTimeout(timer);
					timer = setTimeout(end, quiet);
				});
				observer.observe(document, { childList: true, subtree: true, characterData: true });
				function end() {
					observer.disconnect();
					clearTimeout(timer);
					clearTimeout(longest);
					resolve();
				}
			}),
		{ quiet, maxWait: 5_000 },
	);
}

/** When a page of the desk began and first showed a row, on its own clock. */
declare global {
	// A page has it; `var` is how TypeScript names a member of globalThis.
	var firstRowAt: number | undefined;
}

/** Give it to a context before its pages: each of them then says when its first row was painted. */
export function watchFirstRow(): void {
	const observer = new MutationObserver(() => {
		if (!document.querySelector('#content [role=listbox] [role=option]')) return;
		observer.disconnect();
		requestAnimationFrame(() => setTimeout(() => (globalThis.firstRowAt = performance.now())));
	});
	observer.observe(document, { childList: true, subtree: true });
}

export async function firstRow(page: Page): Promise<number> {
	const end = Date.now() + MAX_WAIT_MS;
	while (Date.now() < end) {
		await new Promise((resolve) => setTimeout(resolve, 50));
		const at = await page.evaluate(() => globalThis.firstRowAt);
		if (at !== undefined) return at;
	}
	throw new Error('No row was painted.');
}

/**
 * Scrolls the list that `selector` finds to its end and back, a screen in each frame, and answers
 * how long each frame was. It waits at the end for what is still read, as long as it comes.
 */
export async function scrolled(
	page: Page,
	{ list, height }: { list: string; height: number },
): Promise<number[]> {
	return page.evaluate(
		({ selector, height, maxWait }) =>
			new Promise<number[]>((resolve, reject) => {
				const list = document.querySelector(selector);
				if (!list) return reject(new Error(`${selector} is not there`));
				const frames: number[] = [];
				let isUp = false;
				let grewAt = performance.now();
				let known = list.scrollHeight;
				let last: number | undefined;
				function step(now: number) {
					if (!list) return;
					if (last !== undefined) frames.push(now - last);
					last = now;
					if (list.scrollHeight > known) [known, grewAt] = [list.scrollHeight, now];
					const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
					if (isUp && list.scrollTop === 0) return resolve(frames);
					if (!isUp && isAtEnd && (known >= height || now - grewAt > maxWait)) isUp = true;
					if (isUp && known < height) return reject(new Error(`ends at ${known} of ${height} px`));
					list.scrollTop += isUp ? -list.clientHeight : list.clientHeight;
					requestAnimationFrame(step);
				}
				requestAnimationFrame(step);
			}),
		{ selector: list, height, maxWait: MAX_WAIT_MS },
	);
}
