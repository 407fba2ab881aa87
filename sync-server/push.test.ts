import { describe, expect, test } from 'vitest';
import { createWriter, readEntries } from '../src/lib/documents/event-log';
import { SHOWN_ENGINE } from '../src/lib/model/event';
import { contactRoom } from '../src/lib/model/room';
import { decodeBinary, encodeParts, encodePush, MAX_PARTS } from '../src/lib/sync/wire';
import { createTestHub } from '../tests/relay-harness';
import { createMemoryDisk, createMemoryLog } from './memory-log';

const ADA = 'con_0000000000000000000000ada';
const BOB = 'con_0000000000000000000000bob';
const AGENT = 'tmt_0000000000000000000agent';
const DESK = contactRoom(ADA, 1, 'desk');
const SHOWN = contactRoom(ADA, 1, 'shown');

function event(id: string, body: object, by: object = { kind: 'engine', id: 'runner' }) {
	return { id, at: 1_000_000, by, conversation: 'cnv_1', ...body };
}
const note = (id: string, text = 'x') => event(id, { type: 'noteAdded', text });
const words = (id: string, more = {}) =>
	event(id, { type: 'messageSent', text: 'hola', ...more }, SHOWN_ENGINE);

/** Of fresh clients each time, as after a refusal. */
let client = 0;
function part(room: string, ...events: { id: string }[]) {
	return { room, update: createWriter(++client).append(events) };
}

async function host(options: Parameters<typeof createTestHub>[0] = {}) {
	const hub = createTestHub(options);
	const runner = await hub.join('runner:runner');
	runner.say({ t: 'lease', preference: 2 });
	await hub.turn();
	runner.say({ t: 'feed', since: 0 });
	await hub.turn();
	runner.take();
	return { ...hub, runner };
}

async function stored({ log }: Pick<ReturnType<typeof createTestHub>, 'log'>): Promise<string[]> {
	const entries = await log.feed({ since: 0, upTo: log.head(), maxBytes: Infinity });
	return entries.flatMap(({ seq, update }) =>
		readEntries(update).map(({ key }) => `${seq} ${key}`),
	);
}

