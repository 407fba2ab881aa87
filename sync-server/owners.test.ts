import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWriter, readEntries } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { encodeChannel } from '../src/lib/sync/wire';
import { ADA, AGENT, BOB, said } from '../tests/guard-harness';
import { createTestConnection, createTestHub } from '../tests/relay-harness';
import type { Log } from './log';
import { createMemoryDisk, createMemoryLog, type MemoryDisk } from './memory-log';
import { updateMessage } from './messages';

/** A conversation belongs to the contact whose room named it first (case 51, B6). */
const HOST = `agent:${AGENT}:dev_1`;
const TAKEN = 4423;
const AT = 1_000_000;

let written = 0;
const log = (...events: { id: string }[]) => createWriter(++written).append(events);
const by = (contact: string) => ({ kind: 'contact', id: contact });
const words = (contact: string, conversation: string, extra: object = {}) =>
	said(`evt_${++written}`, { at: AT, by: by(contact), conversation, ...extra });
const ofTeam = (conversation: string, body: object) => {
	const author = { kind: 'teammate', id: AGENT };
	return { id: `evt_${++written}`, at: AT, by: author, conversation, ...body };
};

type Hub = ReturnType<typeof createTestHub>;
type Client = Awaited<ReturnType<Hub['join']>>;

async function answer({ turn }: Pick<Hub, 'turn'>, client: Client) {
	await turn();
	const last = client.take().at(-1);
	if (last && 't' in last && last.t === 'ack') return 'ack';
	return last && 'code' in last ? last.code : undefined;
}

async function open(options: Parameters<typeof createTestHub>[0] = {}) {
	const hub = createTestHub(options);
	const ada = await hub.join(`contact:${ADA}`);
	const bob = await hub.join(`contact:${BOB}`);
	const agent = await hub.join(HOST);
	for (const each of [ada, bob, agent]) each.take();
	return { hub, ada, bob, agent };
}

const SAID: object[] = [
	{ type: 'conversationStarted' },
	{ type: 'messageSent', text: 'x' },
	{ type: 'conversationRead', upTo: 1 },
	{ type: 'buttonPressed', prompt: 'evt_q', option: 'yes' },
	{ type: 'answersGiven', prompt: 'evt_q', answers: {} },
	{ type: 'conversationRated', score: 5 },
	{ type: 'pageRuleMet', rule: 'rule_1' },
];
const SHOWN: object[] = [
	{ type: 'messageSent', text: 'x' },
	{ type: 'conversationClosed' },
	{ type: 'composerGivenBack' },
];
const DESK: object[] = [
	{ type: 'noteAdded', text: 'x' },
	{ type: 'tagAdded', tag: 'tag_1' },
	{ type: 'contactTagAdded', tag: 'tag_1' },
	{ type: 'conversationUnsnoozed' },
];

