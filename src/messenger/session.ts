import type { Identity } from '../launcher/protocol';
import { fail, ok, type Result } from '../lib/base/result';
import { z } from '../lib/model/schema';
import type { GetToken } from '../lib/sync/socket';
import { report } from './report';

/**
 * Who this visitor is to the relay. The secret is kept by the launcher, first-party; see `Host`.
 */
export type Session = {
	readonly contact: string;
	/** The identity to keep: the relay may have minted it. */
	readonly identity: Identity;
	/** Another tab was given a new secret for the same contact. */
	adopt(identity: Identity): void;
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

/** What the relay says beside the token. */
export type Heard = {
	named(workspace: string): void;
	/**
	 * Go on under that identity: the proof is of somebody whom another contact stands for, or the
	 * relay does not know this device (any more) and has made another contact of it. `isAnother`: a
	 * user is here now after another user, whose words are not theirs.
	 */
	moved(identity: Identity, isAnother: boolean): void;
	/** The relay did not know the device of this proven contact, and gave it a new secret. */
	renewed(identity: Identity): void;
};

/**
 * A visitor that is known here starts without the network; a new one is minted by the relay. A
 * device that the visitor has signed out is `gone`: start without it.
 *
 * S1 Nothing but the relay's own word that a device is signed out ends a session. A device that the
 *    relay does not know is moved or renewed, and its unsent words with it.
 * S2 A token is only ever of this session's contact.
 */
export async function openSession(
	known: Identity | null,
	/** As the page says it now: a proof is often younger than the session. */
	proof: () => Proof,
	heard: Heard,
): Promise<Result<Session, { kind: 'offline' | 'gone' }>> {
	if (known) return ok(sessionOf(known, undefined, proof, heard));
	const answer = await ask(proof());
	if (!answer.ok) return answer;
	heard.named(answer.value.workspace.name);
	const { principal, secret } = answer.value;
	return ok(sessionOf({ contact: principal.id, secret }, answer.value, proof, heard));
}

function sessionOf(
	known: Identity,
	first: Answer | undefined,
	proof: () => Proof,
	heard: Heard,
): Session {
	let identity = known;
	let last = first;
	let isMoved = false;
	return {
		contact: identity.contact,
		get identity() {
			return identity;
		},
		adopt(renewed) {
			identity = renewed;
		},
		async getToken(fresh) {
			// Asking again would mint another device at the relay.
			if (isMoved) return fail('offline');
			const left = last ? last.expiresAt - last.now - (performance.now() - last.askedAt) : 0;
			// Who has logged in since is not left waiting for the next token.
			const isProven = last?.proof === JSON.stringify(proof());
			if (last && !fresh && left > SPARE_MS && isProven) return ok(last.token);
			const answer = await ask(proof(), identity);
			if (!answer.ok) return answer;
			const { principal, secret, another } = answer.value;
			if (principal.id !== identity.contact) {
				if (!isMoved) heard.moved({ contact: principal.id, secret }, another === true);
				isMoved = true;
				return fail('offline');
			}
			if (secret !== identity.secret) {
				identity = { ...identity, secret };
				heard.renewed(identity);
			}
			last = answer.value;
			heard.named(last.workspace.name);
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
	another: z.optional(z.boolean()),
});
/** `proof`: what the page had said by then. */
type Answer = z.infer<typeof Answer> & { askedAt: number; proof: string };

const Refusal = z.object({ error: z.object({ code: z.string() }) });

async function ask(
	proof: Proof,
	identity?: Identity,
): Promise<Result<Answer, { kind: 'offline' | 'gone' }>> {
	let answer = await attempt({ ...identity, ...proof });
	if (answer === 'notProven') {
		report(answer, 'user_jwt or user_hash is expired or wrong; going on without it');
		answer = await attempt({ ...identity });
	}
	if (answer === 'notProven') return fail('offline');
	return answer.ok ? ok({ ...answer.value, proof: JSON.stringify(proof) }) : answer;
}

async function attempt(
	body: Proof & Partial<Identity>,
): Promise<Result<Omit<Answer, 'proof'>, { kind: 'offline' | 'gone' }> | 'notProven'> {
	const askedAt = performance.now();
	const response = await post('/api/visitors', body);
	if (!response) return fail('offline');
	const said: unknown = await response.json().catch(() => undefined);
	const answer = Answer.safeParse(said);
	if (response.ok && answer.success) return ok({ ...answer.data, askedAt });
	const code = Refusal.safeParse(said).data?.error.code;
	if (code === 'identityNotProven') return 'notProven';
	return fail(code === 'signedOut' ? 'gone' : 'offline');
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
