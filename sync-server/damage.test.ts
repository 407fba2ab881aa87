import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createWriter } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { encodeControl, encodePush } from '../src/lib/sync/wire';
import { startTestRelay, until } from '../tests/relay-process';
import { openDataFolder } from './data-folder';
import { readIdentity } from './identity';
import { createTokens } from './tokens';

/** Abuse case 56 against the relay's own process: whatever is wrong with the data folder. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const ROOT = join(import.meta.dirname, '..');
const ADA = 'con_0000000000000000000000ada';
const BOB = 'con_0000000000000000000000bob';

let dataDir: string;
const children: ChildProcess[] = [];
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'relevo-damage-'))));
afterEach(async () => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	await rm(dataDir, { recursive: true, force: true });
});

const log = () => join(dataDir, 'log.db');
const identity = () => join(dataDir, 'identity.json');

/** As `npm run relay`; `limit` is a shell's word before it. */
async function start(env: Record<string, string> = {}, limit = '') {
	const settings = { RELAY_PORT: '0', RELAY_HOST: '127.0.0.1', RELAY_DATA_DIR: dataDir, ...env };
	const child = spawn(
		'/bin/sh',
		['-c', `${limit} exec "$0" sync-server/run.js`, process.execPath],
		{
			cwd: ROOT,
			env: { PATH: process.env.PATH, ...settings },
			stdio: ['ignore', 'pipe', 'pipe'],
		},
	);
	children.push(child);
	const said = { out: '', err: '' };
	child.stdout.on('data', (chunk) => (said.out += String(chunk)));
	child.stderr.on('data', (chunk) => (said.err += String(chunk)));
	const port = () => Number(/at http:\/\/[^:]+:(\d+)/.exec(said.out)?.[1]);
	await until(() => child.exitCode !== null || port() > 0, 'it has started or ended', 30_000);
	return { child, said, port: port(), isOver: child.exitCode !== null };
}

/** The whole of what it says before it ends. */
async function refusal(env?: Record<string, string>, limit?: string): Promise<string> {
	const { child, said, isOver } = await start(env, limit);
	expect(isOver).toBe(true);
	expect(child.exitCode).toBe(1);
	await until(() => said.err !== '', 'it has said why');
	return said.err;
}

async function fill(entries = 2_000) {
	const { log: opened } = await openDataFolder(dataDir);
	const rows = Array.from({ length: entries }, (_, i) => ({
		room: contactRoom(`con_${String(i % 50).padStart(20, '0')}`, 1, 'said'),
		at: i,
		principal: 'con_x',
		update: createWriter(i + 1).append([said(`evt_${i}`, randomBytes(450).toString('hex'))]),
		binds: [i + 1],
	}));
	await opened.append(rows);
	await opened.close();
}

function said(id: string, text = 'hola', contact = ADA, conversation = 'cnv_1') {
	const by = { kind: 'contact', id: contact } as const;
	const at = Date.now();
	return { id, at, by, type: 'messageSent', conversation, text } as const;
}

/** Ada's conversations as they were stored before they belonged to anybody. */
async function fillOld(conversations: number) {
	const { log: opened } = await openDataFolder(dataDir);
	const rows = Array.from({ length: conversations }, (_, i) => ({
		room: contactRoom(ADA, 1, 'said'),
		at: i,
		principal: ADA,
		update: createWriter(i + 1).append([said(`evt_${i}`, 'hola', ADA, `cnv_${i}`)]),
		binds: [i + 1],
	}));
	await opened.append(rows);
	await opened.put([{ kind: 'meta', id: 'conversations', value: undefined }]);
	await opened.close();
}

/** Some pages in the middle of the file, as a bad disk leaves them. */
function damage() {
	const file = openSync(log(), 'r+');
	const middle = Math.floor(statSync(log()).size / 8192) * 4096;
	writeSync(file, Buffer.alloc(40 * 4096, 0xa5), 0, 40 * 4096, middle);
	closeSync(file);
}

async function contact(port: number, who = ADA) {
	const { workspace, tokenSecret } = readIdentity(dataDir);
	const secret = Buffer.from(tokenSecret, 'base64url');
	const tokens = createTokens({ secret, workspace, now: () => Date.now() });
	const { token } = await tokens.issue({ role: 'contact', id: who, device: `dev_${who}` });
	const socket = new WebSocket(`ws://127.0.0.1:${port}/mux`, ['relevo']);
	const heard: string[] = [];
	socket.on('message', (data, isBinary) => heard.push(isBinary ? 'bytes' : String(data)));
	socket.on('error', () => {});
	await new Promise((resolve) => socket.once('open', resolve));
	socket.send(encodeControl({ t: 'hello', v: 1, token }));
	await until(() => heard.some((each) => each.includes('welcome')), 'it is welcome');
	let pushes = 0;
	return async (id: string, conversation = 'cnv_1') => {
		const event = said(id, 'hola', who, conversation);
		const update = createWriter(5_000_000 + pushes).append([event]);
		const room = contactRoom(who, 1, 'said');
		socket.send(encodePush({ push: ++pushes, fence: 0, room, update }));
		const answer = () => heard.find((each) => each.includes(`"push":${pushes},`)) ?? '';
		await until(() => answer() !== '' || socket.readyState !== socket.OPEN, 'it is answered');
		return answer();
	};
}

