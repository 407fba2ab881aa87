import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RelayProcess } from '../tests/e2e/relay';
import { importConversations } from '../tests/import/import';
import { readIdentity } from './identity';
import { runnerStorage } from './runner-storage';
import { createTokens } from './tokens';

/** Relay and runner as `npm start` runs them, in a process of their own. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const KILLS = 3;
const LEASE_WITHIN_MS = 4_000;

let relay: RelayProcess;
let site: string;
beforeEach(async () => {
	site = mkdtempSync(join(tmpdir(), 'relevo-site-'));
	relay = await RelayProcess.launch({ runner: 'on', site, isProxied: true });
});
afterEach(async () => {
	await relay.stop();
	rmSync(site, { recursive: true, force: true });
});

const file = () => join(relay.dataDir, 'runner.db');

test(`over ${KILLS} kills the runner’s file is whole, and it hosts again within 4 s`, async () => {
	let before = 0;
	for (let kill = 0; kill < KILLS; kill++) {
		const importing = talk(40).catch(() => 'cut off');
		await sleep(500 + Math.random() * 500);
		await relay.kill();
		await importing;
		const { cursor, events, problems } = await kept();
		// Each entry of an import that no workflow answers holds events of one contact.
		expect(cursor).toBeGreaterThan(before);
		expect(events).toBeGreaterThanOrEqual(cursor);
		expect(problems).toEqual([]);
		before = cursor;
		const started = performance.now();
		await relay.start();
		await until(() => holdsLease(), LEASE_WITHIN_MS + 10_000);
		expect(performance.now() - started).toBeLessThan(2 * LEASE_WITHIN_MS);
	}
	expect(relay.log).not.toContain('runner.db is thrown away');
});

test('a file that cannot be opened keeps nobody from writing, and the runner starts when it can', async () => {
	await relay.kill();
	for (const end of ['', '-wal', '-shm']) rmSync(file() + end, { force: true });
	mkdirSync(file());
	await relay.start();
	expect((await fetch(`${relay.origin}/readyz`)).status).toBe(200);
	expect((await talk(1)).conversations).toBe(1);
	expect(await holdsLease()).toBe(false);
	expect(relay.log.match(/starting the runner/g)?.length).toBe(1);
	rmSync(file(), { recursive: true });
	await until(() => holdsLease(), 20_000);
});

test('56: when the disk is full the runner waits as the relay does, and goes on by itself', async () => {
	await until(() => holdsLease(), 20_000);
	limitFiles('4096');
	await until(async () => (await fetch(`${relay.origin}/readyz`)).status === 503, 20_000);
	limitFiles('unlimited');
	await until(async () => (await fetch(`${relay.origin}/readyz`)).status === 200, 20_000);
	expect((await talk(2)).conversations).toBe(2);
	await until(() => holdsLease(), 30_000);
});

async function talk(count: number) {
	const { workspace, tokenSecret } = readIdentity(relay.dataDir);
	const secret = Buffer.from(tokenSecret, 'base64url');
	const tokens = createTokens({ secret, workspace, now: () => Date.now() });
	const who = { role: 'owner', id: 'tmt_0000000000000000owner', device: 'dev_owner' } as const;
	const { token } = await tokens.issue(who, 3_600_000);
	const conversations = Array.from({ length: count }, (_, index) => ({
		id: `recorded ${index}`,
		services: [],
		turns: Array.from({ length: 20 }, (_, turn) => ({
			by: turn % 2 ? ('agent' as const) : ('customer' as const),
			text: `${index}/${turn}`,
		})),
	}));
	return importConversations({ url: relay.origin, token, conversations });
}

/** What a reader finds after a kill; it opens the file as the runner does. */
async function kept() {
	const problems: string[] = [];
	const { workspace } = readIdentity(relay.dataDir);
	const report = (error: unknown) => problems.push(String(error));
	const storage = runnerStorage({ file: file(), workspace, report });
	const cursor = Number(await storage.setting('cursor'));
	const events = (await storage.confirmedBy(() => true)).length;
	storage.close();
	return { cursor, events, problems };
}

async function holdsLease(): Promise<boolean> {
	const headers = { connection: 'close' };
	const answer = await fetch(`${relay.origin}/metrics`, { headers });
	return /^relevo_lease_held 1$/m.test(await answer.text());
}

async function until(condition: () => Promise<boolean>, ms: number): Promise<void> {
	const end = Date.now() + ms;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error(`Waited in vain for ${condition}:\n${relay.log}`);
		await sleep(50);
	}
}

/** Of the whole process; `prlimit` comes with Linux. */
function limitFiles(bytes: string): void {
	spawnSync('prlimit', [`--fsize=${bytes}:unlimited`, '-p', String(relay.pid)]);
}
