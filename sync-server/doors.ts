import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE, HELLO_TIMEOUT_MS, TOKEN_SUBPROTOCOL_PREFIX } from '../src/lib/sync/wire';
import type { Connection, Grant } from './connection';
import type { Hub } from './hub';
import type { Limits } from './limits';
import { parseUrl } from './parse-url';
import type { Transport } from './transport';

/** Where sockets come in: which page may open one, and which of the two protocols it speaks. */
type Options = {
	hub: Hub;
	transport: Transport;
	verify(token: string): Promise<Grant | undefined>;
	addressOf(request: IncomingMessage): string;
	allowedOrigins: readonly string[];
	publicUrl?: string;
	limits: Limits;
};

const SYNC_PATH = '/sync/';

export function createDoors(options: Options) {
	const { hub, transport, verify, addressOf, limits } = options;

	/**
	 * The token stands in the request, so it is looked at before the upgrade is answered: until
	 * then nothing is read from the socket that would have to be kept. It counts from the first
	 * moment to the last, also while its token is looked at and when it is turned away.
	 */
	async function acceptRoom(request: IncomingMessage, socket: Duplex, head: Buffer, room: string) {
		const address = addressOf(request);
		const letGo = hub.hold(address);
		socket.once('close', letGo);
		const grant = await verify(tokenOf(request));
		transport.accept(request, socket, head, (connection) => {
			if (grant) {
				letGo();
				return hub.connectRoom(connection, { address, grant, room });
			}
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

	return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
		survive(socket);
		if (!isAllowedOrigin(request, options)) return reject(socket, 403, 'Forbidden');
		if (transport.size() >= limits.sockets) return reject(socket, 503, 'Service Unavailable');
		if (!hub.mayEnter(addressOf(request))) return reject(socket, 429, 'Too Many Requests');
		const path = pathOf(request);
		if (path === '/mux') transport.accept(request, socket, head, (c) => openMux(c, request));
		else if (path?.startsWith(SYNC_PATH)) {
			const room = path.slice(SYNC_PATH.length);
			void acceptRoom(request, socket, head, room);
		} else reject(socket, 404, 'Not Found');
	};
}

/**
 * A browser always says where a page came from; a site that is not ours gets no socket (abuse case
 * 12). One that does not say is no browser: what it may do rests on its token alone, since no
 * cookie speaks for anybody.
 */
function isAllowedOrigin(request: IncomingMessage, options: Options): boolean {
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

/** Whether its peer ends it as well is not waited for: nothing counts it any more. */
function reject(socket: Duplex, status: number, reason: string): void {
	const head = `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
	socket.end(head, () => socket.destroy());
}
