import { createHash } from 'node:crypto';
import { DAY, type Instant } from '../src/lib/base/clock';
import { newId } from '../src/lib/base/id';
import { fail, ok, type Result } from '../src/lib/base/result';
import { manages, type Principal, type Role } from '../src/lib/model/role';
import { z } from '../src/lib/model/schema';
import { Locale, Teammate } from '../src/lib/model/workspace';
import type { Grant } from './connection';
import { newSecret, secureRandom, type Identity } from './identity';
import { visibleText } from '../src/lib/base/visible-text';
import type { Limits } from './limits';
import type { Log } from './log';
import { createProofs } from './proofs';
import { TOKEN_TTL_MS, type Tokens } from './tokens';

/**
 * Who belongs here: teammates, their devices, invitations, and the visitors' identities. Secrets
 * are kept as hashes; a stolen file opens no session.
 *
 * M1 A setup link or an invitation works once.
 * M2 A right taken away is gone for the next token and for the sockets that are open (`onRights`).
 * M3 There is always an owner who can sign in.
 * M4 A claimed user id that is not proven merges with nobody (abuse case 28).
 * M5 A device's secret opens one contact for ever; who proves to be another gets another secret.
 *    So does a user whose device the relay does not know.
 * M6 Whoever lost the answer to a setup or an invitation asks again with the secret that their
 *    device drew for itself, and gets it.
 * M7 Whom the team was not told about, because the relay died in between, it is told at the start.
 * M8 A visitor's device is signed out by its own request only. One that the relay does not know
 *    (it was let go, or is younger than the backup) is a new contact's, with the secret it has.
 */
export type Members = Awaited<ReturnType<typeof openMembers>>;

export type Session = {
	workspace: { id: string; name: string; locale: Locale };
	principal: Principal & { name?: string };
	token: string;
	expiresAt: Instant;
	secret: string;
	now: Instant;
	/** A visitor only: who is named as the contact so far is another proven user. */
	another?: true;
};

const INVITE_TTL_MS = 7 * DAY;
const Name = z.string().check(z.overwrite(visibleText), z.trim(), z.minLength(1), z.maxLength(120));
const Email = z.optional(z.string().check(z.trim(), z.maxLength(200)));
const Secret = z.string().check(z.minLength(20), z.maxLength(200));

export const SetupRequest = z.object({
	token: Secret,
	workspace: z.object({ name: Name, locale: Locale, timeZone: z.string().check(z.maxLength(60)) }),
	owner: z.object({ name: Name, email: Email }),
	/** The device's own; absent, the relay draws one. */
	secret: z.optional(Secret),
});
export const InviteRequest = z.object({
	role: z.enum(['owner', 'manager', 'agent']),
	name: z.optional(Name),
});
export const JoinRequest = z.object({
	invite: Secret,
	name: Name,
	email: Email,
	secret: z.optional(Secret),
});
export const SecretRequest = z.object({ secret: Secret });
export const MemberRequest = z.object({
	role: z.optional(z.enum(['owner', 'manager', 'agent'])),
	disabled: z.optional(z.boolean()),
});
export const VisitorRequest = z.object({
	contact: z.optional(z.string().check(z.maxLength(80))),
	secret: z.optional(Secret),
	user_id: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
	user_hash: z.optional(z.string().check(z.maxLength(128))),
	user_jwt: z.optional(z.string().check(z.maxLength(4096))),
});

const Workspace = z.object({ name: z.string(), locale: Locale, timeZone: z.string() });
export type WorkspaceInfo = z.infer<typeof Workspace>;
const Device = z.object({
	id: z.string(),
	principal: z.string(),
	isContact: z.boolean(),
	at: z.number(),
});
type Device = z.infer<typeof Device>;
/** In the place of a device. */
const SignedOut = z.object({ signedOut: z.number() });
const Invite = z.object({
	role: z.enum(['owner', 'manager', 'agent']),
	expiresAt: z.number(),
});

