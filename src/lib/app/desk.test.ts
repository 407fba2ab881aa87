import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { engineOf } from '../../../tests/core-stage';
import { type Core, openCore } from '../core/core';
import { platformWorld } from '../core/hosts/platform';
import type { Storage } from '../core/ports';
import type { CoreStatus } from '../core/status';
import { workspaceReplica } from '../documents/workspace-replica';
import { type Conversation, conversationKey } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import type { Session } from '../read/device';
import { conversation as conversationRow } from '../read/queries/conversation';
import { refold } from '../read/rows';
import { deviceStorage } from '../read/storage';
import { countsIn, threadIn } from '../../../tests/store-stage';
import { Database } from '../read/tables';
import { commands, workflowCommands } from './commands';
import { assign } from './commands/assign';
import { close } from './commands/close';
import { markRead } from './commands/mark-read';
import { markUnread } from './commands/mark-unread';
import { reopen } from './commands/reopen';
import { reply } from './commands/reply';
import { setPriority } from './commands/set-priority';
import { snooze } from './commands/snooze';
import { stopRun } from './commands/stop-run';
import { tag } from './commands/tag';
import { unsnooze } from './commands/unsnooze';
import { untag } from './commands/untag';
import { addTag, addTeam, changeTeam } from './configure';
import { giveUpFailed, retryFailed } from './failed';
import { type OpenDesk, openDesk } from './open-desk.svelte';
import { eventsOf } from '../../../tests/stored';

const CONTACT = 'con_0000000000000000000001';
const CONVERSATION = 'cnv_0000000000000000000001';
const KEY = conversationKey(CONTACT, CONVERSATION);
const ANA = { id: 'agt_0000000000000000000001', role: 'owner' as const, name: 'Ana' };

let desk: OpenDesk | undefined;
let core: Core | undefined;
let settings = workspaceReplica();
let workspaces = 0;
let tell: (status: CoreStatus) => void;
let updateIsReady: () => void;
const reported: unknown[] = [];
// Browsers have it; Node does not yet.
globalThis.reportError = (error) => reported.push(error);

afterEach(async () => {
	await core?.stop();
	await desk?.close();
	[desk, core] = [undefined, undefined];
	expect(reported.splice(0)).toEqual([]);
});

/** A desk that is alone; with `core`, the real one confirms what is written. */
async function open(
	withCore = false,
	me: Session['me'] = ANA,
	id = `ws_test${++workspaces}`,
): Promise<OpenDesk> {
	const session: Session = {
		workspace: { id, name: 'Tienda Sol', locale: 'es' },
		me,
		relay: null,
		secret: '',
	};
	if (withCore) {
		settings = workspaceReplica();
		core = await openCore({
			me: session.me,
			storage: await storageOf(id),
			relay: null,
			lock: { acquire: () => Promise.resolve({ release() {} }) },
			world: platformWorld,
			engine: { ...engineOf(() => []), workspace: settings },
			report: (error) => expect.unreachable(String(error)),
		});
	}
	desk = await openDesk(session, () => ({
		wake: () => core?.wake(),
		...{ reconnect() {}, fetch() {}, update() {} },
		onStatus: (callback) => (tell = callback),
		onUpdate: (callback) => (updateIsReady = callback),
		stop: () => Promise.resolve(),
	}));
	return desk;
}

/** The page has made the database before its core asks for it. */
async function storageOf(workspace: string): Promise<Storage> {
	const made = await new Database(workspace).open();
	return deviceStorage(made.name);
}

/** As the customer's device would have written it. */
async function customerSays(at: OpenDesk, text: string): Promise<Conversation> {
	const event: DomainEvent = {
		id: at.newId('ev'),
		at: at.now(),
		by: { kind: 'contact', id: CONTACT },
		type: 'messageSent',
		conversation: CONVERSATION,
		text,
	};
	const storage = deviceStorage(at.store.name);
	await storage.commit({ events: [{ contact: CONTACT, chapter: 1, event, writer: 1 }] });
	const state = await at.store.read((tables) => refold(tables, CONTACT));
	await storage.commit({ contacts: [state] });
	return now(at);
}

