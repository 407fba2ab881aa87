import { PROJECTED } from './names';
import type { Store } from './store';

/**
 * Raised when rows are derived differently than before: every device then makes them anew, once.
 */
export const PROJECTION = 9;

/**
 * Call it before rows are read: what an older version has projected is not to be trusted. True when
 * they were made again.
 */
export async function ensureProjected(store: Store): Promise<boolean> {
	const known = await store.read(({ settings }) => settings.get(PROJECTED));
	if (known?.value === PROJECTION) return false;
	// Hardly ever: a list need not wait for it to be loaded.
	const { rebuild } = await import('./rebuild');
	await rebuild(store, PROJECTION);
	return true;
}