type Options = {
	log: Log;
	limits: Limits;
	identity: Identity;
	tokens: Tokens;
	now: () => Instant;
	/** The teammates that the whole team sees. */
	published(): Promise<Record<string, unknown>>;
	/** Writes what the whole team shall see; resolves when durable. */
	publish(change: { workspace?: WorkspaceInfo; teammate: Teammate }): Promise<void>;
	/** A principal's rights changed, or one of its devices signed out. */
	onRights(principal: string, device?: string): void;
};

export async function openMembers(options: Options) {
	const { log, limits, identity, tokens, now, published, publish, onRights } = options;
	const proofs = createProofs(log, identity.visitorSecret);
	const members = new Map<string, Teammate>();
	for (const { id, value } of await log.records('member')) members.set(id, Teammate.parse(value));
	let workspace = Workspace.safeParse(await log.record('meta', 'workspace')).data;
	/** Devices signed out → until when a token of theirs may still be about. */
	const signedOut = await readSignedOut(log, now());
	/** One-time secrets being spent right now: two requests at once must not both win (M1). */
	const spending = new Set<string>();
	const inTurn = createTurns();

	async function session(principal: Session['principal'], secret: string): Promise<Session> {
		const device = deviceId(secret);
		const { token, expiresAt } = await tokens.issue({ ...principal, device });
		const { name, locale } = workspace ?? { name: '', locale: 'en' as const };
		return {
			workspace: { id: identity.workspace, name, locale },
			principal,
			token,
			expiresAt,
			secret,
			now: now(),
		};
	}

	function newDevice(principal: string, isContact: boolean, secret = newSecret()) {
		const value: Device = { id: deviceId(secret), principal, isContact, at: now() };
		return { secret, record: { kind: 'device' as const, id: hash(secret), value } };
	}

	async function deviceOf(secret: string): Promise<Device | undefined> {
		return Device.safeParse(await log.record('device', hash(secret))).data;
	}

	/** Kept for good: a device that is merely not known must not be told that it is signed out. */
	async function hasSignedOut(secret: string): Promise<boolean> {
		const isMarked = SignedOut.safeParse(await log.record('device', hash(secret))).success;
		return isMarked || signedOut.has(deviceId(secret));
	}

	/** The secret's hash is handed on; of two who come with it at once, one finds it taken (M1). */
	async function spend<T>(
		secret: string,
		work: (id: string) => Promise<Result<T>>,
	): Promise<Result<T>> {
		const id = hash(secret);
		if (spending.has(id)) return fail('invalidLink');
		spending.add(id);
		try {
			return await work(id);
		} finally {
			spending.delete(id);
		}
	}

	function forgetSignedOut(): void {
		for (const [device, until] of signedOut) if (until <= now()) signedOut.delete(device);
	}

	function hasOwner(): boolean {
		return [...members.values()].some(({ role, disabled }) => role === 'owner' && !disabled);
	}

	type Records = Parameters<Log['put']>[0];

	/** The link is spent and the teammate kept in one transaction (M1). */
	async function enrol(teammate: Teammate, chosen: string | undefined, link: Records) {
		const { secret, record } = newDevice(teammate.id, false, chosen);
		await log.put([...link, record, { kind: 'member', id: teammate.id, value: teammate }]);
		members.set(teammate.id, teammate);
		await tell(teammate);
		const { id, role, name } = teammate;
		return session({ id, role, name }, secret);
	}

	async function tell(teammate: Teammate): Promise<void> {
		await publish({ teammate, ...(teammate.role === 'owner' && workspace && { workspace }) });
	}

	/** M6. Undefined: this device was not here before. */
	async function welcomeBack(secret: string | undefined): Promise<Result<Session> | undefined> {
		const device = secret === undefined ? undefined : await deviceOf(secret);
		return device && refresh(device, secret ?? '');
	}

	async function refresh(device: Device, secret: string): Promise<Result<Session>> {
		if (device.isContact)
			return ok(await session({ id: device.principal, role: 'contact' }, secret));
		const member = members.get(device.principal);
		if (!member) return fail('signedOut');
		// Whoever was let go keeps no copy: the device wipes itself on this answer (abuse case 14).
		if (member.disabled) return fail('gone');
		const { id, role, name } = member;
		return ok(await session({ id, role, name }, secret));
	}

	async function welcomeVisitor(
		request: z.infer<typeof VisitorRequest>,
		mayBring: () => Promise<boolean>,
	): Promise<Result<Session>> {
		const { secret } = request;
		const user = await proofs.userOf(request);
		if (user === 'refused') return fail('identityNotProven');
		const device = secret === undefined ? undefined : await deviceOf(secret);
		const isOut = secret !== undefined && !device && (await hasSignedOut(secret));
		if (isOut || device?.isContact === false) return fail('signedOut');
		const own = device?.principal;
		const known = user === undefined ? own : await proofs.contactOf(user);
		const isBack = own !== undefined && own === known;
		if (!isBack && !(await mayBring())) return fail('tooMany');
		const mint = () => newId('con', now(), secureRandom);
		const contact = user === undefined ? (own ?? mint()) : await proofs.contactFor(user, own, mint);
		const answer = (own: string) => session({ id: contact, role: 'contact' }, own);
		if (secret !== undefined && contact === own) return ok(await answer(secret));
		// M8 for a stranger. For a user a new one: somebody else may have left the old one here (M5).
		const fresh = newDevice(contact, true, user === undefined ? secret : undefined);
		await log.put([fresh.record, ...(await proofs.admit(contact, fresh.record.id, limits))]);
		const before = request.contact ?? own;
		const isAnother =
			user !== undefined && before !== undefined && before !== contact
				? await proofs.isUser(before)
				: false;
		return ok({ ...(await answer(fresh.secret)), ...(isAnother && { another: true }) });
	}

	const seen = await published();
	for (const teammate of members.values()) {
		const entry = Teammate.safeParse(seen[teammate.id]).data;
		if (entry?.role !== teammate.role || entry.disabled !== teammate.disabled) await tell(teammate);
	}

	return {
		workspace: () => workspace,
		/** A new one-time setup token; undefined once there is an owner. */
		async setupToken(): Promise<string | undefined> {
			if (hasOwner()) return undefined;
			const token = newSecret();
			await log.put([{ kind: 'meta', id: 'setup', value: hash(token) }]);
			return token;
		},
		async setup(request: z.infer<typeof SetupRequest>): Promise<Result<Session>> {
			return spend(request.token, async (id) => {
				const back = await welcomeBack(request.secret);
				if (back) return back;
				const isRight = (await log.record('meta', 'setup')) === id;
				if (!isRight || hasOwner()) return fail('invalidLink');
				workspace = request.workspace;
				const owner = teammateOf({ ...request.owner, role: 'owner' }, now());
				const link: Records = [
					{ kind: 'meta', id: 'setup', value: undefined },
					{ kind: 'meta', id: 'workspace', value: workspace },
				];
				return ok(await enrol(owner, request.secret, link));
			});
		},
		async invite(
			by: Principal,
			{ role }: z.infer<typeof InviteRequest>,
		): Promise<Result<{ secret: string; expiresAt: Instant }>> {
			if (!mayGive(by.role, role)) return fail('forbidden');
			const secret = newSecret();
			const expiresAt = now() + INVITE_TTL_MS;
			await log.put([{ kind: 'invite', id: hash(secret), value: { role, expiresAt } }]);
			return ok({ secret, expiresAt });
		},
		async join(request: z.infer<typeof JoinRequest>): Promise<Result<Session>> {
			return spend(request.invite, async (id) => {
				const back = await welcomeBack(request.secret);
				if (back) return back;
				const invite = Invite.safeParse(await log.record('invite', id)).data;
				if (!invite || invite.expiresAt <= now()) return fail('invalidLink');
				const teammate = teammateOf({ ...request, role: invite.role }, now());
				const link: Records = [{ kind: 'invite', id, value: undefined }];
				return ok(await enrol(teammate, request.secret, link));
			});
		},
		/** A new access token for a device that is still welcome. */
		async refresh(secret: string): Promise<Result<Session>> {
			const device = await deviceOf(secret);
			return device ? refresh(device, secret) : fail('signedOut');
		},
		async signOut(secret: string): Promise<void> {
			const device = await deviceOf(secret);
			if (!device) return;
			const until = now() + SIGNED_OUT_MS;
			// Kept: a restart brings no token back that is still about.
			await log.put([
				{ kind: 'device', id: hash(secret), value: { signedOut: now() } },
				{ kind: 'meta', id: `${OUT}${device.id}`, value: until },
				...(device.isContact ? await proofs.release(device.principal, hash(secret)) : []),
			]);
			forgetSignedOut();
			signedOut.set(device.id, until);
			onRights(device.principal, device.id);
		},
		async change(
			by: Principal,
			id: string,
			{ role, disabled }: z.infer<typeof MemberRequest>,
		): Promise<Result<void>> {
			const member = members.get(id);
			if (!member || !mayGive(by.role, member.role)) return fail('forbidden');
			if (role !== undefined && !mayGive(by.role, role)) return fail('forbidden');
			const changed: Teammate = {
				...member,
				...(role !== undefined && { role }),
				...(disabled !== undefined && { disabled }),
			};
			members.set(id, changed);
			if (!hasOwner()) {
				members.set(id, member);
				return fail('lastOwner');
			}
			// The sockets first: the right is gone before anybody is told that it is (M2).
			onRights(id);
			await log.put([{ kind: 'member', id, value: changed }]);
			await publish({ teammate: changed });
			return ok(undefined);
		},
		visitor(
			request: z.infer<typeof VisitorRequest>,
			/** Asked when something would be kept that is not yet. */
			mayBring: () => Promise<boolean>,
		): Promise<Result<Session>> {
			const { secret } = request;
			const welcome = () => welcomeVisitor(request, mayBring);
			// Tabs of one browser ask at once: for a device that is not known they get one contact.
			return secret === undefined ? welcome() : inTurn(hash(secret), welcome);
		},
		/** Whether what a valid token says is still so. */
		isCurrent({ id, role, device }: Grant): boolean {
			if (signedOut.has(device)) return false;
			const member = members.get(id);
			return !member || (!member.disabled && member.role === role);
		},
	};
}

