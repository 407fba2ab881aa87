import { newId } from '../base/id';
import { ok, type Result } from '../base/result';
import { z } from '../model/schema';
import { Locale } from '../model/workspace';
import {
	forgetDevice,
	forgetSession,
	readSession,
	saveSession,
	type Session,
} from '../read/device';
import { random } from './chance';
import * as api from './relay-api';

/** Who is signed in on this device, and the ways to become so. */

export function currentSession(): Promise<Session | undefined> {
	return readSession();
}

/**
 * Whether a relay serves this page. `alone`: it is a plain static site, and this device can work by
 * itself.
 * `unreachable`: nobody can tell now, so nothing is decided.
 */
export async function findRelay(): Promise<RelayPresence> {
	try {
		const response = await fetch('/config.json', { cache: 'no-store' });
		// A static host answers an unknown path with the page itself.
		if (!response.headers.get('content-type')?.includes('json')) return { kind: 'alone' };
		const config = Config.safeParse(await response.json());
		if (!config.success) return { kind: 'alone' };
		return { kind: 'relay', workspace: config.data.workspace ?? undefined };
	} catch {
		// Offline, or the relay is down.
		return { kind: 'unreachable' };
	}
}

export type RelayPresence =
	| { kind: 'relay'; workspace: { id: string; name: string; locale: Locale } | undefined }
	| { kind: 'alone' }
	| { kind: 'unreachable' };

/** The owner's first visit, with the one-time link that the relay printed. */
export async function setUp(input: Omit<api.SetupInput, 'secret'>): Promise<Result<Session>> {
	const relay = location.origin;
	const secret = deviceSecret(input.token);
	return signedIn(relay, input.owner.name, await api.setUp(relay, { ...input, secret }));
}

/** A teammate's first visit, with the secret of an invite link. */
export async function join(input: Omit<api.JoinInput, 'secret'>): Promise<Result<Session>> {
	const relay = location.origin;
	const secret = deviceSecret(input.invite);
	return signedIn(relay, input.name, await api.join(relay, { ...input, secret }));
}

/**
 * What the relay shall know this device by. A link works once, but its answer may be lost on the
 * way: asked again with the same secret, over a reload too, the relay knows who came.
 */
function deviceSecret(link: string): string {
	const [asked, kept] = (localStorage.getItem(ARRIVING) ?? '').split(' ');
	if (asked === link && kept) return kept;
	const bytes = crypto.getRandomValues(new Uint8Array(32));
	const secret = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	localStorage.setItem(ARRIVING, `${link} ${secret}`);
	return secret;
}

/** A workspace on this device and nowhere else. */
export async function startAlone(input: {
	workspace: { name: string; locale: Locale };
	owner: { name: string };
}): Promise<Session> {
	const now = Date.now();
	const session: Session = {
		workspace: { id: newId('ws', now, random), ...input.workspace },
		me: { id: newId('agt', now, random), role: 'owner', name: input.owner.name },
		relay: null,
		secret: '',
	};
	await saveSession(session);
	return session;
}

/**
 * Leaves nothing on this device: databases, the worker, caches, choices. Call it after everything
 * was closed. The relay is told beside it, by a call that outlives the page: erasing never waits
 * for a network, and offline the secret is deleted here all the same.
 */
export async function eraseDevice(session: Session): Promise<void> {
	if (session.relay) void api.forget(session.relay, session.secret);
	await forgetSession();
	// Other tabs hold their databases open, which nobody can delete until they let go.
	const others = new BroadcastChannel(LEAVING);
	others.postMessage('left');
	await forgetDevice();
	others.close();
	// The worker before its caches, which it would fill again for the next page.
	const workers = await navigator.serviceWorker?.getRegistrations();
	await Promise.all((workers ?? []).map((worker) => worker.unregister()));
	if ('caches' in globalThis) {
		await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
	}
	localStorage.clear();
	sessionStorage.clear();
}

/** Calls back when another tab has signed out; returns how to stop listening. */
export function followLeaving(left: () => void): () => void {
	const others = new BroadcastChannel(LEAVING);
	others.onmessage = left;
	return () => others.close();
}

const LEAVING = 'relevo:leaving';
const ARRIVING = 'relevo:arriving';

const Config = z.object({
	mux: z.string(),
	workspace: z.optional(z.nullable(z.object({ id: z.string(), name: z.string(), locale: Locale }))),
});

async function signedIn(
	relay: string,
	name: string,
	result: Result<api.RelaySession>,
): Promise<Result<Session>> {
	if (!result.ok) return result;
	const { workspace, principal, secret } = result.value;
	const me = { id: principal.id, role: principal.role, name: principal.name ?? name };
	const session: Session = { workspace, me, relay, secret };
	await saveSession(session);
	localStorage.removeItem(ARRIVING);
	return ok(session);
}
