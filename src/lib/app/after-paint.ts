/** A page that is hidden meanwhile paints nothing more; one that works is never idle. */
const PATIENCE_MS = 100;

/**
 * When the screen shows what was changed before it. For work that nobody waits for: the frame of a
 * key goes first (P1). Where nothing is painted it is at once, or a little later.
 */
export function afterPaint(): Promise<void> {
	if (typeof requestAnimationFrame !== 'function' || document.hidden) return Promise.resolve();
	return new Promise((resolve) => {
		const late = setTimeout(resolve, PATIENCE_MS);
		requestAnimationFrame(() => {
			clearTimeout(late);
			setTimeout(resolve);
		});
	});
}

/** Between two things that a person waits for. Not every browser tells when it is idle. */
export function whenFree(): Promise<void> {
	return new Promise((resolve) => {
		if (typeof requestIdleCallback !== 'function') setTimeout(resolve);
		else requestIdleCallback(() => resolve(), { timeout: PATIENCE_MS });
	});
}
