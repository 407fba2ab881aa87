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
	if (!(await isKnown())) return undefined;
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

/**
 * To look must not make: whoever has signed out leaves no database at all, and a tab or a worker
 * that looks while another erases must not bring it back.
 */
function isKnown(): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const opening = indexedDB.open(DEVICE);
		let isNew = false;
		opening.onupgradeneeded = ({ oldVersion }) => {
			isNew = oldVersion === 0;
			if (isNew) opening.transaction?.abort();
		};
		opening.onsuccess = () => {
			opening.result.close();
			resolve(true);
		};
		opening.onerror = (event) => {
			// The abort above: there was none, and there is none now.
			event.preventDefault();
			if (isNew) resolve(false);
			else reject(opening.error ?? new Error('the device database does not open'));
		};
	});
}
