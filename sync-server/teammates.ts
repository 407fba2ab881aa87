import type { Instant } from '../src/lib/base/clock';
import { newId } from '../src/lib/base/id';
import { manages, type Role } from '../src/lib/model/role';
import { z } from '../src/lib/model/schema';
import { Locale, Teammate } from '../src/lib/model/workspace';
import type { Records } from './devices';
import { secureRandom } from './identity';
import type { Log } from './log';

const Workspace = z.object({ name: z.string(), locale: Locale, timeZone: z.string() });
export type WorkspaceInfo = z.infer<typeof Workspace>;

/**
 * The teammates, as the relay knows them, and the workspace that they have founded.
 *
 * T1 Whom the team was not told about, because the relay died in between, it is told at the start.
 */
type Options = {
	log: Log;
	/** The teammates that the whole team sees. */
	published(): Promise<Record<string, unknown>>;
	/** Writes what the whole team shall see; resolves when durable. */
	publish(change: { workspace?: WorkspaceInfo; teammate: Teammate }): Promise<void>;
	/** A teammate's rights are others from now on. */
	onRights(id: string): void;
};

export class Teammates {
	readonly #options: Options;
	readonly #members: Map<string, Teammate>;
	#workspace: WorkspaceInfo | undefined;

	private constructor(
		options: Options,
		members: Map<string, Teammate>,
		workspace: WorkspaceInfo | undefined,
	) {
		this.#options = options;
		this.#members = members;
		this.#workspace = workspace;
	}

	static async open(options: Options): Promise<Teammates> {
		const { log, published } = options;
		const records = await log.records('member');
		const members = new Map(records.map(({ id, value }) => [id, Teammate.parse(value)]));
		const workspace = Workspace.safeParse(await log.record('meta', 'workspace')).data;
		const opened = new Teammates(options, members, workspace);
		const seen = await published();
		for (const teammate of members.values()) {
			const { role, disabled } = Teammate.safeParse(seen[teammate.id]).data ?? {};
			const isTold = role === teammate.role && disabled === teammate.disabled;
			if (!isTold) await opened.#tell(teammate);
		}
		return opened;
	}

	workspace(): WorkspaceInfo | undefined {
		return this.#workspace;
	}

	get(id: string): Teammate | undefined {
		return this.#members.get(id);
	}

	hasOwner(): boolean {
		return [...this.#members.values()].some(isOwner);
	}

	/** With their device, `also`, in one transaction; an owner who founds it brings the workspace. */
	async add(teammate: Teammate, also: Records, founded = this.#workspace): Promise<void> {
		await this.#options.log.put([...also, { kind: 'member', id: teammate.id, value: teammate }]);
		this.#workspace = founded;
		this.#members.set(teammate.id, teammate);
		await this.#tell(teammate);
	}

	/** False where no owner would be left who can sign in. */
	async change(changed: Teammate): Promise<boolean> {
		const { log, publish, onRights } = this.#options;
		const { id } = changed;
		const others = [...this.#members.values()].filter((one) => one.id !== id);
		if (![...others, changed].some(isOwner)) return false;
		this.#members.set(id, changed);
		// The sockets first: the right is gone before anybody is told that it is.
		onRights(id);
		await log.put([{ kind: 'member', id, value: changed }]);
		await publish({ teammate: changed });
		return true;
	}

	async #tell(teammate: Teammate): Promise<void> {
		const workspace = teammate.role === 'owner' ? this.#workspace : undefined;
		await this.#options.publish({ teammate, ...(workspace && { workspace }) });
	}
}

function isOwner({ role, disabled }: Teammate): boolean {
	return role === 'owner' && !disabled;
}

/** A manager appoints managers and agents; only an owner makes or changes an owner. */
export function mayGive(by: Role, role: Teammate['role']): boolean {
	return by === 'owner' || (manages(by) && role !== 'owner');
}

export function teammateOf(
	{ name, email, role }: { name: string; email?: string | undefined; role: Teammate['role'] },
	now: Instant,
): Teammate {
	return { id: newId('tmt', now, secureRandom), name, role, ...(email && { email }) };
}
