import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { jwtVerify } from 'jose';
import { DAY, SECOND } from '../src/lib/base/clock';
import { z } from '../src/lib/model/schema';
import type { Limits } from './limits';
import type { Log } from './log';

/**
 * Which contact a proven user of the customer's own product is.
 *
 * R1 A user is one contact for ever, and a contact is at most one user: nobody ever reads another
 *    user's conversations because both used one browser.
 */
export function createProofs(log: Log, secret: string) {
	/** The claim being written: two first logins at once must end with one contact (R1). */
	let claiming: Promise<unknown> = Promise.resolve();

	async function contactOf(user: string): Promise<string | undefined> {
		const contact = await log.record('contact', userKey(user));
		return typeof contact === 'string' ? contact : undefined;
	}

	async function bind(user: string, device: string | undefined, mint: () => string) {
		const known = await contactOf(user);
		if (known !== undefined) return known;
		const isTaken = device !== undefined && (await log.record('contact', takenKey(device)));
		const contact = device === undefined || isTaken ? mint() : device;
		await log.put([
			{ kind: 'contact', id: userKey(user), value: contact },
			{ kind: 'contact', id: takenKey(contact), value: true },
		]);
		return contact;
	}

	async function devicesOf(contact: string): Promise<string[]> {
		return Devices.safeParse(await log.record('contact', devicesKey(contact))).data ?? [];
	}

	return {
		contactOf,
		/** Whether somebody has proved to be who this contact stands for. */
		async isUser(contact: string): Promise<boolean> {
			return (await log.record('contact', takenKey(contact))) === true;
		},
		/**
		 * What to write with one more device of a contact: the list of its devices, and of those that
		 * came first whatever is above the bound is let go. Their users prove themselves again.
		 */
		async admit(contact: string, device: string, { contactDevices }: Limits) {
			const all = [...(await devicesOf(contact)), device];
			const gone = all.slice(0, Math.max(0, all.length - contactDevices));
			return [
				{ kind: 'contact' as const, id: devicesKey(contact), value: all.slice(gone.length) },
				...gone.map((id) => ({ kind: 'device' as const, id, value: undefined })),
			];
		},
		/** What to write when one of them signs out: it makes no other one go. */
		async release(contact: string, device: string) {
			const left = (await devicesOf(contact)).filter((id) => id !== device);
			return [{ kind: 'contact' as const, id: devicesKey(contact), value: left }];
		},
		/**
		 * The user that the customer's own server vouches for; undefined when none is claimed with a
		 * proof.
		 */
		async userOf(claim: Claim): Promise<string | 'refused' | undefined> {
			if (claim.user_jwt !== undefined) return userOfToken(claim.user_jwt, secret);
			const { user_id, user_hash } = claim;
			if (user_id === undefined || user_hash === undefined) return undefined;
			const expected = createHmac('sha256', secret).update(user_id).digest();
			// Decoding hex stops in silence at what is none: the text is looked at first.
			if (!/^[0-9a-f]{64}$/i.test(user_hash)) return 'refused';
			const isEqual = timingSafeEqual(Buffer.from(user_hash, 'hex'), expected);
			return isEqual ? user_id : 'refused';
		},
		/**
		 * A new user becomes the contact of the device that asks, if that has never been a user;
		 * otherwise a contact that is minted.
		 */
		contactFor(user: string, device: string | undefined, mint: () => string): Promise<string> {
			const bound = claiming.then(() => bind(user, device, mint));
			// A disk that refused one claim does not refuse the next.
			claiming = bound.catch(() => undefined);
			return bound;
		},
	};
}

const Devices = z.array(z.string());

export type Claim = {
	user_id?: string | undefined;
	user_hash?: string | undefined;
	user_jwt?: string | undefined;
};

/** A proof that leaks is good for this long at most. */
const MAX_PROOF_MS = 7 * DAY;

const UserClaims = z.object({ user_id: z.optional(z.string()), sub: z.optional(z.string()) });

async function userOfToken(token: string, secret: string): Promise<string> {
	try {
		const key = new TextEncoder().encode(secret);
		const { payload } = await jwtVerify(token, key, {
			algorithms: ['HS256'],
			requiredClaims: ['exp'],
		});
		if ((payload.exp ?? Infinity) * SECOND > Date.now() + MAX_PROOF_MS) return 'refused';
		const claims = UserClaims.parse(payload);
		return claims.user_id ?? claims.sub ?? 'refused';
	} catch {
		// Forged, expired or not a token at all: the same answer.
		return 'refused';
	}
}

function userKey(user: string): string {
	return `user:${createHash('sha256').update(user).digest('hex')}`;
}

function devicesKey(contact: string): string {
	return `devices:${contact}`;
}

/** The other direction: this contact is a user already. */
function takenKey(contact: string): string {
	return `taken:${contact}`;
}