describe('51: a conversation of another contact', () => {
	test('is refused whatever is written of it, by the contact and by the team', async () => {
		const { hub, ada, bob, agent } = await open();
		ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_ada')));
		expect(await answer(hub, ada)).toBe('ack');
		for (const body of SAID) {
			bob.push(contactRoom(BOB, 1, 'said'), log(words(BOB, 'cnv_ada', body)));
			expect([body, await answer(hub, bob)]).toEqual([body, TAKEN]);
		}
		for (const [room, bodies] of [['shown', SHOWN] as const, ['desk', DESK] as const]) {
			for (const body of bodies) {
				agent.push(contactRoom(BOB, 1, room), log(ofTeam('cnv_ada', body)));
				expect([body, await answer(hub, agent)]).toEqual([body, TAKEN]);
				agent.push(contactRoom(ADA, 2, room), log(ofTeam('cnv_ada', body)));
				expect([body, await answer(hub, agent)]).toEqual([body, 'ack']);
			}
		}
		// Its owner and the other contact go on in their own.
		ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_ada')));
		bob.push(contactRoom(BOB, 1, 'said'), log(words(BOB, 'cnv_bob')));
		expect([await answer(hub, ada), await answer(hub, bob)]).toEqual(['ack', 'ack']);
	});

	test('is refused with all that came in the same update, and says why', async () => {
		const refused: unknown[] = [];
		const { hub, ada, bob } = await open({ refused: (each) => refused.push(each) });
		ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_ada')));
		await hub.turn();
		bob.push(contactRoom(BOB, 1, 'said'), log(words(BOB, 'cnv_bob'), words(BOB, 'cnv_ada')));
		await hub.turn();
		const reason = 'a conversation of another contact';
		expect(bob.take()).toMatchObject([{ t: 'refused', code: TAKEN, reason }]);
		expect(refused).toMatchObject([{ principal: BOB, code: TAKEN, reason }]);
		expect(bob.state.closed).toBeUndefined();
		// What was refused claims nothing.
		ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_bob')));
		expect(await answer(hub, ada)).toBe('ack');
	});

	test('is refused in a room of its own socket too, and closes that room alone', async () => {
		const { hub, ada, bob } = await open();
		ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_ada')));
		await hub.turn();
		const plain = createTestConnection();
		const session = hub.hub.connectRoom(plain.connection, {
			address: '127.0.0.1',
			grant: { id: BOB, role: 'contact', device: 'dev_2', expiresAt: Infinity },
			room: contactRoom(BOB, 1, 'said'),
		});
		await hub.turn();
		session.message(updateMessage(log(words(BOB, 'cnv_bob'))));
		await hub.turn();
		expect(plain.state.closed).toBeUndefined();
		session.message(updateMessage(log(words(BOB, 'cnv_ada'))));
		await hub.turn();
		expect(plain.state.closed?.code).toBe(TAKEN);
		bob.push(contactRoom(BOB, 1, 'said'), log(words(BOB, 'cnv_bob')));
		expect(await answer(hub, bob)).toBe('ack');
	});

	test('stays refused after restarts and compactions, and its own contact goes on', async () => {
		const disk = createMemoryDisk();
		for (const life of [1, 2, 3]) {
			const { hub, ada, bob, agent } = await open({
				log: createMemoryLog(disk),
				limits: { compactEntries: 1, compactBytes: 1 },
			});
			agent.push(
				contactRoom(BOB, 1, 'desk'),
				log(ofTeam('cnv_1', { type: 'noteAdded', text: 'x' })),
			);
			expect([life, await answer(hub, agent)]).toEqual([life, 'ack']);
			ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_1')));
			expect([life, await answer(hub, ada)]).toEqual([life, TAKEN]);
			bob.push(contactRoom(BOB, 1, 'said'), log(words(BOB, 'cnv_1')));
			expect([life, await answer(hub, bob)]).toEqual([life, 'ack']);
			await hub.hub.stop();
		}
	});

	test('one new id for two contacts in one push refuses all of it', async () => {
		const { hub, agent } = await open();
		const note = () => ofTeam('cnv_new', { type: 'noteAdded', text: 'x' });
		const parts = (...contacts: string[]) =>
			contacts.map((contact) => ({ room: contactRoom(contact, 1, 'desk'), update: log(note()) }));
		agent.pushParts(parts(ADA, BOB));
		expect(await answer(hub, agent)).toBe(TAKEN);
		expect(hub.log.head()).toBe(0);
		agent.pushParts(parts(BOB));
		expect(await answer(hub, agent)).toBe('ack');
	});
});

