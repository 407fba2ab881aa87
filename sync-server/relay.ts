import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DAY, MINUTE } from '../src/lib/base/clock';
import type { Role } from '../src/lib/model/role';
import { claimDataFolder } from './claim';
import type { Grant, Refusal } from './connection';
import { createDoors } from './doors';
import { openFiles } from './files';
import { createHttpHandler } from './http';
import { createHub, type Hub } from './hub';
import { readIdentity } from './identity';
import { readLease } from './lease';
import type { Log } from './log';
import { createBuckets, LIMITS, type Limits } from './limits';
import { openMembers, type WorkspaceInfo } from './members';
import { createPageRules } from './page-rules';
import { renderMetrics } from './metrics';
import { openSqliteLog } from './sqlite-log';
import { startThread, type Thread } from './thread';
import { createTokens } from './tokens';
import { createTransport } from './transport';
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

/** New anonymous visitors of one address: a burst, then one every two seconds. */
const VISITOR_RATE = { perSecond: 0.5, burst: 60 };
/** Headers come at once; the largest file may come over a phone's slow line (0.4 Mbit/s up). */
const HTTP_PATIENCE = {
	headersTimeout: 5_000,
	requestTimeout: 10 * MINUTE,
	connectionsCheckingInterval: 2_000,
};

export async function createRelay(options: RelayOptions) {
	const { dataDir, report } = options;
	const { now } = nodeWorld;
	const limits = { ...LIMITS, ...options.limits };
	const identity = readIdentity(dataDir);
	const log = await openLog(dataDir);
	const secret = Buffer.from(identity.tokenSecret, 'base64url');
	const tokens = createTokens({ secret, workspace: identity.workspace, now });
	/** Started when first needed: many relays are never that busy. */
	let compaction: Thread | undefined;
	const hub: Hub = createHub({
		log,
		world: nodeWorld,
		workspace: identity.workspace,
		verify,
		lease: await readLease(log),
		compact(stored) {
			compaction ??= startThread('compaction-worker', '');
			return compaction.call('compact', stored);
		},
		limits,
		report,
		...(options.refused && { refused: options.refused }),
	});
	const members = await openMembers({
		log,
		identity,
		tokens,
		now,
		published: () => hub.read('workspace', (doc) => doc.getMap('teammates').toJSON()),
		publish: (change) => hub.write('workspace', (doc) => writeTeam(doc, change)),
		onRights: (principal, device) => hub.revoke(principal, device),
	});
	const filesDir = join(dataDir, 'files');
	const files = await openFiles({ folder: filesDir, log, maxBytes: options.maxBlobBytes, now });
	const sweep = () => void files.sweep().catch((error: unknown) => report(error, 'sweeping files'));
	const sweeping = setInterval(sweep, DAY).unref();
	const transport = createTransport();
	let isReady = false;
	let address = `http://localhost:${options.port}`;

	async function verify(token: string): Promise<Grant | undefined> {
		const grant = await tokens.verify(token);
		return grant && members.isCurrent(grant) ? grant : undefined;
	}

	function addressOf(request: IncomingMessage): string {
		const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
		const behindProxy = options.trustProxy ? forwarded.at(-1)?.trim() : undefined;
		return behindProxy || (request.socket.remoteAddress ?? '');
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
			metrics: () => renderMetrics({ ...hub.stats(), sockets: transport.size() }),
			isReady: () => isReady,
			publicUrl: () => options.publicUrl ?? address,
			address: addressOf,
			visitorRate: createBuckets(VISITOR_RATE),
			launcherExtra: createPageRules({ ...options, hub, now }),
			elapsed: nodeWorld.elapsed,
		}),
	);

	server.on('upgrade', createDoors({ ...options, hub, transport, verify, addressOf, limits }));

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
			const token = await members.setupToken();
			return token && `${options.publicUrl ?? address}/setup?token=${token}`;
		},
		issueToken: (who: { id: string; role: Role; device: string }) => tokens.issue(who),
		/** Tells everybody, makes durable what was accepted, and ends. */
		async stop(): Promise<void> {
			isReady = false;
			clearInterval(sweeping);
			server.close();
			await hub.stop();
			transport.stop();
			server.closeAllConnections();
			await log.close();
			await compaction?.end();
		},
	};
}

/** The folder is ours as long as its log is open. */
async function openLog(dataDir: string): Promise<Log> {
	const release = claimDataFolder(dataDir);
	const log = await openSqliteLog(join(dataDir, 'log.db'));
	return {
		...log,
		async close() {
			await log.close();
			release();
		},
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