/** The life of a token, and a day in case that the clock is set back meanwhile. */
const SIGNED_OUT_MS = TOKEN_TTL_MS + DAY;
const OUT = 'out:';

async function readSignedOut(log: Log, now: Instant): Promise<Map<string, Instant>> {
	const records = (await log.records('meta')).filter(({ id }) => id.startsWith(OUT));
	const isOver = (value: unknown) => typeof value !== 'number' || value <= now;
	const over = records.filter(({ value }) => isOver(value));
	if (over.length > 0) {
		// They do no harm where the disk does not let go of them.
		await log.put(over.map(({ id }) => ({ kind: 'meta', id, value: undefined }))).catch(() => {});
	}
	return new Map(
		records.flatMap(({ id, value }) =>
			typeof value === 'number' && value > now ? [[id.slice(OUT.length), value]] : [],
		),
	);
}

/** Tasks of one name run one after the other. */
function createTurns() {
	const last = new Map<string, Promise<unknown>>();
	return <T>(name: string, task: () => Promise<T>): Promise<T> => {
		const running = (last.get(name) ?? Promise.resolve()).then(task, task);
		last.set(name, running);
		const forget = () => void (last.get(name) === running && last.delete(name));
		running.then(forget, forget);
		return running;
	};
}

/** A manager appoints managers and agents; only an owner makes or changes an owner. */
function mayGive(by: Role, role: Teammate['role']): boolean {
	return by === 'owner' || (manages(by) && role !== 'owner');
}

function teammateOf(
	{ name, email, role }: { name: string; email?: string | undefined; role: Teammate['role'] },
	now: Instant,
): Teammate {
	return { id: newId('tmt', now, secureRandom), name, role, ...(email && { email }) };
}

/** Secrets are 256 random bits: a plain hash cannot be guessed backwards. */
function hash(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/** What a token may tell about the device: nothing that leads back to the secret. */
function deviceId(secret: string): string {
	return `dev_${hash(`device:${secret}`).slice(0, 24)}`;
}
