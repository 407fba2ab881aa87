import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readIdentity } from '../../sync-server/identity';
import { MEMORY } from '../../sync-server/prepare';

const ROOT = join(import.meta.dirname, '../..');
/** What `npm run build` made. */
export const BUILD = join(ROOT, 'build');
const READY_WITHIN_MS = 30_000;

/**
 * A relay in its own process, as `npm start` runs it. It keeps its port and its data directory over
 * `kill` and `start`, so that a test can crash it under people who stay connected.
 */
export class RelayProcess {
	readonly dataDir = mkdtempSync(join(tmpdir(), 'relevo-relay-'));
	readonly origin: string;
	/** Another site, not only another origin: storage in the messenger's frame is partitioned. */
	readonly demoOrigin: string;
	/** What it printed; shown when it does not come up. */
	log = '';
	private child: ChildProcess | undefined;

	private readonly port: number;
	private readonly env: Record<string, string>;

	private constructor(port: number, env: Record<string, string>) {
		this.port = port;
		this.env = env;
		this.origin = `http://localhost:${port}`;
		this.demoOrigin = `http://127.0.0.1:${port + 1}`;
	}

	/**
	 * `runner: 'off'` makes the teammates' browsers the only hosts of the engine. `isProxied`: it
	 * believes the addresses that are forwarded to it.
	 */
	static async launch(options: {
		runner: 'on' | 'off';
		site?: string;
		isProxied?: boolean;
	}): Promise<RelayProcess> {
		const { runner, site = BUILD, isProxied = false } = options;
		const env = {
			RELAY_RUNNER: runner,
			RELAY_STATIC_DIR: site,
			RELAY_TRUST_PROXY: isProxied ? 'on' : 'off',
		};
		const relay = new RelayProcess(await freePortPair(), env);
		await relay.start();
		return relay;
	}

	async start(): Promise<void> {
		const child = spawn(process.execPath, [...MEMORY.args, 'sync-server/run.js'], {
			cwd: ROOT,
			env: {
				...process.env,
				...MEMORY.env,
				RELAY_PORT: String(this.port),
				RELAY_DEMO_PORT: String(this.port + 1),
				RELAY_DATA_DIR: this.dataDir,
				...this.env,
			},
		});
		this.child = child;
		// Whoever started it may end by an error or a signal, and then nobody else stops it.
		const leave = () => child.kill('SIGKILL');
		process.once('exit', leave);
		child.once('exit', () => process.off('exit', leave));
		child.stdout.on('data', (chunk) => (this.log += chunk));
		child.stderr.on('data', (chunk) => (this.log += chunk));
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await isReady(`${this.origin}/readyz`)) || !(await isReady(this.demoOrigin))) {
			if (child.exitCode !== null || Date.now() > deadline) {
				throw new Error(`The relay did not become ready:\n${this.log}`);
			}
			await sleep(50);
		}
	}

	/** Of the process as it runs now; another one after each start. */
	get pid(): number | undefined {
		return this.child?.pid;
	}

	/** The link printed at the first start, right after the relay is ready, which makes the owner. */
	async setupLink(): Promise<string> {
		const deadline = Date.now() + READY_WITHIN_MS;
		while (Date.now() < deadline) {
			const link = /https?:\/\/\S*\/setup\?token=\S+/.exec(this.log)?.[0];
			if (link !== undefined) return this.origin + new URL(link).pathname + new URL(link).search;
			await sleep(20);
		}
		throw new Error(`The relay printed no setup link:\n${this.log}`);
	}

	/** What the customer's own server gives its page for a user who has logged in there. */
	proofOf(user_id: string): { user_id: string; user_hash: string } {
		const { visitorSecret } = readIdentity(this.dataDir);
		const user_hash = createHmac('sha256', visitorSecret).update(user_id).digest('hex');
		return { user_id, user_hash };
	}

	/** As a power cut would: no goodbye, no flush. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	async stop(): Promise<void> {
		await this.end('SIGTERM');
		rmSync(this.dataDir, { recursive: true, force: true });
	}

	private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
		const child = this.child;
		this.child = undefined;
		if (!child || child.exitCode !== null) return;
		child.kill(signal);
		await once(child, 'exit');
	}
}

async function isReady(address: string): Promise<boolean> {
	try {
		return (await fetch(address)).ok;
	} catch {
		// Nothing listens there yet.
		return false;
	}
}

/** The demo site takes the port after the relay's, so both must be free. */
async function freePortPair(): Promise<number> {
	for (let attempt = 0; attempt < 20; attempt++) {
		const port = await freePort(0);
		if (port !== undefined && (await freePort(port + 1)) !== undefined) return port;
	}
	throw new Error('No two neighbouring ports are free.');
}

async function freePort(wanted: number): Promise<number | undefined> {
	const server = createServer();
	try {
		server.listen(wanted, '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		return typeof address === 'object' && address ? address.port : undefined;
	} catch {
		// Taken: the caller tries another.
		return undefined;
	} finally {
		server.close();
	}
}
