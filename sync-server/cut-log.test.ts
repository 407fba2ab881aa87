import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import type { EventBody } from '../src/lib/model/event';
import type { Principal } from '../src/lib/model/role';
import { contactRoom } from '../src/lib/model/room';
import { devicesOf } from '../tests/device';
import { startTestRelay, until } from '../tests/relay-process';
import { openDataFolder } from './data-folder';
import { eventsOf } from '../tests/stored';

/** A11, P2: the relay was killed, and what it had not moved into `log.db` yet is damaged. */
vi.setConfig({ testTimeout: 60_000 });

const ADA: Principal = { id: 'con_0000000000000000000000ada', role: 'contact' };
const AGENT: Principal = { id: 'tmt_0000000000000000000agent', role: 'agent' };
const BEN: Principal = { id: 'tmt_00000000000000000000ben', role: 'agent' };
const WAL = 'log.db-wal';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function folder(): Promise<string> {
	const path = await mkdtemp(join(tmpdir(), 'relevo-cut-'));
	cleanups.push(() => rm(path, { recursive: true, force: true }));
	return path;
}

/** As a kill leaves it. */
async function killed(dataDir: string): Promise<string> {
	const copy = await folder();
	await cp(dataDir, copy, { recursive: true });
	for (const name of ['claim.db', 'log.db-shm']) await rm(join(copy, name), { force: true });
	return copy;
}

async function flip(dataDir: string, share: number): Promise<Buffer> {
	const bytes = await readFile(join(dataDir, WAL));
	const at = Math.floor(bytes.length * share);
	bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
	await writeFile(join(dataDir, WAL), bytes);
	return bytes;
}

async function keptIn(dataDir: string): Promise<string[]> {
	return (await readdir(dataDir)).filter((name) => name.startsWith(`${WAL}.damaged-`));
}

test('one byte of the WAL: it is kept and told, and devices send again what is missing', async () => {
	const dataDir = await folder();
	let running = await startTestRelay({ dataDir });
	const { port } = running.relay;
	const device = devicesOf(() => running, cleanups);
	const agent = await device(AGENT);
	const visitor = await device(ADA);
	const words: string[] = [];
	for (const [i, { core }] of [agent, visitor, agent, visitor, agent, visitor].entries()) {
		await core.write(ADA.id, [said(`word ${i}`)]);
		words.push(`word ${i}`);
		await until(() => running.relay.hub.stats().head === i + 1, 'it is durable');
	}
	const idle = () => [agent, visitor].every(({ core }) => core.status().pending === 0);
	await until(idle, 'all is known to be stored');
	const copy = await killed(dataDir);
	await running.relay.stop();

	const damaged = await flip(copy, 0.8);
	running = await startTestRelay({ dataDir: copy, port });
	expect(running.problems).toHaveLength(1);
	expect(running.problems[0]).toMatch(/^opening the log: Error: log\.db-wal is damaged [^.\n]*/);
	const [kept = '', ...more] = await keptIn(copy);
	expect(running.problems[0]).toContain(kept);
	expect(more).toEqual([]);
	expect(await readFile(join(copy, kept))).toEqual(damaged);
	expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
	const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
	expect(metrics).toMatch(/\nrelevo_log_cut 1\n/);
	const isBack = ({ core }: typeof agent) => core.status().connection === 'synced';
	await until(() => [agent, visitor].every(isBack) && idle(), 'all is sent again', 20_000);
	const reader = await device(BEN);
	await until(() => isBack(reader), 'a new device is in sync');
	const events = await eventsOf(reader.storage, ADA.id);
	expect(events.map((event) => ('text' in event ? event.text : '')).sort()).toEqual(words);

	const again = await killed(copy);
	await running.relay.stop();
	running = await startTestRelay({ dataDir: again });
	cleanups.push(() => running.relay.stop());
	expect(running.problems).toEqual([]);
	expect(await keptIn(again)).toHaveLength(1);
});

test('wherever the byte lies, what was acked is there, or its loss is told', async () => {
	const dataDir = await folder();
	const opened = await openDataFolder(dataDir);
	const writer = createWriter(5);
	for (let i = 0; i < 100; i++) {
		const update = writer.append([{ id: `evt_${i}` } as never]);
		const room = contactRoom(ADA.id, 1, 'said');
		await opened.log.append([{ room, at: i, principal: ADA.id, update, binds: [5] }]);
	}
	const whole = await killed(dataDir);
	await opened.log.close();
	const outcomes = new Set<string>();
	for (const share of [0, 0.000_03, 0.01, 0.3, 0.7, 0.97]) {
		const copy = await killed(whole);
		await flip(copy, share);
		outcomes.add(await outcomeOf(copy, opened.log.epoch));
		expect(await keptIn(copy), `at ${share}`).toHaveLength(1);
	}
	// Without its first pages there is no log at all.
	expect([...outcomes].sort()).toEqual(['another epoch', 'log.db is missing or empty']);
	expect(await outcomeOf(whole, opened.log.epoch)).toBe('all there');
	expect(await keptIn(whole)).toEqual([]);
});

async function outcomeOf(dataDir: string, epoch: string): Promise<string> {
	try {
		const { log, loss, damage } = await openDataFolder(dataDir);
		const head = log.head();
		await log.close();
		if (head === 100 && log.epoch === epoch && loss === undefined) return 'all there';
		if (damage !== undefined) return 'damage';
		return log.epoch !== epoch && loss !== undefined ? 'another epoch' : `only ${head}`;
	} catch (error) {
		return /log\.db is missing or empty/.exec(String(error))?.[0] ?? String(error);
	}
}

function said(text: string): EventBody {
	return { type: 'messageSent', conversation: 'cnv_0000000000000000', text };
}
