/** What a person came for is on the screen by then (P5). */
const SETTLED_MS = 1_000;
/** A page that is never idle gets the rest all the same. */
const PATIENCE_MS = 2_000;

/**
 * When nobody waits for anything: the time to load what will be needed soon. What is needed at once
 * is loaded at once, by whoever needs it.
 */
export async function whenIdle(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
	// Not every browser tells.
	if (typeof requestIdleCallback !== 'function') return;
	await new Promise((resolve) => requestIdleCallback(resolve, { timeout: PATIENCE_MS }));
}
