import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { ADA, BOB, said } from '../tests/guard-harness';
import { createTestHub } from '../tests/relay-harness';
import { createTokens } from './tokens';

const TTL_MS = 60_000;
const ada = { id: ADA, role: 'contact', device: 'dev_ada' } as const;

function setup() {
	const stage = createTestHub({ verify: (token) => tokens.verify(token) });
	const secret = new Uint8Array(32).fill(7);
	const tokens = createTokens({ secret, workspace: 'wsp_test', now: () => stage.world.now() });
	return { ...stage, tokens };
}

test('13: a token that has run out opens nothing, and one that has not does', async () => {
	const { tokens, join, turn } = setup();
	const { token } = await tokens.issue(ada, TTL_MS);
	const early = await join(token);
	await expect.poll(() => early.take()).toMatchObject([{ t: 'welcome', principal: ADA }]);
	await turn(TTL_MS + 1_000);
	const late = await join(token);
	await expect.poll(() => late.state.closed?.code).toBe(4401);
	expect(late.sent).toEqual([]);
});

test('13: an open socket is closed when its token has run out, unless it was refreshed', async () => {
	const { tokens, join, turn } = setup();
	const { token } = await tokens.issue(ada, TTL_MS);
	const [idle, fresh] = [await join(token), await join(token)];
	await expect.poll(() => [idle.sent.length, fresh.sent.length]).toEqual([1, 1]);
	fresh.say({ t: 'token', token: (await tokens.issue(ada, 10 * TTL_MS)).token });
	await new Promise((resolve) => setTimeout(resolve, 100));
	for (let passed = 0; passed < 2 * TTL_MS; passed += 15_000) await turn(15_000);
	expect(idle.state.closed?.code).toBe(4401);
	expect(fresh.state.closed).toBeUndefined();
});

test('1: the room of another visitor answers alike, whether it exists or not', async () => {
	const { hub, world, join, turn } = createTestHub();
	const bob = await join(`contact:${BOB}`);
	const by = { kind: 'contact', id: BOB };
	const words = said('evt_1', { at: world.now(), by });
	bob.push(`contact/${BOB}/1/said`, createWriter(7).append([words]));
	await turn(1_000);
	expect(hub.stats().head).toBe(1);
	const visitor = await join(`contact:${ADA}`);
	visitor.take();
	const answers = [];
	for (const room of [`contact/${BOB}/1/said`, 'contact/con_0000000000000000000nobody/1/said']) {
		visitor.say({ t: 'open', channel: 1, room });
		await turn(1_000);
		answers.push(visitor.take());
	}
	expect(answers[0]).toMatchObject([{ t: 'closed', channel: 1, code: 4403 }]);
	expect(answers[1]).toEqual(answers[0]);
});

test('13: of a token that is right otherwise, neither audience, nor workspace, nor algorithm may differ', async () => {
	const { tokens, world } = setup();
	const secret = new Uint8Array(32).fill(7);
	const seconds = Math.floor(world.now() / 1_000);
	const sign = (claims: object, { audience = 'relevo', alg = 'HS256', by = secret } = {}) =>
		new SignJWT({ role: 'owner', ws: 'wsp_test', dev: 'dev_x', ...claims })
			.setProtectedHeader({ alg })
			.setSubject('tmt_x')
			.setAudience(audience)
			.setIssuedAt(seconds)
			.setExpirationTime(seconds + 60)
			.sign(by);
	expect(await tokens.verify(await sign({}))).toMatchObject({ id: 'tmt_x', role: 'owner' });
	const wrong = [
		sign({}, { audience: 'another' }),
		sign({ ws: 'wsp_other' }),
		sign({ role: 'god' }),
		sign({}, { alg: 'HS512', by: new Uint8Array(64).fill(7) }),
		sign({}, { by: new Uint8Array(32).fill(8) }),
	];
	for (const token of wrong) expect(await tokens.verify(await token)).toBeUndefined();
});

test('13: a token is good for as many sockets as its device opens, until it runs out', async () => {
	const { tokens, join } = setup();
	const { token } = await tokens.issue(ada, TTL_MS);
	for (let i = 0; i < 3; i++) {
		const socket = await join(token);
		await expect.poll(() => socket.take()).toMatchObject([{ t: 'welcome' }]);
	}
});

test.each([-3_600_000, 3_600_000])(
	'A6, 13: a token lasts as long as was said, whatever is done to the clock (set by %i ms)',
	async (byMs) => {
		const { tokens, join, turn, setClock } = setup();
		const { token } = await tokens.issue(ada, TTL_MS);
		const open = await join(token);
		await expect.poll(() => open.sent.length).toBe(1);
		setClock(byMs);
		// It says nothing any more of how long it is good for: its device asks for another.
		const late = await join(token);
		await expect.poll(() => late.state.closed?.code).toBe(4401);
		await turn(15_000);
		expect(open.state.closed).toBeUndefined();
		for (let passed = 0; passed < 2 * TTL_MS; passed += 15_000) await turn(15_000);
		expect(open.state.closed?.code).toBe(4401);
	},
);
