import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import type { Role } from '../src/lib/model/role';
import { createRelay, type Relay, type RelayOptions } from '../sync-server/relay';

/** A real relay on a free port of this machine, with a data folder of its own. */
export async function startTestRelay(options: Partial<RelayOptions> = {}) {
	const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'relevo-relay-')));
	const problems: string[] = [];
	const relay = await createRelay({
		dataDir,
		port: 0,
		host: '127.0.0.1',
		allowedOrigins: [],
		maxBlobBytes: 1024 * 1024,
		trustProxy: false,
		report: (error, where) => problems.push(`${where}: ${String(error)}`),
		...options,
	});
	return {
		relay,
		dataDir,
		problems,
		async token(role: Role, id: string, device = `dev_${id}`) {
			return (await relay.issueToken({ id, role, device })).token;
		},
		post: (path: string, body: unknown, token?: string) => post(relay, path, body, token),
		async dispose() {
			await relay.stop();
			await rm(dataDir, { recursive: true, force: true });
		},
	};
}

export type TestRelay = Awaited<ReturnType<typeof startTestRelay>>;

async function post(relay: Relay, path: string, body: unknown, token?: string) {
	const response = await fetch(`http://127.0.0.1:${relay.port}${path}`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			...(token !== undefined && { authorization: `Bearer ${token}` }),
		},
		body: JSON.stringify(body),
	});
	return { status: response.status, body: (await response.json()) as Record<string, never> };
}

/** An unmodified provider of y-websocket, as any program would use it. */
export function openProvider(port: number, room: string, token: string, doc = new Y.Doc()) {
	const closes: number[] = [];
	const provider = new WebsocketProvider(`ws://127.0.0.1:${port}/sync`, room, doc, {
		protocols: ['relevo', `token.${token}`],
		WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
		disableBc: true,
		maxBackoffTime: 200,
	});
	provider.on('connection-close', (event) => event && closes.push(event.code));
	return { provider, doc, closes, awareness: provider.awareness };
}

export async function until(condition: () => boolean, what: string, ms = 5_000): Promise<void> {
	const end = Date.now() + ms;
	while (!condition()) {
		if (Date.now() > end) throw new Error(`Waited in vain until ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