async function now(at: OpenDesk): Promise<Conversation> {
	return (await at.ask(conversationRow, KEY))!.conversation;
}

test('a reply is in the thread at once, and sent when the core has confirmed it (U6)', async () => {
	const at = await open(true);
	const before = await customerSays(at, 'quiero una devolución');
	const result = await reply.run(at, before, { text: 'Claro, ¿qué pedido?' });
	expect(result.ok).toBe(true);
	const { entries } = await threadIn(at.store, KEY);
	expect(entries.map(({ event }) => 'text' in event && event.text)).toEqual([
		'quiero una devolución',
		'Claro, ¿qué pedido?',
	]);
	await expect.poll(() => at.sync.pending).toBe(0);
	const after = await threadIn(at.store, KEY);
	expect(after.entries.at(-1)).toMatchObject({
		delivery: 'sent',
		event: { type: 'messageSent', as: 'Ana', by: { kind: 'teammate', id: ANA.id } },
	});
});

test('an empty or endless reply is refused before anything is written', async () => {
	const at = await open();
	const before = await customerSays(at, 'hola');
	expect(await reply.run(at, before, { text: ' ' })).toMatchObject({ problem: { kind: 'empty' } });
	const endless = await reply.run(at, before, { text: 'a'.repeat(10_001) });
	expect(endless).toMatchObject({ problem: { kind: 'tooLong' } });
	expect(at.sync.pending).toBe(0);
});

test('what cannot be saved is said, not lost silently, and said no longer once it can', async () => {
	const at = await open();
	const before = await customerSays(at, 'hola');
	// What is read in the background would fail as well, and say so.
	await expect.poll(() => at.replica.isWhole).toBe(true);
	const full = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
		throw new DOMException('full', 'QuotaExceededError');
	});
	expect(await reply.run(at, before, { text: 'hola' })).toMatchObject({
		problem: { kind: 'cannotSave' },
	});
	expect(at.sync.status).toBe('cannotSave');
	expect((await at.saveDraft(KEY, 'reply', 'hola')).ok).toBe(false);
	expect(at.sync.status).toBe('cannotSave');
	full.mockRestore();
	expect((await reply.run(at, before, { text: 'hola' })).ok).toBe(true);
	expect(at.sync.status).toBe('alone');
});

test('events of one device never stand still in time, whatever the clock does', async () => {
	const at = await open();
	const before = await customerSays(at, 'hola');
	for (const text of ['a', 'b', 'c']) await reply.run(at, before, { text });
	const { entries } = await threadIn(at.store, KEY);
	const times = entries.map((entry) => entry.at);
	expect(new Set(times).size).toBe(times.length);
	expect(entries.map(({ event }) => 'text' in event && event.text)).toEqual([
		'hola',
		'a',
		'b',
		'c',
	]);
});

describe('undo gives back what was there before (U10)', () => {
	const facts = ({ state, snoozedUntil, teammate, team, tags, priority }: Conversation) => ({
		state,
		snoozedUntil,
		teammate,
		team,
		tags,
		priority,
	});

	test.for([
		['assign', (at: OpenDesk, it: Conversation) => both(assign, at, it, { teammate: ANA.id })],
		['unassign', (at: OpenDesk, it: Conversation) => both(assign, at, it, { team: null })],
		['close', (at: OpenDesk, it: Conversation) => both(close, at, it, undefined)],
		['snooze', (at: OpenDesk, it: Conversation) => both(snooze, at, it, {})],
		['tag', (at: OpenDesk, it: Conversation) => both(tag, at, it, { tag: 'tag_2' })],
		['tag again', (at: OpenDesk, it: Conversation) => both(tag, at, it, { tag: 'tag_1' })],
		['untag', (at: OpenDesk, it: Conversation) => both(untag, at, it, { tag: 'tag_1' })],
		[
			'priority',
			(at: OpenDesk, it: Conversation) => both(setPriority, at, it, { priority: 'high' }),
		],
		[
			'reopen',
			async (at: OpenDesk, it: Conversation) => {
				await close.run(at, it, undefined);
				await both(reopen, at, await now(at), undefined);
				await close.undo!(at, it, undefined);
			},
		],
		[
			'unsnooze',
			async (at: OpenDesk, it: Conversation) => {
				await snooze.run(at, it, { until: at.now() + 60_000 });
				const slept = await now(at);
				await both(unsnooze, at, slept, undefined);
				expect(facts(await now(at))).toEqual(facts(slept));
				await snooze.undo!(at, it, {});
			},
		],
	] as const)('%s', async ([, act]) => {
		const at = await open();
		const said = await customerSays(at, 'hola');
		await tag.run(at, said, { tag: 'tag_1' });
		await assign.run(at, said, { team: 'tea_1' });
		const before = await now(at);
		await act(at, before);
		expect(facts(await now(at))).toEqual(facts(before));
	});

	async function both<A>(
		command: {
			run(at: OpenDesk, it: Conversation, args: A): Promise<{ ok: boolean }>;
			undo?(at: OpenDesk, it: Conversation, args: A): Promise<{ ok: boolean }>;
		},
		at: OpenDesk,
		it: Conversation,
		args: A,
	): Promise<void> {
		expect((await command.run(at, it, args)).ok).toBe(true);
		expect((await command.undo!(at, it, args)).ok).toBe(true);
	}
});