async function readyz(port: number): Promise<number> {
	return (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
}

describe('A11, 56: what the relay says instead of starting', () => {
	const sentences: [string, () => Promise<unknown>, RegExp][] = [
		[
			'an identity that is lost',
			() => unlink(identity()),
			/identity\.json is missing beside a log/,
		],
		['an identity that is cut off', () => truncate(identity(), 20), /identity\.json is damaged/],
		['an identity of nothing', () => writeFile(identity(), '{}'), /identity\.json is damaged/],
		['a log that is lost', () => unlink(log()), /log\.db is missing or empty/],
		['a log that is empty', () => truncate(log(), 0), /log\.db is missing or empty/],
		['a log that is no database', () => writeFile(log(), 'x'.repeat(9_000)), /log\.db is damaged/],
		['a log whose head is gone', () => wipe(0, 100), /log\.db is damaged/],
		['another workspace’s identity', anotherIdentity, /are of two workspaces/],
	];
	test.each(sentences)('%s is one sentence, and makes nothing new', async (_, harm, sentence) => {
		await fill(200);
		await harm();
		const before = [log(), identity()].map((file) => existsSync(file) && readFileSync(file));
		const told = await refusal();
		expect(told).toMatch(sentence);
		expect(told.trim().split('\n')).toHaveLength(1);
		expect([log(), identity()].map((file) => existsSync(file) && readFileSync(file))).toEqual(
			before,
		);
	});

	test('a port in use, an address of nobody, a folder that is none, a word it does not know', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const address = server.address();
		const port = String(typeof address === 'object' && address ? address.port : 0);
		expect(await refusal({ RELAY_PORT: port })).toBe(
			`Port ${port} is in use: set RELAY_PORT, or RELAY_DEMO_PORT for the shop.\n`,
		);
		server.close();
		expect(await refusal({ RELAY_HOST: '203.0.113.7' })).toMatch(/^This machine has no such add/);
		await writeFile(join(dataDir, 'file'), '');
		for (const folder of [join(dataDir, 'file'), join(dataDir, 'file/below')]) {
			expect(await refusal({ RELAY_DATA_DIR: folder })).toMatch(/^\S+ is not a folder: [^\n]+\n$/);
		}
		expect(await refusal({ RELAY_DATA_DIR: '/sys/relevo' })).toMatch(
			/^The relay cannot write[^\n]+\n$/,
		);
		expect(await refusal({ RELAY_PROT: '1' })).toMatch(/^[^\n]*RELAY_PROT[^\n]*\n$/);
		const first = await start();
		expect(first.isOver).toBe(false);
		expect(await refusal()).toBe(`Another relay is using ${dataDir}.\n`);
	});

	const places: [string, () => Promise<unknown>, RegExp][] = [
		['identity.json', () => asFolder(identity()), /^\S+\/identity\.json is a folder where a file/],
		['log.db-wal', () => asFolder(`${log()}-wal`), /^\S+\/log\.db-wal is a folder where a file/],
		['log.db', () => asFolder(log()), /^The relay cannot write to \S+\/log\.db \(/],
		['claim.db', () => asFolder(join(dataDir, 'claim.db')), /cannot write to \S+\/claim\.db \(/],
		['files', () => asFile(join(dataDir, 'files')), /^\S+\/files is not a folder: move it away/],
		['a link', () => asLoop(`${log()}-wal`), /^The links at \S+\/log\.db-wal lead in a circle/],
	];
	test.each(places)('%s is not what it should be: one sentence names it', async (_, harm, told) => {
		await fill(1);
		await harm();
		const sentence = await refusal();
		expect(sentence).toMatch(told);
		expect(sentence).toMatch(/^[^\n]+: [^\n]+\.\n$/);
	});

	test('a data folder that no path can name is told with what to set', async () => {
		await asLoop(join(dataDir, 'loop'));
		for (const folder of ['loop', 'loop/below', 'x'.repeat(300), 'long/'.repeat(1_000)]) {
			const told = await refusal({ RELAY_DATA_DIR: join(dataDir, folder) });
			expect(told).toMatch(/^[^\n]+RELAY_DATA_DIR[^\n]*\n$/);
			expect(told).toContain(join(dataDir, folder).slice(0, 200));
		}
	});

	test('no room left for the log', async () => {
		expect(await refusal({}, 'ulimit -S -f 8;')).toMatch(
			/^(The relay cannot write|There is no room)[^\n]+\n$/,
		);
	});

	test('an identity that the token command has made waits for its first log', async () => {
		readIdentity(dataDir);
		const first = await start();
		expect(first.isOver).toBe(false);
		first.child.kill('SIGKILL');
		await until(() => first.child.signalCode !== null, 'it is gone');
		expect(JSON.parse(readFileSync(identity(), 'utf8'))).not.toHaveProperty('isNew');
	});
});

describe('A11, 56: damage in the middle of the log', () => {
	test('found at the start: it can be read, is not ready, and acks nothing', async () => {
		await fill();
		damage();
		const { port, said } = await start();
		expect(said.out).toContain('log.db is damaged: put it back from your backup');
		expect(await readyz(port)).toBe(503);
		expect(await (await contact(port))('evt_late')).toMatch(/"refused".*4503.*the log is damaged/);
		expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toMatch(
			/relevo_log_writable 0[^]*relevo_log_damaged 1/,
		);
	});

	test('found at the first malformed page while it runs: from then on the same', async () => {
		await fill(12_000);
		const served = await startTestRelay({ dataDir });
		const push = await contact(served.relay.port);
		expect(await push('evt_early')).toContain('"ack"');
		expect(await readyz(served.relay.port)).toBe(200);
		damage();
		const token = await served.token('agent', 'tmt_0000000000000000000agent');
		const reader = new WebSocket(`ws://127.0.0.1:${served.relay.port}/mux`, ['relevo']);
		await new Promise((resolve) => reader.once('open', resolve));
		reader.send(encodeControl({ t: 'hello', v: 1, token }));
		reader.send(encodeControl({ t: 'feed', since: 0 }));
		await until(() => served.problems.length > 0, 'the page is read', 20_000);
		expect(served.problems.join()).toContain('log.db is damaged');
		expect(await readyz(served.relay.port)).toBe(503);
		expect(await push('evt_late')).toMatch(/"refused".*4503.*the log is damaged/);
		await served.relay.stop();
	});

	test('a disk that is full: not ready and refused with 4503; it takes words again by itself', async () => {
		await fill(200);
		const { port, child } = await start({}, 'ulimit -S -f 2000;');
		const push = await contact(port);
		expect(await push('evt_1')).toContain('"ack"');
		limitFiles(child, '4096');
		expect(await readyzSoon(port, 503)).toBe(true);
		const refused = await push('evt_2');
		expect(refused === '' || /"refused".*4503/.test(refused)).toBe(true);
		limitFiles(child, 'unlimited');
		expect(await readyzSoon(port, 200)).toBe(true);
		expect(await (await contact(port))('evt_2')).toContain('"ack"');
	});
});

describe('51, 56: a disk that is full while old conversations are read at the start', () => {
	test('it can be read and is not ready; they are read, and words taken, when there is room', async () => {
		await fillOld(20_000);
		const { port, child, said, isOver } = await start({}, 'ulimit -S -f 2000;');
		expect(isOver).toBe(false);
		expect(said.out).toContain('nothing is stored');
		expect(await readyz(port)).toBe(503);
		for (const who of [BOB, ADA]) {
			expect(await (await contact(port, who))(`evt_${who}`, 'cnv_19999')).toMatch(
				/"refused".*4503/,
			);
		}
		limitFiles(child, 'unlimited');
		expect(await readyzSoon(port, 200)).toBe(true);
		expect(await (await contact(port, BOB))('evt_bob', 'cnv_19999')).toMatch(
			/a conversation of another contact/,
		);
		expect(await (await contact(port))('evt_ada', 'cnv_19999')).toContain('"ack"');
	});

	test('they are read at a later start, by the contact that was first', async () => {
		await fillOld(20_000);
		const full = await start({}, 'ulimit -S -f 2000;');
		expect(full.isOver).toBe(false);
		full.child.kill('SIGKILL');
		await until(() => full.child.signalCode !== null, 'it is gone');
		const { port } = await start();
		expect(await readyz(port)).toBe(200);
		expect(await (await contact(port, BOB))('evt_bob', 'cnv_7')).toMatch(
			/a conversation of another contact/,
		);
	});
});

function limitFiles(child: ChildProcess, bytes: string) {
	spawn('prlimit', [`--fsize=${bytes}:unlimited`, '-p', String(child.pid)], { stdio: 'inherit' });
}

async function readyzSoon(port: number, status: number): Promise<boolean> {
	for (let i = 0; i < 40; i++) {
		if ((await readyz(port)) === status) return true;
		await new Promise((resolve) => setTimeout(resolve, 400));
	}
	return false;
}

async function asFolder(path: string) {
	await rm(path, { force: true });
	await mkdir(path);
}

async function asFile(path: string) {
	await rm(path, { force: true, recursive: true });
	await writeFile(path, '');
}

async function asLoop(path: string) {
	await rm(path, { force: true });
	await symlink(path, path);
}

async function wipe(from: number, bytes: number) {
	const file = openSync(log(), 'r+');
	writeSync(file, Buffer.alloc(bytes, 0xff), 0, bytes, from);
	closeSync(file);
}

async function anotherIdentity() {
	const other = await mkdtemp(join(tmpdir(), 'relevo-other-'));
	await writeFile(identity(), JSON.stringify({ ...readIdentity(other), isNew: false }));
	await rm(other, { recursive: true });
}
