import { afterEach, expect, test, vi } from 'vitest';
import { startTestRelay, type TestRelay } from '../tests/relay-process';
import type { Limits } from './limits';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const ADA = 'con_0000000000000000000000ada';
const BOB = 'con_0000000000000000000000bob';
const AGENT = 'tmt_0000000000000000000agent';

let served: TestRelay;
afterEach(() => served.dispose());

async function start(limits: Partial<Limits>) {
	served = await startTestRelay({ limits });
	let count = 0;
	return async (contact: string, bytes: number) => {
		const role = contact === AGENT ? 'agent' : 'contact';
		const token = await served.token(role, contact);
		const response = await fetch(`http://127.0.0.1:${served.relay.port}/files`, {
			method: 'PUT',
			body: new Uint8Array(bytes).fill(++count),
			headers: { authorization: `Bearer ${token}` },
		});
		await response.arrayBuffer();
		return response.status;
	};
}

test('a visitor fills their own share of the disk and no more; others and the team go on', async () => {
	const put = await start({ contactFileBytes: 2_500 });
	expect([await put(ADA, 1_000), await put(ADA, 1_000), await put(ADA, 1_000)]).toEqual([
		200, 200, 413,
	]);
	expect(await put(ADA, 500)).toBe(200);
	expect([await put(BOB, 1_000), await put(AGENT, 5_000)]).toEqual([200, 200]);
});

test('U1: uploads at the same moment share one total', async () => {
	const put = await start({ contactFileBytes: 2_500 });
	const statuses = await Promise.all([1, 2, 3, 4, 5].map(() => put(ADA, 1_000)));
	expect(statuses.filter((status) => status === 200)).toHaveLength(2);
});

test('a visitor uploads so often, and one address so much, whoever it says it is', async () => {
	const put = await start({
		contactFileRate: { perSecond: 0.001, burst: 2 },
		addressFileRate: { perSecond: 1, burst: 4_000 },
	});
	expect([await put(ADA, 10), await put(ADA, 10), await put(ADA, 10)]).toEqual([200, 200, 429]);
	expect([await put(BOB, 3_500), await put(BOB, 3_500)]).toEqual([200, 429]);
});

test('B8: what the bound of an address refuses takes none of the visitor’s own tries', async () => {
	const put = await start({
		contactFileRate: { perSecond: 0.001, burst: 2 },
		addressFileRate: { perSecond: 1, burst: 4_000 },
	});
	expect(await put(BOB, 3_900)).toBe(200);
	for (let i = 0; i < 5; i++) expect(await put(ADA, 1_000)).toBe(429);
	expect([await put(ADA, 10), await put(ADA, 10), await put(ADA, 10)]).toEqual([200, 200, 429]);
});

test('B8: nor do the visitor’s own tries take any of the share of the address', async () => {
	const put = await start({
		contactFileRate: { perSecond: 0.001, burst: 1 },
		addressFileRate: { perSecond: 1, burst: 4_000 },
	});
	expect(await put(ADA, 10)).toBe(200);
	for (let i = 0; i < 5; i++) expect(await put(ADA, 1_000)).toBe(429);
	expect(await put(BOB, 3_900)).toBe(200);
});

test('the last of the disk is for messages', async () => {
	const put = await start({ reservedBytes: Number.MAX_SAFE_INTEGER });
	expect([await put(ADA, 10), await put(AGENT, 10)]).toEqual([413, 200]);
});
