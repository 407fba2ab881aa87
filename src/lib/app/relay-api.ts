import { fail, ok, type Result } from '../base/result';
import { z } from '../model/schema';
import { Locale, type Teammate } from '../model/workspace';

/**
 * The relay's HTTP calls that a desk makes (sync-server/README.md). Every answer is parsed at this
 * border.
 */

export const RelaySession = z.object({
	workspace: z.object({ id: z.string(), name: z.string(), locale: Locale }),
	principal: z.object({
		id: z.string(),
		role: z.enum(['owner', 'manager', 'agent']),
		name: z.optional(z.string()),
	}),
	token: z.string(),
	expiresAt: z.number(),
	secret: z.string(),
});
export type RelaySession = z.infer<typeof RelaySession>;

export type SetupInput = {
	token: string;
	workspace: { name: string; locale: Locale; timeZone: string };
	owner: { name: string; email?: string };
	/** Drawn by this device, and the same each time it asks: see `deviceSecret`. */
	secret: string;
};
export type JoinInput = { invite: string; name: string; email?: string; secret: string };

export function setUp(relay: string, input: SetupInput): Promise<Result<RelaySession>> {
	return post(relay, '/api/setup', input, RelaySession);
}

export function join(relay: string, input: JoinInput): Promise<Result<RelaySession>> {
	return post(relay, '/api/join', input, RelaySession);
}

export function forget(relay: string, secret: string): Promise<Result<unknown>> {
	return post(relay, '/api/signout', { secret }, z.unknown(), { keepalive: true });
}

export function invite(
	relay: string,
	token: string,
	input: { role: Teammate['role']; name?: string },
): Promise<Result<{ link: string }>> {
	return post(relay, '/api/invites', input, z.object({ link: z.string() }), { token });
}

export function setMember(
	relay: string,
	token: string,
	teammate: string,
	change: { role?: Teammate['role']; disabled?: boolean },
): Promise<Result<unknown>> {
	const path = `/api/members/${encodeURIComponent(teammate)}`;
	return post(relay, path, change, z.unknown(), { token });
}

const TIMEOUT_MS = 15_000;

const Refusal = z.object({ error: z.object({ code: z.string() }) });

async function post<T>(
	relay: string,
	path: string,
	body: unknown,
	answer: z.ZodMiniType<T>,
	options: { token?: string; keepalive?: boolean } = {},
): Promise<Result<T>> {
	const { token, keepalive = false } = options;
	let response: Response;
	let raw: unknown;
	try {
		response = await fetch(relay + path, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				...(token !== undefined && { authorization: `Bearer ${token}` }),
			},
			body: JSON.stringify(body),
			keepalive,
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		raw = await response.json();
	} catch (error) {
		return fail('offline', { message: String(error) });
	}
	if (response.status === 401) return fail('unauthorized');
	if (!response.ok) {
		const refusal = Refusal.safeParse(raw);
		return fail(refusal.success ? refusal.data.error.code : 'refused', { status: response.status });
	}
	const parsed = answer.safeParse(raw);
	return parsed.success ? ok(parsed.data) : fail('unexpectedAnswer');
}
