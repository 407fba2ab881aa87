import { WebSocket } from 'ws';
import { newId } from '../../src/lib/base/id';
import { ok } from '../../src/lib/base/result';
import { openCore } from '../../src/lib/core/core';
import { onlyOne, platformWorld } from '../../src/lib/core/hosts/platform';
import { memoryStorage } from '../../src/lib/core/memory-storage';
import type { Storage } from '../../src/lib/core/ports';
import { socketRelay } from '../../src/lib/core/socket-relay';
import type { EventBody } from '../../src/lib/model/event';
import type { Principal } from '../../src/lib/model/role';
import { openSocket } from '../../src/lib/sync/socket';
import { NOWHERE } from '../core-stage';
import { startTestRelay } from '../relay-process';
import { type Measure, quantile } from './measure';

/** The targets that it speaks of. */
export const targets = ['P15'];

const CONVERSATIONS = 100;
const CHANGES = 5;
const ROUNDS = 9;
const AGENT: Principal = { id: newId('tmt', 1, Math.random), role: 'agent' };
const OTHER: Principal = { id: newId('tmt', 2, Math.random), role: 'agent' };

/**
 * P15: what a teammate did offline in many conversations, from the moment in which the device
 * connects until all of it is acked, and until a colleague's device has it too.
 */
export async function measureReconnect(): Promise<Measure[]> {
	const acked: number[] = [];
	const converged: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const relay = await startTestRelay();
		const { port } = relay.relay;
		const storage = memoryStorage();
		await writeOffline(storage);
		const colleague = await open(OTHER, memoryStorage(), port, relay.token);
		await until(() => colleague.core.status().connection === 'synced');
		let seen = 0;
		const contacts = new Set((await storage.pending()).map(({ contact }) => contact));
		for (const contact of contacts) {
			let last = 0;
			colleague.core.watch(contact, ({ events }) => {
				seen += events.length - last;
				last = events.length;
			});
		}
		const started = performance.now();
		const device = await open(AGENT, storage, port, relay.token);
		await until(() => {
			const { connection, pending } = device.core.status();
			return connection === 'synced' && pending === 0;
		});
		acked.push(performance.now() - started);
		await until(() => seen === CONVERSATIONS * CHANGES);
		converged.push(performance.now() - started);
		await device.close();
		await colleague.close();
		await relay.dispose();
	}
	const name = `P15 ${CONVERSATIONS * CHANGES} changes over ${CONVERSATIONS} conversations`;
	return [
		measured(`${name}: acked (median)`, quantile(acked, 0.5)),
		measured(`${name}: acked (slowest)`, Math.max(...acked)),
		measured(`${name}: with a colleague (median)`, quantile(converged, 0.5)),
	];
}

function measured(name: string, value: number): Measure {
	return { name, value, unit: 'ms', target: { id: 'P15', atMost: 600 } };
}

async function writeOffline(storage: Storage): Promise<void> {
	const core = await openCore({
		me: AGENT,
		storage,
		relay: { ...NOWHERE },
		lock: onlyOne,
		world: platformWorld,
		report: (error) => console.error(error),
	});
	for (let i = 0; i < CONVERSATIONS; i++) {
		const contact = newId('con', Date.now(), Math.random);
		const conversation = newId('cnv', Date.now(), Math.random);
		const changes: EventBody[] = [
			{ type: 'messageSent', conversation, text: 'Ahora mismo lo miro.' },
			{ type: 'noteAdded', conversation, text: 'Llamó ayer.' },
			{ type: 'priorityChanged', conversation, priority: 'high' },
			{ type: 'messageSent', conversation, text: 'Ya está.' },
			{ type: 'conversationClosed', conversation },
		];
		for (const change of changes) await core.write(contact, [change]);
	}
	await core.stop();
}

type GiveToken = (role: Principal['role'], id: string) => Promise<string>;

async function open(me: Principal, storage: Storage, port: number, token: GiveToken) {
	const report = (error: unknown, where: string) => console.error(where, error);
	const given = await token(me.role, me.id);
	const socket = openSocket({
		url: `ws://127.0.0.1:${port}/mux`,
		getToken: () => Promise.resolve(ok(given)),
		world: platformWorld,
		WebSocket,
		report,
	});
	const core = await openCore({
		me,
		storage,
		relay: socketRelay(socket),
		lock: onlyOne,
		world: platformWorld,
		report,
	});
	return {
		core,
		async close() {
			await core.stop();
			socket.close();
		},
	};
}

async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
}
