/**
 * Reads that were on their way when this device was signed out fail, in whichever tab: their
 * database was closed, to be erased. The page is leaving, so there is nobody to tell and nothing to
 * mend; every other error is reported as always. Lasts as long as the page.
 */
export function quietOnceClosed(page: EventTarget): void {
	page.addEventListener('error', (event) => quiet(event, 'error'));
	page.addEventListener('unhandledrejection', (event) => quiet(event, 'reason'));
}

function quiet(event: Event, name: 'error' | 'reason'): void {
	if (isClosed(Reflect.get(event, name))) event.preventDefault();
}

/** Dexie wraps it: the abort of a transaction carries the cause inside. */
function isClosed(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	return CLOSED.includes(error.name) || ('inner' in error && isClosed(error.inner));
}

/** Our own store says the first, Dexie the other. */
const CLOSED = ['NoDatabase', 'DatabaseClosedError'];
