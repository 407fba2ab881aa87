import { readFile } from 'node:fs/promises';
import { type Browser, type Download, expect, type Page } from '@playwright/test';
import { contactRoom } from '../../src/lib/model/room';
import { readIdentity } from '../../sync-server/identity';
import { createTokens } from '../../sync-server/tokens';
import { openProvider, until } from '../relay-process';
import type { RelayProcess } from './relay';
import { test } from './stage';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import type { Watch } from './watch';

const AGENT = 'tmt_0000000000000000000agent';
const SENT = { name: 'cotización.txt', text: 'Dos sillas: $ 120.000' };
const RECEIVED = { name: 'la caja.txt', text: 'Llegó así' };

for (const locale of ['es', 'en'] as const) {
	test(`23, B9 (${locale}): a click opens a file on both sides, and another visitor gets nothing`, async ({
		relay,
		browser,
		watch,
	}) => {
		const owner = await Teammate.setUp(browser, { relay, watch, locale });
		const visitor = await arrive(browser, { relay, watch, locale });
		await visitor.writeFirst('Hola, mando una foto');
		await owner.view('all');
		await owner.openConversation('Hola, mando una foto');
		const contact = await contactOf(visitor.page);
		const sent = [
			await sendFile(relay, { by: contact, contact, log: 'said', file: RECEIVED }),
			await sendFile(relay, { by: AGENT, contact, log: 'shown', file: SENT }),
		];
		for (const file of [RECEIVED, SENT]) {
			await test.step(`${file.name}, at the desk and in the messenger`, async () => {
				for (const [page, place] of [
					[owner.page, owner.thread],
					[visitor.page, visitor.frame],
				] as const) {
					const button = place.getByRole('button', { name: file.name });
					await expectFile(page, file, () => button.click());
				}
			});
		}
		await test.step('another visitor, who knows the hashes, and somebody without a token', async () => {
			const other = await arrive(browser, { relay, watch, locale });
			await other.writeFirst('¿Y yo?');
			const token = await tokenOf(relay, await contactOf(other.page));
			for (const sha256 of [...sent, '0'.repeat(64)]) {
				const statusAs = async (headers: HeadersInit) =>
					(await fetch(`${relay.origin}/files/${sha256}`, { headers })).status;
				expect(await statusAs({ authorization: `Bearer ${token}` })).toBe(404);
				expect([401, 404]).toContain(await statusAs({}));
			}
		});
		await test.step('a file that cannot be had is told on both sides', async () => {
			for (const { page } of [owner, visitor]) {
				await page.context().route('**/files/*', (route) => route.fulfill({ status: 404 }));
			}
			const { name } = SENT;
			await owner.thread.getByRole('button', { name }).click();
			const notice = owner.page.getByText(owner.say('inbox_file_failed', { name }));
			await expect(notice.first()).toBeVisible();
			await visitor.frame.getByRole('button', { name }).click();
			const words = visitor.say('messenger_file_failed', { name });
			await expect(visitor.frame.getByText(words)).toBeVisible();
		});
	});
}

type Place = { relay: RelayProcess; watch: Watch; locale: 'es' | 'en' };

async function arrive(browser: Browser, { relay, watch, locale }: Place): Promise<Visitor> {
	const context = await browser.newContext({ locale: locale === 'es' ? 'es-CL' : 'en-US' });
	await watch.over(context);
	return Visitor.arrive(context, relay, locale);
}

async function expectFile(page: Page, file: typeof SENT, click: () => Promise<void>) {
	const [given]: [Download, void] = await Promise.all([page.waitForEvent('download'), click()]);
	expect(given.suggestedFilename()).toBe(file.name);
	expect(await readFile(await given.path(), 'utf8')).toBe(file.text);
	expect(given.url()).toMatch(/^blob:/);
}

/** Who the visitor is, as the launcher keeps it on the shop's page. */
function contactOf(page: Page): Promise<string> {
	return page.evaluate(() => {
		const kept = Object.entries(localStorage).find(([key]) => key.startsWith('relevo:'));
		return String(JSON.parse(String(kept?.[1])).identity.contact);
	});
}

async function tokenOf(relay: RelayProcess, id: string): Promise<string> {
	const { workspace, tokenSecret } = readIdentity(relay.dataDir);
	const secret = Buffer.from(tokenSecret, 'base64url');
	const tokens = createTokens({ secret, workspace, now: Date.now });
	const role = id === AGENT ? 'agent' : 'contact';
	return (await tokens.issue({ id, role, device: `dev_${id}` })).token;
}

/** Uploads a file and says it in the conversation: no screen offers that yet. */
async function sendFile(relay: RelayProcess, { by, contact, log, file }: Message): Promise<string> {
	const token = await tokenOf(relay, by);
	const response = await fetch(`${relay.origin}/files`, {
		method: 'PUT',
		body: file.text,
		headers: { authorization: `Bearer ${token}` },
	});
	const stored = (await response.json()) as { sha256: string; mime: string; sizeBytes: number };
	const port = Number(new URL(relay.origin).port);
	const open = (room: 'said' | 'shown') => openProvider(port, contactRoom(contact, 1, room), token);
	const [writer, reader, said] = [open(log), open(log), open('said')];
	const providers = [writer, reader, said].map(({ provider }) => provider);
	await until(() => providers.every(({ synced }) => synced), 'the rooms are here');
	const events = Object.values(said.doc.getMap('events').toJSON()) as Record<string, string>[];
	const { conversation } = events.find(({ type }) => type === 'messageSent')!;
	const id = `evt_file_${log}`;
	const kind = by === AGENT ? 'teammate' : 'contact';
	writer.doc.getMap('events').set(id, {
		id,
		at: Date.now(),
		by: { kind, id: by },
		type: 'messageSent',
		conversation,
		text: '',
		files: [{ ...stored, name: file.name }],
	});
	// Others hear of what is durable, and of nothing else.
	await until(() => reader.doc.getMap('events').has(id), 'it is durable');
	for (const provider of providers) provider.destroy();
	return stored.sha256;
}

type Message = { by: string; contact: string; log: 'said' | 'shown'; file: typeof SENT };
