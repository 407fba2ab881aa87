import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createWriter, freshClientId, readEntries } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import {
	decodeBinary,
	decodeControl,
	encodeControl,
	encodePush,
	ServerMessage,
} from '../src/lib/sync/wire';
import { readIdentity } from './identity';
import { openSqliteLog } from './sqlite-log';
import { createTokens } from './tokens';

/**
 * The relay's process is killed with SIGKILL while contacts write long messages, and a teammate
 * long notes, as fast as they are acked: at random moments, and every other time while room after
 * room of notes is compacted, so that it dies over a snapshot. Whatever was acked, or seen by an
 * agent, must be there after the restart: all of it, once.
 * `RELEVO_KILL_TRIALS=50 npx vitest run sync-server/kill.test.ts` is the long run.
 */
const TRIALS = Number(process.env.RELEVO_KILL_TRIALS ?? 3);
const CONTACTS = 5;
const WORDS = 'larga historia '.repeat(600);
const AGENT = 'tmt_0000000000000000000agent';
const ROOT = join(import.meta.dirname, '..');

test(
	`no acked update is lost in ${TRIALS} kills under load`,
	{ timeout: 60_000 + TRIALS * 60_000 },
	async () => {
		const dataDir = await mkdtemp(join(tmpdir(), 'relevo-kill-'));
		const { workspace, tokenSecret } = readIdentity(dataDir);
		const secret = Buffer.from(tokenSecret, 'base64url');
		const tokens = createTokens({ secret, workspace, now: () => Date.now() });
		const issue = async (role: 'contact' | 'agent', id: string) =>
			(await tokens.issue({ role, id, device: `dev_${id}` }, 3_600_000)).token;
		const acked = new Set<string>();
		const seen = new Set<string>();
		const contacts: string[] = [];

		try {
			for (let trial = 0; trial < TRIALS; trial++) {
				const relay = await startProcess(dataDir);
				const agent = await connect(relay.port, await issue('agent', AGENT));
				await agent.follow((id) => seen.add(id));
				for (let i = 0; i < CONTACTS; i++) {
					const contact = `con_${String(trial * CONTACTS + i).padStart(20, '0')}`;
					contacts.push(contact);
					const writer = await connect(relay.port, await issue('contact', contact));
					writer.pushForever(saidBy(contact), messageOf(contact), (id) => acked.add(id));
					agent.pushForever(notesOn(contact), noteOn(contact), (id) => acked.add(id));
				}
				if (trial % 2 === 0) await firstCompaction(relay.port);
				await pause(Math.random() * (trial % 2 === 0 ? 100 : 450));
				relay.process.kill('SIGKILL');
				await relay.ended;
			}
			const relay = await startProcess(dataDir);
			const stored: string[] = [];
			const reader = await connect(relay.port, await issue('agent', AGENT));
			await reader.follow((id) => stored.push(id));
			relay.process.kill('SIGTERM');
			expect(await relay.ended).toBe(0);

			expect(acked.size).toBeGreaterThan(TRIALS * 10);
			expect([...acked].filter((id) => !stored.includes(id))).toEqual([]);
			expect([...seen].filter((id) => !stored.includes(id))).toEqual([]);
			expect(new Set(stored).size).toBe(stored.length);
			const log = await openSqliteLog(join(dataDir, 'log.db'));
			const rooms = await Promise.all(contacts.map((each) => log.room(notesOn(each))));
			await log.close();
			expect(rooms.some(({ snapshot }) => snapshot)).toBe(true);
			const files = await readdir(dataDir);
			expect(files.filter((name) => name.includes('damaged'))).toEqual([]);
		} finally {
			await rm(dataDir, { recursive: true, force: true });
		}
	},
);

function saidBy(contact: string): string {
	return contactRoom(contact, 1, 'said');
}

/** Only what the team writes is compacted. */
function notesOn(contact: string): string {
	return contactRoom(contact, 1, 'desk');
}

type Body = Record<string, unknown>;

