import { DAY, type Instant } from '../src/lib/base/clock';
import { fail, ok, type Result } from '../src/lib/base/result';
import type { Principal } from '../src/lib/model/role';
import { z } from '../src/lib/model/schema';
import type { Locale, Teammate } from '../src/lib/model/workspace';
import type { Grant } from './connection';
import { type Device, deviceId, Devices, hash, type Records } from './devices';
import { type Identity, newSecret } from './identity';
import type { Limits } from './limits';
import type { Log } from './log';
import type {
	InviteRequest,
	JoinRequest,
	MemberRequest,
	SetupRequest,
	VisitorRequest,
} from './member-requests';
import { createProofs } from './proofs';
import { mayGive, teammateOf, Teammates, type WorkspaceInfo } from './teammates';
import type { Tokens } from './tokens';
import { createVisitors } from './visitors';

/**
 * Who belongs here: setup and invitations, teammates (`teammates.ts`) and visitors (`visitors.ts`)
 * with their devices (`devices.ts`), and the session that each of them is given. Secrets are kept
 * as hashes; a stolen file opens no session.
 *
 * M1 A setup link or an invitation works once.
 * M2 A right taken away is gone for the next token and for the sockets that are open (`onRights`).
 * M3 There is always an owner who can sign in.
 * M4 Whoever lost the answer to a setup or an invitation asks again with the secret that their
 *    device drew for itself, and gets it.
 */
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

type Parts = {
	devices: Devices;
	teammates: Teammates;
	proofs: ReturnType<typeof createProofs>;
	welcome: ReturnType<typeof createVisitors>;
};

export class Members {
	readonly #options: Options;
	readonly #parts: Parts;
	/** One-time secrets being spent right now: two requests at once must not both win (M1). */
	readonly #spending = new Set<string>();

	private constructor(options: Options, parts: Parts) {
		this.#options = options;
		this.#parts = parts;
	}

	static async open(options: Options): Promise<Members> {
		const { log, limits, identity, now } = options;
		const proofs = createProofs(log, identity.visitorSecret);
		const devices = await Devices.open(log, now);
		const teammates = await Teammates.open(options);
		const welcome = createVisitors({ log, limits, devices, proofs, now });
		return new Members(options, { devices, teammates, proofs, welcome });
	}

	workspace(): WorkspaceInfo | undefined {
		return this.#parts.teammates.workspace();
	}

	/** A new one-time setup token; undefined once there is an owner. */
	async setupToken(): Promise<string | undefined> {
		if (this.#parts.teammates.hasOwner()) return undefined;
		const token = newSecret();
		await this.#options.log.put([{ kind: 'meta', id: 'setup', value: hash(token) }]);
		return token;
	}

	setup(request: z.infer<typeof SetupRequest>): Promise<Result<Session>> {
		const { log, now } = this.#options;
		return this.#spend(request.token, async (id) => {
			const back = await this.#welcomeBack(request.secret);
			if (back) return back;
			const isRight = (await log.record('meta', 'setup')) === id;
			if (!isRight || this.#parts.teammates.hasOwner()) return fail('invalidLink');
			const { workspace } = request;
			const owner = teammateOf({ ...request.owner, role: 'owner' }, now());
			const link: Records = [
				{ kind: 'meta', id: 'setup', value: undefined },
				{ kind: 'meta', id: 'workspace', value: workspace },
			];
			return ok(await this.#enrol(owner, request.secret, link, workspace));
		});
	}

	async invite(
		by: Principal,
		{ role }: z.infer<typeof InviteRequest>,
	): Promise<Result<{ secret: string; expiresAt: Instant }>> {
		const { log, now } = this.#options;
		if (!mayGive(by.role, role)) return fail('forbidden');
		const secret = newSecret();
		const expiresAt = now() + INVITE_TTL_MS;
		await log.put([{ kind: 'invite', id: hash(secret), value: { role, expiresAt } }]);
		return ok({ secret, expiresAt });
	}

	join(request: z.infer<typeof JoinRequest>): Promise<Result<Session>> {
		const { log, now } = this.#options;
		return this.#spend(request.invite, async (id) => {
			const back = await this.#welcomeBack(request.secret);
			if (back) return back;
			const invite = Invite.safeParse(await log.record('invite', id)).data;
			if (!invite || invite.expiresAt <= now()) return fail('invalidLink');
			const teammate = teammateOf({ ...request, role: invite.role }, now());
			const link: Records = [{ kind: 'invite', id, value: undefined }];
			return ok(await this.#enrol(teammate, request.secret, link));
		});
	}

