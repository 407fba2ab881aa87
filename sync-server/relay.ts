import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DAY, MINUTE, SECOND } from '../src/lib/base/clock';
import type { Role } from '../src/lib/model/role';
import type { Grant, Refusal } from './connection';
import { addressOf } from './address';
import { createRecordBounds } from './bounds';
import { compactIn } from './compaction-in';
import { openDataFolder } from './data-folder';
import { createDoors } from './doors';
import { openFiles } from './files';
import { createHealth, type Health } from './health';
import { createHttpHandler } from './http';
import { createHub, type Hub } from './hub';
import { readLease } from './lease';
import { LIMITS, type Limits } from './limits';
import { Members } from './members';
import type { WorkspaceInfo } from './teammates';
import { createPageRules } from './page-rules';
import { renderMetrics } from './metrics';
import { lastingThread } from './thread';
import { createTokens } from './tokens';
import { createTransport } from './transport';
import { trialsIn } from './trials-in';
import { createUploads } from './uploads';
import { nodeWorld } from './world';
import type { Teammate } from '../src/lib/model/workspace';

/**
 * The whole relay on one port: log, hub, sockets, HTTP. It reads no environment and keeps no
 * globals, so that a test starts as many as it likes.
 */
export type Relay = Awaited<ReturnType<typeof createRelay>>;

export type RelayOptions = {
	dataDir: string;
	port: number;
	host: string;
	/** As people reach it, without a slash at the end; made of host and port when absent. */
	publicUrl?: string;
	staticDir?: string;
	/** Origins besides our own and localhost that may open a socket. */
	allowedOrigins: readonly string[];
	maxBlobBytes: number;
	/** Behind a proxy the peer's address is the last of `X-Forwarded-For`. */
	trustProxy: boolean;
	limits?: Partial<Limits>;
	/** For the operator's log: who asked for what they have no right to. */
	refused?(refusal: Refusal): void;
	report(error: unknown, where: string): void;
};

/** Headers come at once; the largest file may come over a phone's slow line (0.4 Mbit/s up). */
const HTTP_PATIENCE = {
	headersTimeout: 5_000,
	requestTimeout: 10 * MINUTE,
	connectionsCheckingInterval: 2_000,
};

/** The largest edits take a fifth of a second; the thread may have to begin first. */
const TRIAL_MS = 20 * SECOND;

export async function createRelay(options: RelayOptions) {
	const { dataDir, report, maxBlobBytes: maxBytes } = options;
	const { now, elapsed } = nodeWorld;
	const limits = { ...LIMITS, ...options.limits };
	const opened = await openDataFolder(dataDir);
	const { identity, damage } = opened;
	const health = createHealth({ ...opened, folder: dataDir, limits, elapsed, report });
	const { log } = health;
	await health.look();
	const secret = Buffer.from(identity.tokenSecret, 'base64url');
	const tokens = createTokens({ secret, workspace: identity.workspace, now });
	const { compaction, trial } = startThreads(limits);
	const hub: Hub = createHub({
		log,
		world: nodeWorld,
		workspace: identity.workspace,
		verify,
		lease: await readLease(log),
		compact: compactIn(compaction),
		trials: trialsIn(trial),
		limits,
		problem: health.problem,
		report,
		...(options.refused && { refused: options.refused }),
	});
	const place = { log, limits, identity, tokens, now };
	const members = await Members.open({ ...place, ...teamOf(hub, health) });
	const filesDir = join(dataDir, 'files');
	const files = await openFiles({ folder: filesDir, log, limits, maxBytes, now });
	const sweep = () => void files.sweep().catch((error: unknown) => report(error, 'sweeping files'));
	const sweeping = setInterval(sweep, DAY).unref();
	const [transport, records] = [createTransport(), createRecordBounds(limits, elapsed)];
	const peer = (request: IncomingMessage) => addressOf(request, options.trustProxy);
	let isReady = false;
	let address = `http://localhost:${options.port}`;

	async function verify(token: string): Promise<Grant | undefined> {
		const grant = await tokens.verify(token);
		return grant && members.isCurrent(grant) ? grant : undefined;
	}

	const server = createServer(
		HTTP_PATIENCE,
		createHttpHandler({
			...options,
			members,
			workspaceId: identity.workspace,
			verify,
			files,
			uploads: createUploads(filesDir, log, limits),
			metrics: () => renderMetrics(hub.stats(), health.stats(), records.counts, transport.size()),
			isReady: async () => isReady && (await health.isReady()),
			canStore: () => health.problem('runner') === undefined,
			publicUrl: () => options.publicUrl ?? address,
			address: peer,
			mayBring: records.mayBring,
			launcherExtra: createPageRules({ ...options, hub, now }),
			elapsed,
		}),
	);

	const doors = createDoors({ ...options, hub, transport, verify, addressOf: peer, limits });
	server.on('upgrade', doors);

	const port = await listen(server, options);
	address = `http://${options.host === '0.0.0.0' || options.host === '::' ? 'localhost' : options.host}:${port}`;
	isReady = true;
	sweep();

	return {
		port,
		url: options.publicUrl ?? address,
		hub,
		/** The one-time link that creates the owner; undefined once there is one. */
		async setupLink(): Promise<string | undefined> {
			const token = health.takesNothing() ? undefined : await members.setupToken();
			return token && `${options.publicUrl ?? address}/setup?token=${token}`;
		},
		/** Where the log was found damaged at the start, and whether the disk takes nothing now. */
		damage,
		takesNothing: health.takesNothing,
		issueToken: (who: { id: string; role: Role; device: string }) => tokens.issue(who),
		/** Tells everybody, makes durable what was accepted, and ends. */
		async stop(): Promise<void> {
			isReady = false;
			clearInterval(sweeping);
			health.stop();
			server.close();
			await hub.stop();
			transport.stop();
			server.closeAllConnections();
			await log.close();
			await compaction.end();
			await trial.end();
		},
	};
}

function startThreads({ threadHeapMb: heapMb }: Limits) {
	return {
		compaction: lastingThread('compaction-worker', { heapMb }),
		trial: lastingThread('trial-worker', { heapMb, patienceMs: TRIAL_MS }),
	};
}

/** The team as all of it sees it: the canvas `workspace`. */
function teamOf(hub: Hub, health: Health) {
	return {
		published: () => hub.read('workspace', (doc) => doc.getMap('teammates').toJSON()),
		async publish(change: { workspace?: WorkspaceInfo; teammate: Teammate }) {
			if (!health.isDamaged()) await hub.write('workspace', (doc) => writeTeam(doc, change));
		},
		onRights: (principal: string, device?: string) => hub.revoke(principal, device),
	};
}

type Doc = Parameters<Parameters<Hub['write']>[1]>[0];

function writeTeam(doc: Doc, change: { workspace?: WorkspaceInfo; teammate: Teammate }): void {
	doc.getMap('teammates').set(change.teammate.id, change.teammate);
	const settings = doc.getMap('settings');
	// As it was named at the setup; what managers have changed since is theirs.
	if (settings.has('name')) return;
	for (const [name, value] of Object.entries(change.workspace ?? {})) settings.set(name, value);
}

function listen(
	server: ReturnType<typeof createServer>,
	{ port, host }: RelayOptions,
): Promise<number> {
	return new Promise((resolve, refuse) => {
		server.once('error', refuse);
		server.listen(port, host, () => {
			const address = server.address();
			resolve(typeof address === 'object' && address ? address.port : port);
		});
	});
}