test('reading and unreading stay on this device (U21)', async () => {
	const at = await open();
	const said = await customerSays(at, 'hola');
	const isUnread = async () => (await at.ask(conversationRow, KEY))!.unread;
	expect(await isUnread()).toBe(true);
	await markRead.run(at, said, undefined);
	expect(await isUnread()).toBe(false);
	await markUnread.run(at, said, undefined);
	expect(await isUnread()).toBe(true);
	expect(at.sync.pending).toBe(0);
});

test('stopping a run ends it once and frees the customer’s composer (E-14)', async () => {
	const at = await open();
	const said = await customerSays(at, 'hola');
	await at.write(CONTACT, [
		{
			type: 'runStarted',
			conversation: CONVERSATION,
			run: 'run_1',
			workflow: 'wfl_1',
			version: 'ver_1',
			trigger: 'ev_1',
			chain: [],
		},
		{
			type: 'runAdvanced',
			conversation: CONVERSATION,
			run: 'run_1',
			wokenBy: 'ev_1',
			steps: [],
			park: { node: 'buttons', visit: 1, listens: [], prompt: 'ev_prompt' },
		},
	]);
	expect((await stopRun.run(at, said, { run: 'run_1' })).ok).toBe(true);
	const storage = deviceStorage(at.store.name);
	expect(await storage.runningContacts('wfl_1')).toEqual([]);
	const events = await eventsOf(storage, CONTACT);
	expect(events).toContainEqual(
		expect.objectContaining({ type: 'promptClosed', prompt: 'ev_prompt' }),
	);
	expect(await stopRun.run(at, said, { run: 'run_1' })).toMatchObject({
		problem: { kind: 'alreadyEnded' },
	});
});

test('what was typed and not sent is there after a reload, until it is emptied (U19)', async () => {
	const first = await open();
	const args = { conversation: KEY, mode: 'reply' as const };
	await first.saveDraft(KEY, 'reply', 'Estimada ');
	await first.close();
	const at = await open(false, ANA, first.store.name.slice('relevo:'.length));
	expect(at.replica.draft(args)?.text).toBe('Estimada ');
	await at.saveDraft(KEY, 'reply', '');
	expect(at.replica.draft(args)).toBeUndefined();
});

test('settings are shared through the canvas and are there at the next start (U3)', async () => {
	const at = await open();
	expect(at.workspace).toMatchObject({ name: 'Tienda Sol', locale: 'es' });
	const team = await addTeam(at, { name: 'Devoluciones', members: [ANA.id] });
	await addTag(at, { name: 'devolución' });
	expect(team.ok && at.workspace.teams[team.value.id]?.name).toBe('Devoluciones');
	expect(Object.values(at.workspace.tags).map((each) => each.name)).toEqual(['devolución']);
	expect(at.workspace.teammates[ANA.id]?.name).toBe('Ana');
	const nameless = await changeTeam(at, { id: 'tea_1', name: '', members: [] });
	expect(nameless).toMatchObject({ problem: { kind: 'invalid' } });
});

