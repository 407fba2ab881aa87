import type { Database } from './tables';

/**
 * Raised when rows are derived differently than before: every device then makes them anew, once.
 */
const PROJECTION = 9;

/** Call it before anything is read: what an older version has projected is not to be trusted. */
export async function ensureProjected(db: Database): Promise<void> {
	const known = await db.settings.get('projection');
	if (known?.value === PROJECTION) return;
	// Hardly ever: a list need not wait for it to be loaded.
	const { rebuild } = await import('./rebuild');
	await rebuild(db);
	await db.settings.put({ name: 'projection', value: PROJECTION });
}