	/** A new access token for a device that is still welcome. */
	async refresh(secret: string): Promise<Result<Session>> {
		const device = await this.#parts.devices.of(secret);
		return device ? this.#refreshed(device, secret) : fail('signedOut');
	}

	async signOut(secret: string): Promise<void> {
		const { devices, proofs } = this.#parts;
		const device = await devices.of(secret);
		if (!device) return;
		const { principal, isContact } = device;
		const left = isContact ? await proofs.release(principal, hash(secret)) : [];
		await devices.signOut(secret, device, left);
		this.#options.onRights(principal, device.id);
	}

	async change(
		by: Principal,
		id: string,
		{ role, disabled }: z.infer<typeof MemberRequest>,
	): Promise<Result<void>> {
		const { teammates } = this.#parts;
		const member = teammates.get(id);
		if (!member || !mayGive(by.role, member.role)) return fail('forbidden');
		if (role !== undefined && !mayGive(by.role, role)) return fail('forbidden');
		const isChanged = await teammates.change({
			...member,
			...(role !== undefined && { role }),
			...(disabled !== undefined && { disabled }),
		});
		return isChanged ? ok(undefined) : fail('lastOwner');
	}

	/** `mayBring` is asked when something would be kept that is not yet. */
	async visitor(
		request: z.infer<typeof VisitorRequest>,
		mayBring: () => Promise<boolean>,
	): Promise<Result<Session>> {
		const admitted = await this.#parts.welcome(request, mayBring);
		if (!admitted.ok) return admitted;
		const { contact, secret, isAnother } = admitted.value;
		const session = await this.#session({ id: contact, role: 'contact' }, secret);
		return ok({ ...session, ...(isAnother && { another: true }) });
	}

	/** Whether what a valid token says is still so. */
	isCurrent({ id, role, device }: Grant): boolean {
		const { devices, teammates } = this.#parts;
		if (devices.isOut(device)) return false;
		const member = teammates.get(id);
		return !member || (!member.disabled && member.role === role);
	}

	/** The link is spent and the teammate kept in one transaction (M1). */
	async #enrol(
		teammate: Teammate,
		chosen: string | undefined,
		link: Records,
		founded?: WorkspaceInfo,
	): Promise<Session> {
		const { devices, teammates } = this.#parts;
		const { secret, record } = devices.make(teammate.id, false, chosen);
		await teammates.add(teammate, [...link, record], founded);
		const { id, role, name } = teammate;
		return this.#session({ id, role, name }, secret);
	}

	/** M4. Undefined: this device was not here before. */
	async #welcomeBack(secret: string | undefined): Promise<Result<Session> | undefined> {
		const device = secret === undefined ? undefined : await this.#parts.devices.of(secret);
		return device && this.#refreshed(device, secret ?? '');
	}

	async #refreshed(device: Device, secret: string): Promise<Result<Session>> {
		if (device.isContact) {
			return ok(await this.#session({ id: device.principal, role: 'contact' }, secret));
		}
		const member = this.#parts.teammates.get(device.principal);
		if (!member) return fail('signedOut');
		// Whoever was let go keeps no copy: the device wipes itself on this answer (abuse case 14).
		if (member.disabled) return fail('gone');
		const { id, role, name } = member;
		return ok(await this.#session({ id, role, name }, secret));
	}

	async #session(principal: Session['principal'], secret: string): Promise<Session> {
		const { identity, tokens, now } = this.#options;
		const device = deviceId(secret);
		const { token, expiresAt } = await tokens.issue({ ...principal, device });
		const { name, locale } = this.workspace() ?? { name: '', locale: 'en' as const };
		const workspace = { id: identity.workspace, name, locale };
		return { workspace, principal, token, expiresAt, secret, now: now() };
	}

	/** The secret's hash is handed on; of two who come with it at once, one finds it taken (M1). */
	async #spend<T>(secret: string, work: (id: string) => Promise<Result<T>>): Promise<Result<T>> {
		const id = hash(secret);
		if (this.#spending.has(id)) return fail('invalidLink');
		this.#spending.add(id);
		try {
			return await work(id);
		} finally {
			this.#spending.delete(id);
		}
	}
}
