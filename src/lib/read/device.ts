import { Locale } from '../model/workspace';
import { z } from '../model/schema';
import { committed, deleteDatabase, openIfThere, settled } from './indexed-db';
import { DATABASE_PREFIX } from './names';

/**
 * Who is signed in on this device. It stands in a database of its own because the worker, which has
 * no localStorage and no page to ask, must find the workspace before it can open the workspace's
 * database.
 */
export const Session = z.object({
	workspace: z.object({ id: z.string(), name: z.string(), locale: Locale }),
	me: z.object({
		id: z.string(),
		role: z.enum(['owner', 'manager', 'agent']),
		name: z.string(),
	}),
	/** The relay's origin, such as `https://support.example.com`; null: this device is alone. */
	relay: z.nullable(z.string()),
	/** The device's refresh secret; empty when alone. */
	secret: z.string(),
});
export type Session = z.infer<typeof Session>;

export async function readSession(): Promise<Session | undefined> {
	const database = await openIfThere(DEVICE);
	if (!database) return undefined;
	const settings = database.transaction(SETTINGS).objectStore(SETTINGS);
	const stored = Stored.safeParse(await settled(settings.get(NAME)));
	database.close();
	return stored.success ? stored.data.value : undefined;
}

export async function saveSession(session: Session): Promise<void> {
	await withSettings((settings) => settings.put({ name: NAME, value: session }));
}

export async function forgetSession(): Promise<void> {
	await withSettings((settings) => settings.clear());
}

/** Deletes every database of Relevo on this origin: the session, the rows and the canvases. */
export async function forgetDevice(): Promise<void> {
	const names = (await indexedDB.databases()).map((database) => database.name ?? '');
	const ours = names.filter((name) => name === DEVICE || name.startsWith(DATABASE_PREFIX));
	await Promise.all(ours.map(deleteDatabase));
}

const DEVICE = 'relevo';
const VERSION = 10;
const SETTINGS = 'settings';
const NAME = 'session';
const Stored = z.object({ value: Session });

async function withSettings(use: (settings: IDBObjectStore) => void): Promise<void> {
	const request = indexedDB.open(DEVICE, VERSION);
	request.onupgradeneeded = () => request.result.createObjectStore(SETTINGS, { keyPath: 'name' });
	const database = await settled(request);
	try {
		const transaction = database.transaction(SETTINGS, 'readwrite');
		use(transaction.objectStore(SETTINGS));
		await committed(transaction);
	} finally {
		database.close();
	}
}
