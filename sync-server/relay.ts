import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { DAY, MINUTE } from '../src/lib/base/clock';
import type { World } from '../src/lib/core/ports';
import type { Role } from '../src/lib/model/role';
import { CLOSE, HELLO_TIMEOUT_MS, TOKEN_SUBPROTOCOL_PREFIX } from '../src/lib/sync/wire';
import { claimDataFolder } from './claim';
import type { Connection, Grant } from './connection';
import { openFiles } from './files';
import { createHttpHandler } from './http';
import { createHub, type Hub } from './hub';
import type { Refusal } from './session';
import { readIdentity, secureRandom } from './identity';
import { readLease } from './lease';
import type { Log } from './log';
import { createBuckets, LIMITS, type Limits } from './limits';
import { openMembers, type WorkspaceInfo } from './members';
import { createPageRules } from './page-rules';
import { renderMetrics } from './metrics';
import { parseUrl } from './parse-url';
import { openSqliteLog } from './sqlite-log';
import { startThread, type Thread } from './thread';
import { createTokens } from './tokens';
import { createTransport } from './transport';
import { createUploads } from './uploads';
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
const SYNC_PATH = '/sync/';
/** Headers come at once; the largest file may come over a phone's slow line (0.4 Mbit/s up). */
const HTTP_PATIENCE = {
	headersTimeout: 5_000,
	requestTimeout: 10 * MINUTE,
	connectionsCheckingInterval: 2_000,
};

export async function createRelay(options: RelayOptions) {
	const { dataDir, report } = options;
	const limits = { ...LIMITS, ...options.limits };
	const identity = readIdentity(dataDir);
	const log = await openLog(dataDir);
	const now = () => Date.now();
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
			now,
		}),
	);

	server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		survive(socket);
		if (!isAllowedOrigin(request, options)) return reject(socket, 403, 'Forbidden');
		if (transport.size() >= limits.sockets) return reject(socket, 503, 'Service Unavailable');
		const path = pathOf(request);
		if (path === '/mux') transport.accept(request, socket, head, (c) => openMux(c, request));
		else if (path?.startsWith(SYNC_PATH)) {
			const room = path.slice(SYNC_PATH.length);
			void acceptRoom(request, socket, head, room);
		} else reject(socket, 404, 'Not Found');
	});

	/**
	 * The token stands in the request, so it is looked at before the upgrade is answered: until
	 * then nothing is read from the socket that would have to be kept.
	 */
	async function acceptRoom(request: IncomingMessage, socket: Duplex, head: Buffer, room: string) {
		const grant = await verify(tokenOf(request));
		const address = addressOf(request);
		transport.accept(request, socket, head, (connection) => {
			if (grant) return hub.connectRoom(connection, { address, grant, room });
			// A browser is told a code only by a socket that was opened.
			connection.close(CLOSE.token, 'the token is not valid');
			return { message() {}, gone() {} };
		});
	}

	function openMux(connection: Connection, request: IncomingMessage) {
		const session = hub.connect(connection, { address: addressOf(request) });
		setTimeout(() => {
			if (!session.principal()) session.close(CLOSE.token, 'no hello');
		}, HELLO_TIMEOUT_MS).unref();
		return session;
	}

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

const nodeWorld: World = {
	now: () => Date.now(),
	random: secureRandom,
	after(delayMs, callback) {
		if (delayMs <= 0) {
			const soon = setImmediate(callback);
			return () => clearImmediate(soon);
		}
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};

type Doc = Parameters<Parameters<Hub['write']>[1]>[0];

function writeTeam(doc: Doc, change: { workspace?: WorkspaceInfo; teammate: Teammate }): void {
	doc.getMap('teammates').set(change.teammate.id, change.teammate);
	const settings = doc.getMap('settings');
	// As it was named at the setup; what managers have changed since is theirs.
	if (settings.has('name')) return;
	for (const [name, value] of Object.entries(change.workspace ?? {})) settings.set(name, value);
}

/**
 * A browser always says where a page came from; a site that is not ours gets no socket (abuse case
 * 12). One that does not say is no browser: what it may do rests on its token alone, since no
 * cookie speaks for anybody.
 */
function isAllowedOrigin(request: IncomingMessage, options: RelayOptions): boolean {
	const { origin, host } = request.headers;
	if (origin === undefined) return true;
	const url = parseUrl(origin);
	if (!url || origin === 'null') return false;
	if (options.allowedOrigins.includes(url.origin)) return true;
	if (options.publicUrl !== undefined) {
		if (url.origin === parseUrl(options.publicUrl)?.origin) return true;
	} else if (url.host === host) return true;
	return LOCAL_HOSTS.has(url.hostname) && LOCAL_HOSTS.has((host ?? '').replace(/:\d+$/, ''));
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

function tokenOf(request: IncomingMessage): string {
	const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(',');
	const token = offered.find((each) => each.trim().startsWith(TOKEN_SUBPROTOCOL_PREFIX));
	return token?.trim().slice(TOKEN_SUBPROTOCOL_PREFIX.length) ?? '';
}

/** Decoded once, never normalised: a room name is exactly what was sent (abuse case 40). */
function pathOf(request: IncomingMessage): string | undefined {
	try {
		return decodeURIComponent((request.url ?? '').split('?')[0]!);
	} catch {
		// A broken escape is the name of nothing.
		return undefined;
	}
}

/**
 * Until ws takes it over, an error on it would end the process. On its own, so that the listener,
 * which lives as long as the socket, does not keep the request that opened it.
 */
function survive(socket: Duplex): void {
	socket.on('error', () => socket.destroy());
}

function reject(socket: Duplex, status: number, reason: string): void {
	socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
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
