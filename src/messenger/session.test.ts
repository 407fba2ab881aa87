import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readIdentity } from '../../sync-server/identity';
import { startTestRelay, type TestRelay } from '../../tests/relay-process';
import type { Identity } from '../launcher/protocol';
import { openSession, type Proof } from './session';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let served: TestRelay;
beforeAll(async () => (served = await startTestRelay()));
afterAll(() => served.dispose());

/** A session as the frame opens it, with whatever the page says of its user by then. */
async function open(known: Identity | null, proof: () => Proof = () => ({})) {
	vi.stubGlobal('location', new URL(`http://127.0.0.1:${served.relay.port}/messenger/`));
	const moved: Identity[] = [];
	const renewed: Identity[] = [];
	const others: boolean[] = [];
	const opened = await openSession(known, proof, {
		named() {},
		moved(identity, isAnother) {
			moved.push(identity);
			others.push(isAnother);
		},
		renewed: (identity) => renewed.push(identity),
	});
	if (!opened.ok) throw new Error(opened.problem.kind);
	return { session: opened.value, moved, renewed, others };
}

function hashed(user_id: string): Proof {
	const { visitorSecret } = readIdentity(served.dataDir);
	return { user_id, user_hash: createHmac('sha256', visitorSecret).update(user_id).digest('hex') };
}

function token(user: string, expiresAt: number): Promise<string> {
	const key = new TextEncoder().encode(readIdentity(served.dataDir).visitorSecret);
	const claims = new SignJWT({ sub: user }).setProtectedHeader({ alg: 'HS256' });
	return claims.setExpirationTime(expiresAt / 1_000).sign(key);
}

test('a proof that has expired ends nothing: the visitor goes on as who they are', async () => {
	const fresh = await token('ana', Date.now() + 60_000);
	const { session } = await open(null, () => ({ user_jwt: fresh }));
	const stale = await token('ana', Date.now() - 60_000);
	const again = await open(session.identity, () => ({ user_jwt: stale }));
	expect(await again.session.getToken(true)).toMatchObject({ ok: true });
	expect(again.session.identity).toEqual(session.identity);
	expect(again.moved).toEqual([]);
});

test('a wrong hash makes an unproven visitor, who can write all the same', async () => {
	const { session } = await open(null, () => ({ user_id: 'ana', user_hash: 'ab'.repeat(32) }));
	expect(await session.getToken(true)).toMatchObject({ ok: true });
});

test('the newest proof is the one that counts, not the one of the start', async () => {
	const anonymous = await open(null);
	let proof: Proof = {};
	const { session } = await open(anonymous.session.identity, () => proof);
	await session.getToken(true);
	proof = hashed('late');
	await session.getToken(true);
	const elsewhere = await open(null, () => hashed('late'));
	expect(elsewhere.session.contact).toBe(session.contact);
});

test('a proof that comes right after the visitor was minted is not left for the next token', async () => {
	let proof: Proof = {};
	const { session } = await open(null, () => proof);
	proof = hashed('quick');
	expect(await session.getToken(false)).toMatchObject({ ok: true });
	const elsewhere = await open(null, () => hashed('quick'));
	expect(elsewhere.session.contact).toBe(session.contact);
});

test('a user known from another device is moved to, once, and never written as another', async () => {
	const first = await open(null, () => hashed('bea'));
	const anonymous = await open(null);
	const { session, moved } = await open(anonymous.session.identity, () => hashed('bea'));
	expect(await session.getToken(false)).toMatchObject({ problem: { kind: 'offline' } });
	expect(await session.getToken(true)).toMatchObject({ problem: { kind: 'offline' } });
	expect(moved.map(({ contact }) => contact)).toEqual([first.session.contact]);
	const after = await open(moved[0]!, () => hashed('bea'));
	expect(await after.session.getToken(true)).toMatchObject({ ok: true });
	expect(after.moved).toEqual([]);
});

test('only a device that signed out is gone', async () => {
	const { session } = await open(null);
	await session.signOut();
	expect(await session.getToken(true)).toMatchObject({ problem: { kind: 'gone' } });
});

test('P2: a stranger whose device the relay does not know moves on as one contact', async () => {
	const lost = { contact: 'con_younger_than_the_backup', secret: 'x'.repeat(43) };
	const first = await open(lost);
	expect(await first.session.getToken(false)).toMatchObject({ problem: { kind: 'offline' } });
	expect(first.moved).toHaveLength(1);
	expect(first.others).toEqual([false]);
	// The tab was closed before that was kept: the next start comes to the same contact.
	const second = await open(lost);
	await second.session.getToken(false);
	expect(second.moved).toEqual(first.moved);
	const after = await open(second.moved[0]!);
	expect(await after.session.getToken(true)).toMatchObject({ ok: true });
	expect([...after.moved, ...after.renewed]).toEqual([]);
});

test('M5: a proven device that the relay let go stays its contact, with another secret', async () => {
	const { session } = await open(null, () => hashed('eva'));
	const known = { ...session.identity, secret: 'y'.repeat(43) };
	const back = await open(known, () => hashed('eva'));
	expect(await back.session.getToken(true)).toMatchObject({ ok: true });
	expect(await back.session.getToken(true)).toMatchObject({ ok: true });
	expect(back.moved).toEqual([]);
	expect(back.renewed).toEqual([back.session.identity]);
	expect(back.session.identity).toMatchObject({ contact: session.contact });
	expect(back.session.identity.secret).not.toBe(known.secret);
});

test('R1: a user who comes after another user is told so', async () => {
	const ana = await open(null, () => hashed('zoe'));
	const bea = await open(ana.session.identity, () => hashed('mia'));
	await bea.session.getToken(true);
	expect(bea.others).toEqual([true]);
});

test.each([401, 404, 500])(
	'a %i of something in between is a bad line, no more',
	async (status) => {
		const { session } = await open(null);
		const between = createServer((_, response) => response.writeHead(status).end('<h1>Oops</h1>'));
		await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
		const { port } = between.address() as AddressInfo;
		vi.stubGlobal('location', new URL(`http://127.0.0.1:${port}/messenger/`));
		expect(await session.getToken(true)).toMatchObject({ problem: { kind: 'offline' } });
		between.close();
	},
);