describe('E-30: a push of several rooms is stored whole or not at all', () => {
	test('its parts follow each other in the log, others hear them at once, and one ack answers', async () => {
		const stage = await host();
		const agent = await stage.join(`agent:${AGENT}`);
		agent.say({ t: 'feed', since: 0 });
		await stage.turn();
		for (const each of [agent, stage.runner]) each.take();
		stage.runner.pushParts([part(DESK, note('evt_1')), part(SHOWN, words('evt_2'))], 1);
		await stage.turn();
		expect(await stored(stage)).toEqual(['1 evt_1', '2 evt_2']);
		const answers = stage.runner.take();
		expect(answers).toMatchObject([{ t: 'ack', push: 1, seq: 2 }]);
		const [frame, ...more] = agent.take();
		expect(more).toEqual([]);
		expect(frame).toMatchObject({ entries: [{ room: DESK }, { room: SHOWN }] });
	});

	const wrong: [string, ReturnType<typeof part>, number][] = [
		['no room', part('contact/x', words('evt_2')), 4403],
		['an event of another log', part(SHOWN, note('evt_2')), 4422],
		['more than a customer may see', part(SHOWN, words('evt_2', { node: 'n' })), 4422],
		[
			'a log that the contact alone writes',
			part(contactRoom(ADA, 1, 'said'), words('evt_2')),
			4403,
		],
		['bytes that are no update', { room: SHOWN, update: new Uint8Array([255, 255]) }, 4422],
	];
	for (const [name, bad, code] of wrong) {
		for (const isFirst of [true, false]) {
			test(`${name}, ${isFirst ? 'first' : 'last'}: nothing of it is stored`, async () => {
				const stage = await host();
				const good = part(DESK, note('evt_1'));
				stage.runner.pushParts(isFirst ? [bad, good] : [good, bad], 1);
				await stage.turn();
				expect(await stored(stage)).toEqual([]);
				expect(stage.runner.take()).toMatchObject([{ t: 'refused', push: 1, code }]);
				// What was refused left no trace: its good part comes again under its own client.
				stage.runner.pushParts([good], 1);
				await stage.turn();
				expect(stage.runner.take()).toMatchObject([{ t: 'ack', push: 2 }]);
			});
		}
	}

	test('under a fence that is over nothing of it is stored', async () => {
		const stage = await host();
		stage.runner.pushParts([part(DESK, note('evt_1')), part(SHOWN, words('evt_2'))], 7);
		await stage.turn();
		expect(await stored(stage)).toEqual([]);
		expect(stage.runner.take()).toMatchObject([{ t: 'refused', push: 1, code: 4409 }]);
	});

	test('what is there already is not stored again, what is missing is', async () => {
		const stage = await host();
		const [desk, shown] = [part(DESK, note('evt_1')), part(SHOWN, words('evt_2'))];
		stage.runner.pushParts([desk], 1);
		stage.runner.pushParts([desk, shown], 1);
		stage.runner.pushParts([desk, shown], 1);
		await stage.turn();
		expect(await stored(stage)).toEqual(['1 evt_1', '2 evt_2']);
		const acks = stage.runner.take().map((each) => 'push' in each && each.push);
		expect(acks.sort()).toEqual([1, 2, 3]);
	});

	test('A2: a wrong clock is told with the right one, and is no entry in the list of attacks', async () => {
		const refusals: unknown[] = [];
		const stage = await host({ refused: (refusal) => void refusals.push(refusal) });
		const ahead = { ...words('evt_2'), at: stage.world.now() + 3_600_000 };
		stage.runner.pushParts([part(DESK, note('evt_1')), part(SHOWN, ahead)], 1);
		await stage.turn();
		const now = stage.world.now();
		expect(stage.runner.take()).toMatchObject([{ t: 'refused', push: 1, code: 4425, now }]);
		expect(await stored(stage)).toEqual([]);
		expect(refusals).toEqual([]);
	});

	test('the disk refuses all of it or takes all of it', async () => {
		const disk = createMemoryDisk();
		const log = createMemoryLog(disk);
		let appended: number[] = [];
		const stage = await host({
			log: {
				...log,
				append(entries) {
					appended.push(entries.length);
					return Promise.reject(new Error('the disk is full'));
				},
			},
		});
		appended = [];
		stage.runner.pushParts([part(DESK, note('evt_1')), part(SHOWN, words('evt_2'))], 1);
		await stage.turn();
		expect(appended).toEqual([2]);
		expect(stage.runner.state.closed).toMatchObject({ code: 4503 });
	});

	test('rooms that are being loaded are not let go before the last is there', async () => {
		const stage = await host({ limits: { idleRooms: 1 } });
		const contacts = Array.from({ length: 30 }, (_, i) => `con_${String(i).padStart(26, '0')}`);
		const parts = contacts.map((contact, i) => {
			const own = { ...note(`evt_${i}`), conversation: `cnv_${i}` };
			return part(contactRoom(contact, 1, 'desk'), own);
		});
		stage.runner.pushParts(parts, 1);
		stage.runner.pushParts(parts, 1);
		for (let i = 0; i < 60; i++) await stage.turn();
		expect(await stored(stage)).toHaveLength(30);
		expect(stage.runner.take()).toHaveLength(2);
		expect(stage.hub.stats().rooms).toBe(1);
	});

	test('case 1: of a contact, one foreign room among its own refuses all', async () => {
		const stage = await host();
		const visitor = await stage.join(`contact:${ADA}`);
		visitor.take();
		const said = (id: string) =>
			event(id, { type: 'messageSent', text: 'hola' }, { kind: 'contact', id: ADA });
		const own = part(contactRoom(ADA, 1, 'said'), said('evt_1'));
		for (const foreign of [DESK, SHOWN, contactRoom(BOB, 1, 'said')]) {
			visitor.pushParts([own, part(foreign, said('evt_2'))]);
			await stage.turn();
			expect(visitor.take()).toMatchObject([{ t: 'refused', code: 4403 }]);
		}
		expect(await stored(stage)).toEqual([]);
	});
});

describe('the frame', () => {
	test('one room is told as it always was: a relay that knows no parts understands it', () => {
		const only = part(DESK, note('evt_1'));
		const push = { push: 3, fence: 2 };
		expect(encodeParts({ ...push, parts: [only] })).toEqual(encodePush({ ...push, ...only }));
	});

	test('no part, too many, one room twice, or bytes behind the last are malformed', () => {
		const [one, two] = [part(DESK, note('evt_1')), part(SHOWN, words('evt_2'))];
		const encode = (parts: (typeof one)[]) => encodeParts({ push: 1, fence: 0, parts });
		const many = Array.from({ length: MAX_PARTS + 1 }, (_, i) => ({ ...one, room: `r${i}` }));
		for (const bytes of [encode([]), encode(many), encode([one, two, one])]) {
			expect(decodeBinary(bytes)).toBeUndefined();
		}
		const sound = encode([one, two]);
		expect(decodeBinary(sound)).toMatchObject({ push: 1, parts: [one, two] });
		expect(decodeBinary(new Uint8Array([...sound, 0]))).toBeUndefined();
		for (let cut = 1; cut < sound.length; cut++) {
			expect(decodeBinary(sound.subarray(0, cut))).toBeUndefined();
		}
	});
});
