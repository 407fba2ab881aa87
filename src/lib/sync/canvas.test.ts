import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestRelay, type TestRelay } from '../../../tests/relay-process';
import { ok } from '../base/result';
import { setSettings, readWorkspace } from '../documents/workspace';
import { contactRoom, WORKSPACE_ROOM } from '../model/room';
import type { Role } from '../model/role';
import { type Canvas, openCanvas } from './canvas';
import { openPresence, type PresentTeammate, watchTyping } from './presence';
import { joinAwareness } from './awareness';
import { type MuxSocket, openSocket, type PlatformSocket } from './socket';

const ANA = 'agt_0000000000000000000ana';
const BEN = 'agt_0000000000000000000ben';
const EVA = 'con_0000000000000000000eva';

const endings: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of endings.splice(0).reverse()) await end();
});

let databases = 0;

async function relay(): Promise<TestRelay> {
	const started = await startTestRelay();
	endings.push(() => started.dispose());
	return started;
}

function socketTo(at: TestRelay, role: Role, id: string): MuxSocket {
	const socket = openSocket({
		url: `ws://127.0.0.1:${at.relay.port}/mux`,
		getToken: async () => ok(await at.token(role, id)),
		world: {
			now: Date.now,
			elapsed: () => performance.now(),
			random: Math.random,
			after(delayMs, callback) {
				const timer = setTimeout(callback, delayMs);
				return () => clearTimeout(timer);
			},
		},
		WebSocket: WebSocket as unknown as new (url: string, protocols: string[]) => PlatformSocket,
		report: (error) => expect.unreachable(String(error)),
	});
	endings.push(() => socket.close());
	return socket;
}

function canvas(
	socket: MuxSocket | null,
	more: { database?: string; setDirty?: (isDirty: boolean) => void } = {},
): Canvas {
	const opened = openCanvas({
		room: WORKSPACE_ROOM,
		database: more.database ?? `canvas${++databases}`,
		socket,
		isDirty: false,
		setDirty: more.setDirty ?? (() => {}),
		report: (error) => expect.unreachable(String(error)),
	});
	endings.push(() => opened.destroy());
	return opened;
}

const nameIn = ({ doc }: Canvas) => readWorkspace(doc).name;

test('what one changes the other sees, through the relay', async () => {
	const at = await relay();
	const ana = canvas(socketTo(at, 'owner', ANA));
	const ben = canvas(socketTo(at, 'agent', BEN));
	await Promise.all([ana.whenSynced, ben.whenSynced]);
	setSettings(ana.doc, { name: 'Tienda Sol' });
	await expect.poll(() => nameIn(ben)).toBe('Tienda Sol');
});

test('an edit is dirty until the relay has made it durable (I2), and is there after a reload', async () => {
	const at = await relay();
	const dirty: boolean[] = [];
	const database = `canvas${++databases}`;
	const alone = canvas(null, { database, setDirty: (isDirty) => dirty.push(isDirty) });
	await alone.whenLoaded;
	setSettings(alone.doc, { name: 'Sin conexión' });
	// Where there is no relay at all, nothing waits for one.
	expect(dirty).toEqual([]);
	alone.destroy();

	const marks: boolean[] = [];
	const again = canvas(socketTo(at, 'owner', ANA), {
		database,
		setDirty: (isDirty) => marks.push(isDirty),
	});
	await again.whenLoaded;
	expect(nameIn(again)).toBe('Sin conexión');
	setSettings(again.doc, { locale: 'en' });
	expect(marks).toEqual([true]);
	await expect.poll(() => marks).toEqual([true, false]);
	const ben = canvas(socketTo(at, 'agent', BEN));
	await expect.poll(() => nameIn(ben)).toBe('Sin conexión');
});

test('undo takes back what I did and leaves what others did (U12)', async () => {
	const it = canvas(null);
	const mine = {};
	const undo = it.undoManager(it.doc.getMap('settings'), mine);
	it.doc.transact(() => it.doc.getMap('settings').set('name', 'mío'), mine);
	it.doc.transact(() => it.doc.getMap('settings').set('locale', 'en'), {});
	undo.undo();
	expect(it.doc.getMap('settings').toJSON()).toEqual({ locale: 'en' });
});

test('teammates see each other with the name the relay gives them, until they leave', async () => {
	const at = await relay();
	let seen: PresentTeammate[] = [];
	openPresence(socketTo(at, 'owner', ANA), ANA, (people) => (seen = people));
	const ben = openPresence(socketTo(at, 'agent', BEN), BEN, () => {});
	ben.show({ status: 'online', at: 'cnv_1', typing: true });
	await expect
		.poll(() => seen)
		.toEqual([{ teammate: BEN, status: 'online', at: 'cnv_1', typing: true }]);
	ben.close();
	await expect.poll(() => seen).toEqual([]);
});

test('each side sees the other typing, and no message is loaded for it', async () => {
	const at = await relay();
	const teammate = socketTo(at, 'agent', BEN);
	const customer = socketTo(at, 'contact', EVA);
	const bytes: string[] = [];
	teammate.listen({ binary: (frame) => bytes.push(frame.type) });
	let isTyping = false;
	const subject = { contact: EVA, as: 'Ben' };
	const watch = watchTyping(teammate, subject, (typing) => (isTyping = typing));
	const said = joinAwareness(customer, contactRoom(EVA, 1, 'said'));
	const shown = joinAwareness(customer, contactRoom(EVA, 1, 'shown'));
	endings.push(watch.stop, said.close, shown.close);
	said.awareness.setLocalState({ typing: true });
	await expect.poll(() => isTyping).toBe(true);
	watch.typing(true);
	const states = () => [...shown.awareness.getStates().values()];
	await expect.poll(states).toContainEqual(expect.objectContaining({ typing: true, as: 'Ben' }));
	said.awareness.setLocalState(null);
	await expect.poll(() => isTyping).toBe(false);
	expect(bytes.every((type) => type === 'channel')).toBe(true);
});
