import Dexie, { type Table } from 'dexie';
import { Locale } from '../model/workspace';
import { z } from '../model/schema';
import { DATABASE_PREFIX } from './tables';

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
	// To look must not make: whoever has signed out leaves no database at all.
	const databases = await indexedDB.databases();
	if (!databases.some(({ name }) => name === DEVICE)) return undefined;
	return withDevice(async (settings) => {
		const stored = await settings.get('session');
		const session = Session.safeParse(stored?.value);
		return session.success ? session.data : undefined;
	});
}

export async function saveSession(session: Session): Promise<void> {
	await withDevice((settings) => settings.put({ name: 'session', value: session }));
}

export async function forgetSession(): Promise<void> {
	await withDevice((settings) => settings.clear());
}

/** Deletes every database of Relevo on this origin: the session, the rows and the canvases. */
export async function forgetDevice(): Promise<void> {
	const names = (await indexedDB.databases()).map((database) => database.name ?? '');
	const ours = names.filter((name) => name === DEVICE || name.startsWith(DATABASE_PREFIX));
	await Promise.all(ours.map((name) => Dexie.delete(name)));
}

const DEVICE = 'relevo';

type Settings = Table<{ name: string; value: unknown }, string>;

async function withDevice<T>(use: (settings: Settings) => PromiseLike<T>): Promise<T> {
	const device = new Dexie(DEVICE);
	device.version(1).stores({ settings: 'name' });
	try {
		return await use(device.table('settings'));
	} finally {
		device.close();
	}
}