test('alone, the engine learns of settings from the page, as the relay would tell it', async () => {
	const at = await open(true);
	await addTag(at, { name: 'devolución' });
	const names = () => Object.values(settings.read().tags).map((each) => each.name);
	await expect.poll(names).toEqual(['devolución']);
	expect(settings.read().name).toBe('Tienda Sol');
});

test('the pill follows the core: who runs automations, what it cannot do, a new version (U4, U9)', async () => {
	const at = await open();
	const status: CoreStatus = {
		connection: 'alone',
		pending: 0,
		behind: 0,
		retryAt: undefined,
		cannotSave: false,
		hosting: true,
		engineHost: ANA.id,
		offsetMs: 0,
	};
	expect(at.sync.engineHost).toBeUndefined();
	tell(status);
	expect(at.sync).toMatchObject({ status: 'alone', engineHost: ANA.id });
	tell({ ...status, hosting: false, engineHost: null });
	expect(at.sync.engineHost).toBeNull();
	tell({ ...status, cannotSave: true });
	expect(at.sync.status).toBe('cannotSave');
	tell({ ...status, connection: 'signedOut' });
	expect(at.sync.status).toBe('signedOut');
	tell(status);
	updateIsReady();
	expect(at.sync.status).toBe('updateReady');
});

test('an agent changes no settings', async () => {
	const at = await open(false, { ...ANA, role: 'agent' });
	expect(await addTag(at, { name: 'x' })).toMatchObject({ problem: { kind: 'forbidden' } });
	expect(workflowCommands.some((command) => command.allowed(at.me, workflow))).toBe(false);
});

test('a refused reply can be sent again or given up by its author (U6)', async () => {
	const at = await open();
	const said = await customerSays(at, 'hola');
	const refuse = async (id: string) =>
		deviceStorage(at.store.name).commit({ refused: [{ id, reason: 'too fast' }] });
	const failed = async () => {
		const { entries } = await threadIn(at.store, KEY);
		return entries.filter((entry) => entry.delivery === 'failed');
	};
	for (const text of ['uno', 'dos']) {
		await reply.run(at, said, { text });
		const [pending] = await deviceStorage(at.store.name).pending();
		await refuse(pending!.event.id);
	}
	const [first, second] = await failed();
	expect((await retryFailed(at, first!)).ok).toBe(true);
	await giveUpFailed(at, second!.id);
	expect(await failed()).toEqual([]);
	const [again] = await deviceStorage(at.store.name).pending();
	expect(again?.event).toMatchObject({ type: 'messageSent', text: 'uno' });
	expect(again?.event.id).not.toBe(first!.id);
	expect((await now(at)).humanReplies).toBe(1);
});

test('counts follow what is done', async () => {
	const at = await open();
	const said = await customerSays(at, 'hola');
	const counts = () => countsIn(at.store, ANA.id);
	expect(await counts()).toMatchObject({ mine: 0, unassigned: 1, all: 1 });
	await assign.run(at, said, { teammate: ANA.id, team: 'tea_1' });
	expect(await counts()).toMatchObject({ mine: 1, unassigned: 0, all: 1, teams: { tea_1: 1 } });
	await close.run(at, await now(at), undefined);
	expect(await counts()).toMatchObject({ mine: 0, all: 0, teams: {} });
});

test('every command says what it is in both languages, and no two share a name or a key', () => {
	const all = [...commands, ...workflowCommands];
	for (const command of all) {
		expect(command.text.es, command.id).not.toBe('');
		expect(command.text.en, command.id).not.toBe('');
		expect(command.icon, command.id).toMatch(/^[a-z][a-z-]*$/);
	}
	expect(new Set(all.map((command) => command.id)).size).toBe(all.length);
	const keys = all.flatMap((command) => command.shortcut ?? []);
	expect(new Set(keys).size).toBe(keys.length);
});

const workflow = { id: 'wfl_1', title: 'Clasificar', order: 1, createdAt: 1, createdBy: ANA.id };
