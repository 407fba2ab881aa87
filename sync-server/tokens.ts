import { jwtVerify, SignJWT } from 'jose';
import type { Instant } from '../src/lib/base/clock';
import { MINUTE, SECOND } from '../src/lib/base/clock';
import type { Role } from '../src/lib/model/role';
import { z } from '../src/lib/model/schema';
import type { Grant } from './connection';

/**
 * Access tokens: short-lived JWTs bound to this workspace, a principal, its role and its device.
 * One algorithm, pinned; a token names no room, because rights follow from the role
 * (model/role.ts).
 */
export type Tokens = ReturnType<typeof createTokens>;

export const TOKEN_TTL_MS = 10 * MINUTE;
const AUDIENCE = 'relevo';
const ALGORITHM = 'HS256';

const Claims = z.object({
	sub: z.string().check(z.minLength(1), z.maxLength(80)),
	role: z.enum(['owner', 'manager', 'agent', 'runner', 'contact']),
	ws: z.string(),
	dev: z.string().check(z.minLength(1), z.maxLength(80)),
	iat: z.number(),
	exp: z.number(),
});
/** Issued later than this from now: the clock has been set back, and it would last too long. */
const IAT_AHEAD_MS = MINUTE;

type Options = { secret: Uint8Array; workspace: string; now: () => Instant };

export function createTokens({ secret, workspace, now }: Options) {
	return {
		async issue(
			{ id, role, device }: { id: string; role: Role; device: string },
			ttlMs = TOKEN_TTL_MS,
		): Promise<{ token: string; expiresAt: Instant }> {
			const expiresAt = now() + ttlMs;
			const token = await new SignJWT({ role, ws: workspace, dev: device })
				.setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
				.setSubject(id)
				.setAudience(AUDIENCE)
				.setIssuedAt(Math.floor(now() / SECOND))
				.setExpirationTime(Math.floor(expiresAt / SECOND))
				.sign(secret);
			return { token, expiresAt };
		},
		/**
		 * Undefined for whatever is not a valid token of this workspace; the reason is nobody's
		 * business.
		 */
		async verify(token: string): Promise<Grant | undefined> {
			try {
				const { payload } = await jwtVerify(token, secret, {
					algorithms: [ALGORITHM],
					audience: AUDIENCE,
					requiredClaims: ['sub', 'exp', 'iat'],
					currentDate: new Date(now()),
				});
				const claims = Claims.safeParse(payload);
				if (!claims.success || claims.data.ws !== workspace) return undefined;
				const { sub, role, dev, iat, exp } = claims.data;
				if (iat * SECOND > now() + IAT_AHEAD_MS) return undefined;
				return { id: sub, role, device: dev, expiresAt: exp * SECOND };
			} catch {
				// Every failure of jose means the same to the caller: not valid.
				return undefined;
			}
		},
	};
}
