import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, expect, test, vi } from 'vitest';
import type { EventBody } from '../src/lib/model/event';
import type { Principal } from '../src/lib/model/role';
import { devicesOf } from '../tests/device';
import { startTestRelay, until } from '../tests/relay-process';
import { eventsOf } from '../tests/stored';

vi.setConfig({ testTimeout: 60_000 });

const ADA: Principal = { id: 'con_0000000000000000000000ada', role: 'contact' };
const AGENT: Principal = { id: 'tmt_0000000000000000000agent', role: 'agent' };
const BEN: Principal = { id: 'tmt_00000000000000000000ben', role: 'agent' };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('P2: after an older copy was put back, devices send what it lacks and nothing is lost', async () => {
	const dataDir = await folder();
	const backup = await folder();
	let running = await startTestRelay({ dataDir });
	const { port } = running.relay;
	const device = devicesOf(() => running, cleanups);
	const agent = await device(AGENT);
	const visitor = await device(ADA);
	await agent.core.write(ADA.id, [said('before the backup')]);
	await until(() => running.relay.hub.stats().head === 1, 'the first is durable');

	await running.relay.stop();
	await cp(dataDir, backup, { recursive: true });
	running = await startTestRelay({ dataDir, port });
	await until(() => agent.core.status().connection === 'synced', 'the agent is back', 20_000);
	await until(() => visitor.core.status().connection === 'synced', 'the visitor is back', 20_000);
	await agent.core.write(ADA.id, [said('after the backup')]);
	await visitor.core.write(ADA.id, [said('an answer after the backup')]);
	await until(() => running.relay.hub.stats().head === 3, 'all is durable');
	await until(() => agent.core.status().pending === 0, 'and known to be');

	await running.relay.stop();
	putBack(backup);
	running = await startTestRelay({ dataDir: backup, port });
	cleanups.push(() => running.relay.stop());
	await until(() => running.relay.hub.stats().head === 3, 'what was lacking is there', 20_000);
	const reader = await device(BEN);
	await until(() => reader.core.status().connection === 'synced', 'a new device is in sync');
	const events = await eventsOf(reader.storage, ADA.id);
	expect(events.map((event) => ('text' in event ? event.text : '')).sort()).toEqual([
		'after the backup',
		'an answer after the backup',
		'before the backup',
	]);
	expect([...agent.problems, ...visitor.problems]).toEqual([]);
});

/** As the README says: a log that was put back is another log. */
function putBack(dataDir: string): void {
	const db = new Database(join(dataDir, 'log.db'));
	db.exec(`DELETE FROM records WHERE kind = 'meta' AND id = 'epoch'`);
	db.close();
}

async function folder(): Promise<string> {
	const path = await mkdtemp(join(tmpdir(), 'relevo-restore-'));
	cleanups.push(() => rm(path, { recursive: true, force: true }));
	return path;
}

function said(text: string): EventBody {
	return { type: 'messageSent', conversation: 'cnv_0000000000000000', text };
}
