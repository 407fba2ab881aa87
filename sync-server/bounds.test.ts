import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createWriter } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { encodeControl } from '../src/lib/sync/wire';
import { createTestHub } from '../tests/relay-harness';
import { startTestRelay, until, type TestRelay } from '../tests/relay-process';
import { readIdentity } from './identity';
import { LIMITS, type Limits } from './limits';

/** Abuse case 53: what one customer, or many of one address, may take of what is everybody's. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const ADA = contactId('ada');
const AGENT = 'tmt_0000000000000000000agent';

let served: TestRelay | undefined;
afterEach(async () => {
	await served?.dispose();
	served = undefined;
});

function contactId(name: string): string {
	return `con_${name.padStart(20, '0')}`;
}

let written = 0;
function words(contact: string, text: string, conversation = `cnv_${contact}`) {
	const by = { kind: 'contact', id: contact } as const;
	const id = `evt_${++written}`;
	const event = { id, at: 1_000_000, by, type: 'messageSent', conversation, text } as const;
	return createWriter(1_000 + written).append([event]);
}

describe('53, B8: what customers write', () => {
	const limits = {
		contactRate: { perSecond: 1e6, burst: 1e6 },
		contactDayBytes: { perSecond: 1, burst: 10_000 },
		rangeDayBytes: { perSecond: 1, burst: 25_000 },
	};

	async function write(stage: ReturnType<typeof createTestHub>, contact: string, times: number) {
		const client = await stage.join(`contact:${contact}`);
		client.take();
		for (let i = 0; i < times; i++) {
			client.push(contactRoom(contact, 1, 'said'), words(contact, 'x'.repeat(900)));
		}
		await stage.turn();
		const answers = client.take() as { t?: string; code?: number }[];
		client.session.gone();
		return {
			acked: answers.filter(({ t }) => t === 'ack').length,
			codes: [...new Set(answers.flatMap(({ code }) => code ?? []))],
			isOpen: client.state.closed === undefined,
		};
	}

	test('one has its day’s share and no more, keeps its socket, and goes on as the day does', async () => {
		const stage = createTestHub({ limits });
		const first = await write(stage, ADA, 20);
		expect(first).toMatchObject({ codes: [4529], isOpen: true });
		expect(first.acked).toBeGreaterThan(8);
		expect(first.acked).toBeLessThan(11);
		expect((await write(stage, ADA, 1)).acked).toBe(0);
		expect((await write(stage, contactId('bob'), 1)).acked).toBe(1);
		await stage.turn(3_000_000);
		expect((await write(stage, ADA, 1)).acked).toBe(1);
		expect(stage.hub.stats().boundedWrites).toBeGreaterThan(10);
	});

	test('twenty of one address share one bound; another address and the team go on', async () => {
		const stage = createTestHub({ limits });
		let acked = 0;
		for (let i = 0; i < 20; i++) acked += (await write(stage, contactId(`v${i}`), 5)).acked;
		expect(acked).toBeGreaterThan(20);
		expect(acked).toBeLessThan(28);
		const agent = await stage.join(`agent:${AGENT}`);
		const by = { kind: 'teammate', id: AGENT } as const;
		const note = { id: 'evt_note', at: 1_000_000, by, type: 'noteAdded', conversation: 'cnv_ada' };
		const update = createWriter(7).append([{ ...note, text: 'x'.repeat(9_000) } as never]);
		agent.push(contactRoom(ADA, 1, 'desk'), update);
		await stage.turn();
		expect(agent.take().at(-1)).toMatchObject({ t: 'ack' });
	});

	test('what the bound of an address refuses takes nothing of the customer’s own share', async () => {
		const stage = createTestHub({
			limits: {
				...limits,
				contactDayBytes: { perSecond: 0.001, burst: 10_000 },
				rangeDayBytes: { perSecond: 10, burst: 10_000 },
			},
		});
		await write(stage, contactId('bob'), 20);
		// A device asks again every two seconds.
		expect((await write(stage, ADA, 20)).acked).toBe(0);
		await stage.turn(1_000_000);
		expect((await write(stage, ADA, 5)).acked).toBe(5);
	});

	test('one opens so many conversations in a day; those that are open are written on', async () => {
		const contactDayConversations = { perSecond: 0.001, burst: 3 };
		const stage = createTestHub({ limits: { contactDayConversations } });
		const client = await stage.join(`contact:${ADA}`);
		const answer = async (conversation: string) => {
			client.take();
			client.push(contactRoom(ADA, 1, 'said'), words(ADA, 'hola', conversation));
			await stage.turn();
			return (client.take() as { t: string; code?: number }[]).map(({ t, code }) => code ?? t);
		};
		for (const each of ['cnv_a1', 'cnv_a2', 'cnv_a3']) expect(await answer(each)).toEqual(['ack']);
		expect(await answer('cnv_a4')).toEqual([4529]);
		expect(await answer('cnv_a1')).toEqual(['ack']);
		await stage.turn(1_100_000);
		expect(await answer('cnv_a5')).toEqual(['ack']);
		expect(stage.hub.stats().boundedConversations).toBe(1);
	});

	test('the last of the disk is the team’s, and the last of that is nobody’s', async () => {
		const free = { bytes: 600 };
		const problem = (role: string) => {
			if (free.bytes < 64) return { code: 4503, reason: 'the disk is full' };
			const isCustomer = role === 'contact' && free.bytes < 512;
			return isCustomer ? { code: 4529, reason: 'the disk is almost full' } : undefined;
		};
		const stage = createTestHub({ problem });
		expect((await write(stage, ADA, 1)).acked).toBe(1);
		free.bytes = 500;
		expect(await write(stage, ADA, 1)).toMatchObject({ acked: 0, codes: [4529], isOpen: true });
		free.bytes = 10;
		expect(await write(stage, ADA, 1)).toMatchObject({ acked: 0, codes: [4503], isOpen: true });
	});

	test('the relay itself keeps the last of its disk for the team', async () => {
		served = await startTestRelay({ limits: { contactReserveBytes: Number.MAX_SAFE_INTEGER } });
		const ready = await fetch(`http://127.0.0.1:${served.relay.port}/readyz`);
		expect(ready.status).toBe(200);
		await served.relay.stop();
		served = await startTestRelay({ limits: { teamReserveBytes: Number.MAX_SAFE_INTEGER } });
		expect((await fetch(`http://127.0.0.1:${served.relay.port}/readyz`)).status).toBe(503);
	});
});

describe('53, 9, B8: sockets', () => {
	async function open(limits: Partial<Limits>) {
		served = await startTestRelay({ limits, trustProxy: true });
		const { relay, token } = served;
		return {
			relay,
			async socket(address: string, who?: { role: 'contact' | 'agent'; id: string }) {
				const headers = { 'x-forwarded-for': `198.51.100.1, ${address}` };
				const client = new WebSocket(`ws://127.0.0.1:${relay.port}/mux`, ['relevo'], { headers });
				const state: { code?: number; isIn?: boolean; status?: number } = {};
				client.on('message', () => (state.isIn = true));
				client.on('close', (code) => (state.code ??= code));
				client.on(
					'unexpected-response',
					(_, response) => (state.status = response.statusCode ?? 0),
				);
				client.on('error', () => {});
				await until(() => client.readyState === client.OPEN || state.status !== undefined, 'open');
				if (who && client.readyState === client.OPEN) {
					client.send(encodeControl({ t: 'hello', v: 1, token: await token(who.role, who.id) }));
					await until(() => Boolean(state.isIn) || state.code !== undefined, 'it is answered');
				}
				return { client, state };
			},
		};
	}

	test('one customer has so many, and a place again when one is left', async () => {
		const { socket, relay } = await open({ contactSockets: 3 });
		const ada = { role: 'contact', id: ADA } as const;
		const sockets = [];
		for (let i = 0; i < 3; i++) sockets.push(await socket(`192.0.2.${i}`, ada));
		expect((await socket('192.0.2.9', ada)).state.code).toBe(4529);
		sockets[0]?.client.close();
		await until(() => relay.hub.stats().sessions === 2, 'it has left');
		expect((await socket('192.0.2.9', ada)).state.isIn).toBe(true);
		expect(relay.hub.stats().boundedSockets).toBe(1);
	});

	test('customers take none of those that are kept for the team', async () => {
		const { socket } = await open({ sockets: 6, teamSockets: 3 });
		const codes = [];
		for (let i = 0; i < 5; i++) {
			const who = { role: 'contact', id: contactId(`v${i}`) } as const;
			codes.push((await socket(`192.0.2.${i}`, who)).state.code);
		}
		expect(codes).toEqual([undefined, undefined, undefined, 4529, 4529]);
		expect((await socket('192.0.2.8', { role: 'agent', id: AGENT })).state.isIn).toBe(true);
	});

	test.each([
		['/24', ['192.0.2.1', '192.0.2.200', '::ffff:192.0.2.77'], '192.0.3.1'],
		['/64', ['2001:db8:1:1::1', '2001:db8:1:1:9::2', '2001:DB8:1:1::3'], '2001:db8:1:2::1'],
	])('one address range (%s) has so many, before a hello even fewer', async (_, same, other) => {
		const { socket } = await open({ rangeUnknownSockets: 2, rangeSockets: 4 });
		const statuses = [];
		for (const address of same) statuses.push((await socket(address)).state.status);
		expect(statuses).toEqual([undefined, undefined, 429]);
		expect((await socket(other, { role: 'contact', id: ADA })).state.isIn).toBe(true);
	});

	test('a mux that renews its token keeps its place', async () => {
		const { socket } = await open({ contactSockets: 1 });
		const { client, state } = await socket('192.0.2.1', { role: 'contact', id: ADA });
		const again = await served!.token('contact', ADA);
		client.send(encodeControl({ t: 'token', token: again }));
		client.send(encodeControl({ t: 'ping', sent: 1 }));
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(state.code).toBeUndefined();
	});
});

describe('53, 11, B8: records that stay', () => {
	const proof = (user_id: string) => {
		const { visitorSecret } = readIdentity(served!.dataDir);
		const user_hash = createHmac('sha256', visitorSecret).update(user_id).digest('hex');
		return { user_id, user_hash };
	};
	const visitor = async (body: object) => {
		const answer = await served!.post('/api/visitors', body);
		const { secret, principal } = answer.body as { secret?: string; principal?: { id: string } };
		return { status: answer.status, secret: secret ?? '', contact: principal?.id ?? '' };
	};

	test('devices are bounded by address, with a secret of another’s too', async () => {
		served = await startTestRelay({ limits: { visitorRate: { perSecond: 0.001, burst: 5 } } });
		const { secret } = await visitor({});
		await visitor({ secret, ...proof('first') });
		const answers = [];
		for (let i = 0; i < 8; i++) answers.push((await visitor({ secret, ...proof(`u${i}`) })).status);
		expect(answers.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
		expect(answers.at(-1)).toBe(429);
		// Who comes back is not counted.
		for (let i = 0; i < 10; i++) expect((await visitor({ secret })).status).toBe(200);
		expect(await (await fetch(`http://127.0.0.1:${served.relay.port}/metrics`)).text()).toMatch(
			/relevo_bounded_records_total [1-9]/,
		);
	});

	test('a day has its own bound', async () => {
		const limits = { visitorDayRate: { perSecond: 0.001, burst: 3 } };
		served = await startTestRelay({ limits });
		const statuses = [];
		for (let i = 0; i < 4; i++) statuses.push((await visitor({})).status);
		expect(statuses).toEqual([200, 200, 200, 429]);
	});

	test('of one user’s devices the first are let go, and the user proves itself again', async () => {
		served = await startTestRelay({ limits: { contactDevices: 3 } });
		const devices = [];
		for (let i = 0; i < 5; i++) devices.push(await visitor(proof('ada')));
		const ada = devices[0]!.contact;
		const isAda = [];
		for (const { secret } of devices) isAda.push((await visitor({ secret })).contact === ada);
		expect(isAda).toEqual([false, false, true, true, true]);
		expect(await visitor(proof('ada'))).toMatchObject({ status: 200, contact: ada });
	});
});

test('53: nobody who talks as people do meets a bound', () => {
	// A long day: 500 messages of 1 KB, 20 conversations, 10 tabs.
	expect(LIMITS.contactDayBytes.burst).toBeGreaterThan(500 * 1_200);
	expect(LIMITS.contactDayConversations.burst).toBeGreaterThan(20);
	expect(LIMITS.contactSockets).toBeGreaterThan(2 * 10);
});