function messageOf(contact: string): Body {
	return { by: { kind: 'contact', id: contact }, type: 'messageSent', text: WORDS };
}

function noteOn(contact: string): Body {
	return { by: { kind: 'teammate', id: AGENT }, type: 'noteAdded', text: `${contact} ${WORDS}` };
}

/** From now on the others' rooms are compacted one after the other. */
async function firstCompaction(port: number): Promise<void> {
	const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
	while (!/^relevo_compactions_total [1-9]/m.test(await metrics())) await pause(2);
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

type Running = { process: ChildProcess; port: number; ended: Promise<number | null> };

async function startProcess(dataDir: string): Promise<Running> {
	const child = spawn(process.execPath, ['sync-server/run.js'], {
		cwd: ROOT,
		env: {
			PATH: process.env.PATH,
			RELAY_PORT: '0',
			RELAY_HOST: '127.0.0.1',
			RELAY_DATA_DIR: dataDir,
		},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
	const port = await new Promise<number>((resolve, reject) => {
		let output = '';
		child.stdout.on('data', (chunk) => {
			output += String(chunk);
			const found = /ready at http:\/\/[^:]+:(\d+)/.exec(output);
			if (found) resolve(Number(found[1]));
		});
		void ended.then((code) => reject(new Error(`the relay ended with ${code}: ${output}`)));
	});
	return { process: child, port, ended };
}

/** A busy machine may be too slow for the relay's hello timeout: then it is tried again. */
async function connect(port: number, token: string) {
	for (let attempt = 1; attempt < 5; attempt++) {
		const client = await tryToConnect(port, token);
		if (client) return client;
	}
	throw new Error('The relay closed every connection before it said welcome.');
}

async function tryToConnect(port: number, token: string) {
	const socket = new WebSocket(`ws://127.0.0.1:${port}/mux`, ['relevo']);
	const acks = new Map<number, () => void>();
	let onEntry = (_id: string) => {};
	let caughtUp = () => {};
	let pushes = 0;
	// The process dies: that is what this test is about.
	socket.on('error', () => {});
	socket.on('message', (data: Buffer, isBinary: boolean) => {
		if (isBinary) {
			const frame = decodeBinary(data);
			if (frame?.type !== 'feed') return;
			for (const { update } of frame.entries) {
				for (const { key } of readEntries(update)) onEntry(key);
			}
			return;
		}
		const message = decodeControl(ServerMessage, data.toString());
		if (message?.t === 'welcome') welcome();
		if (message?.t === 'fed') caughtUp();
		if (message?.t === 'ack') acks.get(message.push)?.();
	});
	let welcome = () => {};
	const welcomed = new Promise<boolean>((resolve) => {
		welcome = () => resolve(true);
		socket.on('close', () => resolve(false));
	});
	socket.on('open', () => socket.send(encodeControl({ t: 'hello', v: 1, token })));
	if (!(await welcomed)) return undefined;

	function push(room: string, update: Uint8Array, onAck: () => void) {
		acks.set(++pushes, onAck);
		socket.send(encodePush({ push: pushes, fence: 0, room, update }));
	}

	return {
		/** Resolves when caught up; goes on hearing what comes after. */
		follow(listener: (id: string) => void): Promise<void> {
			onEntry = listener;
			socket.send(encodeControl({ t: 'feed', since: 0 }));
			return new Promise((resolve) => (caughtUp = resolve));
		},
		/**
		 * Four messages are always on their way; each ack brings the next, until the relay is gone.
		 */
		pushForever(room: string, body: Body, onAck: (id: string) => void): void {
			const writer = createWriter(freshClientId(Math.random));
			// One conversation for each contact.
			const conversation = `cnv_${room.split('/')[1]}`;
			let count = 0;
			function next() {
				const id = `evt_${room.replaceAll('/', '-')}_${++count}`;
				const event = { ...body, id, at: Date.now(), conversation };
				push(room, writer.append([event]), () => {
					onAck(id);
					if (socket.readyState === socket.OPEN) next();
				});
			}
			for (let i = 0; i < 4; i++) next();
		},
	};
}
