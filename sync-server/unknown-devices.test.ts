import { createHmac } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { startTestRelay, type TestRelay } from '../tests/relay-process';
import { readIdentity } from './identity';

/** Devices that the relay does not know, which is not the same as devices that signed out. */
vi.setConfig({ testTimeout: 30_000 });

let served: TestRelay | undefined;
const folders: string[] = [];
afterEach(async () => {
	await served?.dispose();
	for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

type Visit = { status: number; contact: string; secret: string; code?: string; another?: boolean };

async function visit(body: object): Promise<Visit> {
	const answer = await served!.post('/api/visitors', body);
	const { principal, secret, error, another } = answer.body as {
		principal?: { id: string };
		secret?: string;
		error?: { code: string };
		another?: boolean;
	};
	return {
		status: answer.status,
		contact: principal?.id ?? '',
		secret: secret ?? '',
		...(error && { code: error.code }),
		...(another && { another }),
	};
}

function proofOf(user_id: string) {
	const { visitorSecret } = readIdentity(served!.dataDir);
	const user_hash = createHmac('sha256', visitorSecret).update(user_id).digest('hex');
	return { user_id, user_hash };
}

const asked = ({ contact, secret }: Visit) => ({ contact, secret });

/** A device that came after the backup which was then put back. */
async function minted(body: () => object = () => ({})): Promise<Visit> {
	served = await startTestRelay();
	const backup = await mkdtemp(join(tmpdir(), 'relevo-backup-'));
	folders.push(backup);
	await served.relay.stop();
	await cp(served.dataDir, backup, { recursive: true });
	served = await startTestRelay({ dataDir: served.dataDir });
	const device = await visit(body());
	await served.dispose();
	served = await startTestRelay({ dataDir: backup });
	return device;
}

test('P2: a device that is younger than the backup is another contact, not signed out', async () => {
	const lost = await minted();
	const back = await visit(asked(lost));
	expect(back.status).toBe(200);
	expect(back.contact).not.toBe(lost.contact);
	// Asked again after a lost answer, and from another tab at once: one new contact.
	const again = await Promise.all([1, 2, 3].map(() => visit(asked(lost))));
	for (const each of again) expect(each).toEqual(back);
	expect(await visit(asked(back))).toEqual(back);
});

test('P2: several tabs of such a device that ask at once are one contact', async () => {
	const lost = await minted();
	const tabs = await Promise.all([1, 2, 3, 4].map(() => visit(asked(lost))));
	expect(new Set(tabs.map(({ contact }) => contact)).size).toBe(1);
	expect(tabs.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

test('P2: a user younger than the backup proves to be one contact again, on every device', async () => {
	const lost = await minted(() => proofOf('ana'));
	const back = await visit({ ...asked(lost), ...proofOf('ana') });
	expect(back.status).toBe(200);
	const phone = await visit(proofOf('ana'));
	expect(phone.contact).toBe(back.contact);
});

test('M5: a device that was let go is a new device of the user that it proves to be', async () => {
	served = await startTestRelay({ limits: { contactDevices: 2 } });
	const first = await visit(proofOf('ana'));
	for (let i = 0; i < 2; i++) await visit(proofOf('ana'));
	const back = await visit({ ...asked(first), ...proofOf('ana') });
	expect(back).toMatchObject({ status: 200, contact: first.contact });
	// A secret that somebody may have left in this browser opens nothing of hers.
	expect(back.secret).not.toBe(first.secret);
	expect((await visit(asked(first))).contact).not.toBe(first.contact);
	expect(await visit(asked(back))).toEqual(back);
});

test('36: only who signed out is told so, after a restart and with a proof too', async () => {
	served = await startTestRelay();
	const ana = await visit(proofOf('ana'));
	await served.post('/api/signout', { secret: ana.secret });
	const { dataDir } = served;
	await served.relay.stop();
	const later = Date.now() + 90 * 24 * 60 * 60_000;
	vi.spyOn(Date, 'now').mockReturnValue(later);
	served = await startTestRelay({ dataDir });
	for (const body of [asked(ana), { ...asked(ana), ...proofOf('ana') }, { secret: ana.secret }]) {
		expect(await visit(body)).toMatchObject({ status: 401, code: 'signedOut' });
	}
	vi.restoreAllMocks();
});

test('53: who signs out again and again lets no other device of theirs go', async () => {
	served = await startTestRelay({ limits: { contactDevices: 2 } });
	const phone = await visit(proofOf('ana'));
	for (let i = 0; i < 4; i++) {
		const { secret } = await visit(proofOf('ana'));
		await served.post('/api/signout', { secret });
	}
	expect((await visit(asked(phone))).contact).toBe(phone.contact);
});

test('R1: the words of one user are not another user’s, and the answer says so', async () => {
	served = await startTestRelay({ limits: { contactDevices: 1 } });
	const anonymous = await visit({});
	const ana = await visit(proofOf('ana'));
	expect(await visit({ ...asked(ana), ...proofOf('bea') })).toMatchObject({ another: true });
	await visit(proofOf('ana'));
	const bea = await visit({ ...asked(ana), ...proofOf('bea') });
	expect(bea).toMatchObject({ status: 200, another: true });
	expect((await visit({ ...asked(bea), ...proofOf('bea') })).another).toBeUndefined();
	const own = await visit({ ...asked(anonymous), ...proofOf('bea') });
	expect(own.contact).toBe(bea.contact);
	expect(own.another).toBeUndefined();
});

test('11: unknown devices are bounded by address as new ones are', async () => {
	served = await startTestRelay({ limits: { visitorRate: { perSecond: 0.001, burst: 3 } } });
	const statuses = [];
	for (let i = 0; i < 5; i++) {
		const secret = `${i}`.repeat(43);
		statuses.push((await visit({ secret, ...(i % 2 && proofOf(`user-${i}`)) })).status);
	}
	expect(statuses).toEqual([200, 200, 200, 429, 429]);
});

test('the secret of a teammate opens nothing for a visitor, and stays the teammate’s', async () => {
	served = await startTestRelay();
	const token = (await served.relay.setupLink())?.split('token=')[1];
	const workspace = { name: 'Casa', locale: 'es', timeZone: 'Europe/Madrid' };
	const { secret } = (
		await served.post('/api/setup', { token, workspace, owner: { name: 'Olga' } })
	).body;
	expect((await visit({ secret })).status).toBe(401);
	expect((await served.post('/api/token', { secret })).status).toBe(200);
});
