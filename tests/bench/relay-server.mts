import { createServer } from 'node:http';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { createRelay } from '../../sync-server/relay';

/**
 * The process that is measured: `ours` is the relay as it ships, but without limits of rate and of
 * a room's size, which the peer has not either; `peer` is
 * @y/websocket-server in memory. It answers `measure` with its CPU time and its live heap.
 */
const [kind, dataDir = mkdtempSync(join(tmpdir(), 'relevo-bench-'))] = process.argv.slice(2);
const NO_LIMIT = { perSecond: 1e9, burst: 1e9 };
let head = () => 0;

if (kind === 'ours') {
	const relay = await createRelay({
		dataDir,
		port: 0,
		host: '127.0.0.1',
		allowedOrigins: [],
		maxBlobBytes: 1,
		trustProxy: false,
		limits: {
			teamRate: NO_LIMIT,
			contactRate: NO_LIMIT,
			addressRate: NO_LIMIT,
			contactDayBytes: NO_LIMIT,
			rangeDayBytes: NO_LIMIT,
			unknownSockets: 1e9,
			rangeUnknownSockets: 1e9,
			rangeSockets: 1e9,
			teammateSockets: 1e9,
			roomBytes: 2 ** 30,
		},
		report: (error, where) => process.stderr.write(`${where}: ${String(error)}\n`),
	});
	const who = { id: 'tmt_0000000000000000000bench', role: 'owner', device: 'bench' } as const;
	const { token } = await relay.issueToken(who);
	const protocols = ['relevo', `token.${token}`];
	head = () => relay.hub.stats().head;
	process.send?.({ port: relay.port, protocols, path: '/sync/', token });
} else {
	// It has no types; what is used of it is this one function.
	const peer: string = '@y/websocket-server/utils';
	const { setupWSConnection } = await import(peer);
	const server = createServer();
	const sockets = new WebSocketServer({ noServer: true });
	server.on('upgrade', (request, socket, head) => {
		sockets.handleUpgrade(request, socket, head, (ws) => setupWSConnection(ws, request));
	});
	server.listen(0, '127.0.0.1', () => {
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : 0;
		process.send?.({ port, protocols: [], path: '/', token: '' });
	});
}

/** What the measuring itself has cost: collecting all garbage takes longer than a join. */
let spentMs = 0;

process.on('message', () => {
	const atMs = usedMs();
	globalThis.gc?.();
	// What buffers held is freed in the background: the second one waits for it.
	globalThis.gc?.();
	const { heapUsed, external } = process.memoryUsage();
	const cpuMs = atMs - spentMs;
	process.send?.({ cpuMs, heapBytes: heapUsed, heldBytes: heapUsed + external, head: head() });
	spentMs += usedMs() - atMs;
});

function usedMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1_000;
}

// The bench that started it is gone.
process.on('disconnect', () => process.exit(0));
