import type { Identity } from '../launcher/protocol';
import { fail, ok, type Result } from '../lib/base/result';
import { z } from '../lib/model/schema';
import type { GetToken } from '../lib/sync/socket';

/**
 * Who this visitor is to the relay. The secret is kept by the launcher, first-party; see `Host`.
 */
export type Session = {
	readonly contact: string;
	/** The identity to keep: the relay may have minted it. */
	readonly identity: Identity;
	getToken: GetToken;
	/** Ends it at the relay too: a copied secret is worth nothing afterwards. */
	signOut(): Promise<void>;
};

export type Proof = {
	user_id?: string | undefined;
	user_hash?: string | undefined;
	user_jwt?: string | undefined;
};

/** A token is asked for again when less than this is left of it. */
const SPARE_MS = 60_000;

/**
 * A visitor that is known here starts without the network; a new one is minted by the relay. An
 * identity that the relay does not know (it was restored, or the visitor erased) is `gone`: start
 * without it.
 */
export async function openSession(
	known: Identity | null,
	proof: Proof,
	/** Hears the workspace's name whenever the relay says it. */
	named: (workspace: string) => void,
): Promise<Result<Session, { kind: 'offline' | 'gone' }>> {
	if (known) return ok(sessionOf(known, undefined, proof, named));
	const answer = await ask(proof);
	if (!answer.ok) return answer;
	named(answer.value.workspace.name);
	const { principal, secret } = answer.value;
	return ok(sessionOf({ contact: principal.id, secret }, answer.value, proof, named));
}

function sessionOf(
	identity: Identity,
	first: Answer | undefined,
	proof: Proof,
	named: (workspace: string) => void,
): Session {
	let last = first;
	return {
		contact: identity.contact,
		identity,
		async getToken(fresh) {
			const left = last ? last.expiresAt - last.now - (performance.now() - last.askedAt) : 0;
			if (last && !fresh && left > SPARE_MS) return ok(last.token);
			const answer = await ask({ ...identity, ...proof });
			if (!answer.ok) return answer;
			last = answer.value;
			named(last.workspace.name);
			return ok(last.token);
		},
		async signOut() {
			await post('/api/signout', { secret: identity.secret });
		},
	};
}

const Answer = z.object({
	workspace: z.object({ id: z.string(), name: z.string() }),
	principal: z.object({ id: z.string() }),
	token: z.string(),
	expiresAt: z.number(),
	secret: z.string(),
	now: z.number(),
});
type Answer = z.infer<typeof Answer> & { askedAt: number };

async function ask(
	body: Proof & Partial<Identity>,
): Promise<Result<Answer, { kind: 'offline' | 'gone' }>> {
	const askedAt = performance.now();
	const response = await post('/api/visitors', body);
	if (!response) return fail('offline');
	if (response.status === 401 || response.status === 404) return fail('gone');
	const answer = Answer.safeParse(await response.json().catch(() => undefined));
	return response.ok && answer.success ? ok({ ...answer.data, askedAt }) : fail('offline');
}

/** Undefined where there is no network. */
async function post(path: string, body: object): Promise<Response | undefined> {
	try {
		return await fetch(new URL(path, location.href), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
			credentials: 'omit',
			cache: 'no-store',
		});
	} catch {
		// fetch rejects for one reason only: the relay was not reached.
		return undefined;
	}
}