describe('51: while the disk is at work', () => {
	/** Commits that reach the disk when they are told to. */
	async function slow() {
		const reached: (() => void)[] = [];
		const disk = createMemoryDisk();
		const stage = await open({ log: createMemoryLog(disk, (done) => reached.push(done)) });
		return { ...stage, disk, sync: () => reached.splice(0).forEach((done) => done()) };
	}

	test('of two contacts in one batch the first keeps the id', async () => {
		const { hub, ada, bob, disk, sync } = await slow();
		ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_1')));
		bob.push(contactRoom(BOB, 1, 'said'), log(words(BOB, 'cnv_1')));
		await hub.turn();
		expect(bob.take()).toMatchObject([{ t: 'refused', code: TAKEN }]);
		sync();
		expect(await answer(hub, ada)).toBe('ack');
		expect([...disk.rooms.keys()]).toEqual([contactRoom(ADA, 1, 'said')]);
	});

	test('what the disk refused binds nobody, in memory and on the disk', async () => {
		const disk = createMemoryDisk();
		const memory = createMemoryLog(disk);
		let isFull = true;
		const whole: Log = {
			...memory,
			append: (entries) =>
				isFull ? Promise.reject(new Error('the disk is full')) : memory.append(entries),
		};
		const { hub, ada } = await open({ log: whole });
		ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_1')));
		await hub.turn();
		expect(ada.state.closed?.code).toBe(4503);
		isFull = false;
		const bob = await hub.join(`contact:${BOB}`);
		bob.push(contactRoom(BOB, 1, 'said'), log(words(BOB, 'cnv_1')));
		expect(await answer(hub, bob)).toBe('ack');
		const again = await hub.join(`contact:${ADA}`);
		again.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_1')));
		expect(await answer(hub, again)).toBe(TAKEN);
	});

	/** A log whose look-ups answer when they are told to, with what they saw when they were asked. */
	async function lookedUp() {
		const memory = createMemoryLog();
		const waiting: (() => void)[] = [];
		const later = async <T>(seen: Promise<T>) => {
			await seen;
			await new Promise<void>((resolve) => waiting.push(resolve));
			return seen;
		};
		const state = { asksChaptersToo: false, isFull: false };
		const whole: Log = {
			...memory,
			owners: (conversations) => later(memory.owners(conversations)),
			rooms: (prefix) =>
				state.asksChaptersToo ? later(memory.rooms(prefix)) : memory.rooms(prefix),
			append: (entries) =>
				state.isFull ? Promise.reject(new Error('the disk is full')) : memory.append(entries),
		};
		const stage = await open({ log: whole });
		return { ...stage, memory, state, pass: (at = 0) => waiting.splice(at, 1)[0]?.() };
	}

	test('a claim that becomes durable while another contact looks the id up is seen', async () => {
		const { hub, ada, bob, pass } = await lookedUp();
		bob.push(contactRoom(BOB, 1, 'said'), log(words(BOB, 'cnv_1')));
		ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_1')));
		await hub.turn();
		pass(1);
		expect(await answer(hub, ada)).toBe('ack');
		pass();
		expect(await answer(hub, bob)).toBe(TAKEN);
	});

	test('E-29: what a contact writes during a look-up stays behind what it wrote before', async () => {
		const { hub, bob, memory, pass } = await lookedUp();
		const room = contactRoom(BOB, 1, 'said');
		bob.push(room, log(words(BOB, 'cnv_old', { text: 'first' })));
		await hub.turn();
		pass();
		await hub.turn();
		bob.push(room, log(words(BOB, 'cnv_new', { text: 'second' })));
		bob.push(room, log(words(BOB, 'cnv_old', { text: 'third' })));
		bob.push(room, log(words(BOB, 'cnv_newer', { text: 'fourth' })));
		bob.push(room, log(words(BOB, 'cnv_old', { text: 'fifth' })));
		for (let i = 0; i < 3; i++) {
			await hub.turn();
			pass();
		}
		await hub.turn();
		const { entries } = await memory.room(room);
		const texts = entries.flatMap(({ update }) => readEntries(update).map(({ value }) => value));
		expect(texts.map((value) => (value as { text: string }).text)).toEqual([
			'first',
			'second',
			'third',
			'fourth',
			'fifth',
		]);
	});

	test('a look-up that fails refuses for now, and the next one is asked', async () => {
		const memory = createMemoryLog();
		let fails = true;
		const owners: Log['owners'] = (asked) =>
			fails ? Promise.reject(new Error('cannot be read')) : memory.owners(asked);
		const { hub, bob } = await open({ log: { ...memory, owners } });
		const update = log(words(BOB, 'cnv_1'));
		bob.push(contactRoom(BOB, 1, 'said'), update);
		expect(await answer(hub, bob)).toBe(4503);
		fails = false;
		bob.push(contactRoom(BOB, 1, 'said'), update);
		expect(await answer(hub, bob)).toBe('ack');
	});

	type Leaving = { how: 'drops' | 'closes'; room: string; update: Uint8Array; before?(): unknown };
	/** A socket of Bob's own that drops, or a channel of it that closes, while its words wait. */
	async function leaves(hub: Hub, { how, room, update, before = () => {} }: Leaving) {
		const { connection } = createTestConnection();
		const peer = { address: '127.0.0.1' };
		const grant = { id: BOB, role: 'contact', device: 'dev_2', expiresAt: Infinity } as const;
		if (how === 'drops') {
			const session = hub.hub.connectRoom(connection, { ...peer, grant, room });
			await hub.turn();
			before();
			session.message(updateMessage(update));
			await hub.turn();
			session.gone();
		} else {
			const client = await hub.join(`contact:${BOB}:dev_2`);
			client.say({ t: 'open', channel: 1, room });
			await hub.turn();
			before();
			client.session.message(encodeChannel(1, updateMessage(update)));
			await hub.turn();
			client.say({ t: 'close', channel: 1 });
		}
		await hub.turn();
	}

	async function passAll({ turn }: Hub, pass: () => void) {
		for (let i = 0; i < 8; i++) {
			await turn();
			pass();
		}
		await turn();
	}

	async function keysIn(memory: Log, room: string) {
		const { entries } = await memory.room(room);
		return entries.flatMap(({ update }) => readEntries(update).map(({ key }) => key));
	}

	for (const how of ['drops', 'closes'] as const) {
		for (const chapter of [1, 2]) {
			const where = `chapter ${chapter}`;
			test(`G3: an id has one content when its member ${how} in a look-up, ${where}`, async () => {
				const { hub, bob, memory, state, pass } = await lookedUp();
				bob.push(contactRoom(BOB, 1, 'said'), log(words(BOB, 'cnv_0')));
				await passAll(hub, pass);
				const room = contactRoom(BOB, chapter, 'said');
				const event = words(BOB, 'cnv_1', { text: 'one content' });
				const before = () => (state.asksChaptersToo = chapter > 1);
				await leaves(hub, { how, room, update: log(event), before });
				// The room is needed again before the look-up answers.
				bob.push(room, log(words(BOB, 'cnv_0')));
				await passAll(hub, pass);
				bob.take();
				bob.push(room, log({ ...event, text: 'another content' } as typeof event));
				await passAll(hub, pass);
				expect(bob.take()).toMatchObject([{ t: 'refused', code: 4412 }]);
				const keys = await keysIn(memory, room);
				expect(keys).toContain(event.id);
				expect(keys).toEqual([...new Set(keys)]);
			});
		}
	}

	test('G3: an id has one content when memory starts over while last words wait', async () => {
		const { hub, ada, memory, state, pass } = await lookedUp();
		const room = contactRoom(BOB, 1, 'said');
		const event = words(BOB, 'cnv_1', { text: 'one content' });
		await leaves(hub, { how: 'drops', room, update: log(event) });
		state.isFull = true;
		ada.push(contactRoom(ADA, 1, 'said'), log(words(ADA, 'cnv_ada')));
		await hub.turn();
		pass(1);
		await hub.turn();
		expect(ada.state.closed?.code).toBe(4503);
		state.isFull = false;
		const bob = await hub.join(`contact:${BOB}`);
		bob.push(room, log({ ...event, text: 'another content' } as typeof event));
		await passAll(hub, pass);
		expect(bob.take().at(-1)).toMatchObject({ t: 'ack' });
		expect(await keysIn(memory, room)).toEqual([event.id]);
	});
});

test('51: in any order of writers, rooms and restarts, an id has one contact: the first', async () => {
	const step = fc.record({
		contact: fc.constantFrom(ADA, BOB),
		conversation: fc.constantFrom('cnv_a', 'cnv_b', 'cnv_c'),
		place: fc.constantFrom('said', 'shown', 'desk'),
		restarts: fc.boolean(),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
			const disk: MemoryDisk = createMemoryDisk();
			const first = new Map<string, string>();
			let stage = await open({ log: createMemoryLog(disk) });
			for (const { contact, conversation, place, restarts } of steps) {
				if (restarts) stage = await open({ log: createMemoryLog(disk) });
				const writer = place !== 'said' ? stage.agent : contact === ADA ? stage.ada : stage.bob;
				const event =
					place === 'said'
						? words(contact, conversation)
						: ofTeam(conversation, {
								type: place === 'desk' ? 'noteAdded' : 'messageSent',
								text: 'x',
							});
				writer.push(contactRoom(contact, 1, place as 'said'), log(event));
				const owner = first.get(conversation) ?? contact;
				first.set(conversation, owner);
				expect(await answer(stage.hub, writer)).toBe(owner === contact ? 'ack' : TAKEN);
			}
		}),
		{ numRuns: 60 },
	);
});
