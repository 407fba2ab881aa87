import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createWriter, readEntries } from '../src/lib/documents/event-log';
import { SHOWN_ENGINE } from '../src/lib/model/event';
import { versionId } from '../src/lib/model/version';
import { contactRoom } from '../src/lib/model/room';
import { ADA, AGENT, said } from '../tests/guard-harness';
import { createTestHub } from '../tests/relay-harness';
import { readLedger } from './ledger';
import { createMemoryDisk, createMemoryLog, type MemoryDisk } from './memory-log';

/**
 * An id of an event stands for one content, in all rooms of its contact, for everybody who writes
 * and over restarts and compactions.
 */
const OWNER = 'tmt_0000000000000000000owner';
const HOST = `agent:${AGENT}:dev_1`;
const OFTEN = { compactEntries: 1, compactBytes: 1 };
const room = (log: 'said' | 'shown' | 'desk', chapter = 1) => contactRoom(ADA, chapter, log);
type Event = { id: string; [member: string]: unknown };
const log = (client: number, ...events: Event[]) => createWriter(client).append(events);

const words = (id: string, extra: object = {}): Event => said(id, { at: 1_000_000, ...extra });
const byAgent = { by: { kind: 'teammate', id: AGENT } };
const reply = (id: string, text = 'buenas') => words(id, { ...byAgent, text });
const note = (id: string, text = 'nota') => words(id, { ...byAgent, type: 'noteAdded', text });
const version = (id: string, workflow: string) => {
	return { id, at: 1_000_000, ...byAgent, type: 'workflowStopped', workflow };
};

type Hub = ReturnType<typeof createTestHub>;

/** What a push is answered. */
async function answer({ turn }: Hub, client: Awaited<ReturnType<Hub['join']>>) {
	await turn();
	const last = client.take().at(-1);
	if (last && 't' in last && last.t === 'ack') return 'ack';
	return last && 'code' in last ? last.code : undefined;
}

async function restarted(disk: MemoryDisk) {
	const hub = createTestHub({ log: createMemoryLog(disk), limits: OFTEN });
	const ada = await hub.join(`contact:${ADA}`);
	const agent = await hub.join(HOST);
	const manager = await hub.join(`manager:${AGENT}:dev_2`);
	return { hub, ada, agent, manager };
}

describe('47: an id that stands in another room or chapter of the contact', () => {
	const first = [
		['said', room('said'), words('evt_taken')],
		['shown', room('shown'), reply('evt_taken')],
		['desk', room('desk'), note('evt_taken')],
	] as const;
	test.each(first)(
		'that of an event in %s is refused, there and everywhere',
		async (_, at, event) => {
			const disk = createMemoryDisk();
			for (const isFirst of [true, false]) {
				const { hub, ada, agent } = await restarted(disk);
				if (isFirst) (at === room('said') ? ada : agent).push(at, log(1, event));
				await hub.turn();
				// Before and after a restart and a compaction.
				for (let i = 0; i < 2; i++) {
					ada.push(
						room('said', at === room('said') ? 2 : 1),
						log(10 + i, words('evt_taken', { text: 'otra' })),
					);
					expect(await answer(hub, ada)).toBe(4412);
					agent.push(room('shown'), log(20 + i, reply('evt_taken', 'otra')));
					expect(await answer(hub, agent)).toBe(4412);
					agent.push(room('desk', 3), log(30 + i, note('evt_taken', 'otra')));
					expect(await answer(hub, agent)).toBe(4412);
				}
			}
			const stored = [...disk.rooms.values()].flatMap(({ snapshot, entries }) => {
				return [...(snapshot ? [snapshot] : []), ...entries].flatMap(({ update }) =>
					readEntries(update),
				);
			});
			expect(stored.map(({ value }) => value)).toEqual([event]);
		},
	);

	test('the refusal comes behind the event that stands there', async () => {
		const reached: (() => void)[] = [];
		const slow = createMemoryLog(createMemoryDisk(), (done) => reached.push(done));
		const { join, turn } = createTestHub({ log: slow });
		const one = await join(HOST);
		const other = await join(`agent:${OWNER}`);
		for (const [i, at] of [room('desk'), room('desk', 2)].entries()) {
			one.push(at, log(8 + i, note(`evt_before${i}`)));
			await turn();
			reached.shift()?.();
		}
		await turn();
		other.say({ t: 'feed', since: 2 });
		await turn();
		other.take();
		one.push(room('desk'), log(1, note('evt_1')));
		const mine = words('evt_1', { by: { kind: 'teammate', id: OWNER }, type: 'noteAdded' });
		other.push(room('desk', 2), log(2, mine));
		await turn();
		expect(other.take()).toEqual([]);
		reached.shift()?.();
		await turn();
		expect(other.take()).toMatchObject([{ type: 'feed' }, { t: 'refused', push: 1, code: 4412 }]);
	});

	test('a disk that refused an event leaves no trace of its id', async () => {
		const memory = createMemoryLog();
		let isFull = true;
		const append: typeof memory.append = (entries) =>
			isFull ? Promise.reject(new Error('full')) : memory.append(entries);
		const hub = createTestHub({ log: { ...memory, append } });
		const ada = await hub.join(`contact:${ADA}`);
		ada.push(room('said'), log(1, words('evt_1')));
		await hub.turn();
		isFull = false;
		const again = await hub.join(`contact:${ADA}`);
		again.push(room('said'), log(2, words('evt_1')));
		expect(await answer(hub, again)).toBe('ack');
		expect(memory.head()).toBe(1);
	});
});

describe('48: logs are append-only for everybody', () => {
	test.each([
		['a message', room('shown'), reply('evt_1'), reply('evt_1', 'otra')],
		['a note', room('desk'), note('evt_1'), note('evt_1', 'otra')],
		['the time of a note', room('desk'), note('evt_1'), { ...note('evt_1'), at: 999_999 }],
		['what was said of a workflow', 'live', version('evt_1', 'wfl_1'), version('evt_1', 'wfl_2')],
	])('nobody rewrites %s of their own', async (_, at, event, rewritten) => {
		const disk = createMemoryDisk();
		for (const isFirst of [true, false]) {
			const { hub, manager } = await restarted(disk);
			if (isFirst) manager.push(at, log(1, event));
			manager.push(at, log(2, rewritten));
			expect(await answer(hub, manager)).toBe(4412);
			manager.push(at, log(3, event));
			expect(await answer(hub, manager)).toBe('ack');
			expect(disk.head).toBe(1);
		}
	});

	test('E-11: the engine writes the same effect again, never another', async () => {
		const effect = { ...words('evt_1'), by: { kind: 'engine', id: 'hst_1' }, type: 'tagAdded' };
		const tagged = (tag: string, at: number, host: string) => {
			return { ...effect, text: undefined, tag, at, by: { kind: 'engine', id: host } };
		};
		const { join, turn, log: stored } = createTestHub();
		const host = await join(HOST);
		host.say({ t: 'lease', preference: 1 });
		await turn();
		host.take();
		host.push(room('desk'), log(1, tagged('tag_1', 1_000, 'hst_1')), 1);
		host.push(room('desk'), log(2, tagged('tag_1', 2_000, 'hst_2')), 1);
		host.push(room('desk', 2), log(3, tagged('tag_1', 3_000, 'hst_3')), 1);
		host.push(room('desk'), log(4, tagged('tag_2', 1_000, 'hst_1')), 1);
		const asPerson = { ...tagged('tag_1', 1_000, 'hst_1'), ...byAgent };
		host.push(room('desk'), log(5, asPerson), 1);
		await turn();
		const answers = host.take().map((each) => {
			return 'push' in each ? [each.push, 'code' in each ? each.code : 'ack'] : [];
		});
		expect(Object.fromEntries(answers)).toEqual({ 1: 'ack', 2: 'ack', 3: 'ack', 4: 4412, 5: 4412 });
		expect(stored.head()).toBe(1);
	});

	test('of a push that repeats a part, only what is new is stored', async () => {
		const { join, turn, log: stored } = createTestHub();
		const ada = await join(`contact:${ADA}`);
		ada.push(room('said'), log(1, words('evt_1')));
		await turn();
		const writer = createWriter(2);
		ada.push(room('said', 2), writer.append([words('evt_0'), words('evt_1'), words('evt_2')]));
		await turn();
		ada.push(room('said', 2), writer.append([words('evt_3')]));
		await turn();
		const entries = (await stored.room(room('said', 2))).entries.map(({ update }) => update);
		const keys = entries.map((update) => readEntries(update).map(({ key }) => key));
		expect(keys).toEqual([['evt_0', 'evt_2'], ['evt_3']]);
		const doc = new Y.Doc();
		for (const update of entries) Y.applyUpdate(doc, update);
		expect(doc.getMap('events').size).toBe(3);
		expect(doc.store.pendingStructs).toBeNull();
	});

	test('SHOWN_ENGINE is nobody that a person may write as', async () => {
		const { join, turn } = createTestHub();
		const agent = await join(HOST);
		agent.take();
		agent.push(room('shown'), log(1, { ...reply('evt_1'), by: SHOWN_ENGINE }));
		await turn();
		expect(agent.take()).toMatchObject([{ t: 'refused', code: 4409 }]);
	});
});

describe('49: another text under the same fingerprint', () => {
	test('two texts that 32 bits of FNV-1a cannot tell apart are two texts', async () => {
		const hub = createTestHub();
		const ada = await hub.join(`contact:${ADA}`);
		ada.push(room('said'), log(7, words('evt_1', { text: 'pago 75zx' })));
		expect(await answer(hub, ada)).toBe('ack');
		ada.push(room('said'), log(8, words('evt_1', { text: 'pago epcd' })));
		expect(await answer(hub, ada)).toBe(4412);
		ada.push(room('said'), log(9, words('evt_1', { text: 'pago 75zx' })));
		expect(await answer(hub, ada)).toBe('ack');
	});
});

describe('A5: nothing acked is dropped, whatever comes before it', () => {
	test('clocks 0 and 2, a compaction, a restart, then 1', async () => {
		const disk = createMemoryDisk();
		const writer = createWriter(7);
		const updates = ['evt_0', 'evt_1', 'evt_2'].map((id) => writer.append([words(id)]));
		for (const order of [[0, 2], [1]]) {
			const { hub, ada } = await restarted(disk);
			for (const index of order) {
				ada.push(room('said'), updates[index]!);
				expect(await answer(hub, ada)).toBe('ack');
				await hub.turn();
			}
		}
		expect(keysOf(disk, room('said'))).toEqual(['evt_0', 'evt_1', 'evt_2']);
	});

	test('in any order, with restarts and compactions in between, and to a Y.Doc too', async () => {
		const orders = fc.shuffledSubarray([...Array(12).keys()], { minLength: 12, maxLength: 12 });
		await fc.assert(
			fc.asyncProperty(orders, fc.array(fc.boolean(), { minLength: 12 }), async (order, breaks) => {
				const disk = createMemoryDisk();
				const writers = [createWriter(3), createWriter(900)];
				const updates = order.map((_, i) => {
					return writers[i % 2]!.append([words(`evt_${i}`), words(`evt_${i}b`)]);
				});
				let { hub, ada } = await restarted(disk);
				for (const [i, index] of order.entries()) {
					if (breaks[i]) ({ hub, ada } = await restarted(disk));
					ada.push(room('said'), updates[index]!);
					expect(await answer(hub, ada)).toBe('ack');
					await hub.turn();
				}
				const keys = order.flatMap((_, i) => [`evt_${i}`, `evt_${i}b`]).sort();
				expect(keysOf(disk, room('said'))).toEqual(keys);
				const doc = new Y.Doc();
				const { snapshot, entries } = disk.rooms.get(room('said'))!;
				for (const { update } of [...(snapshot ? [snapshot] : []), ...entries]) {
					Y.applyUpdate(doc, update);
				}
				expect([...doc.getMap('events').keys()].sort()).toEqual(keys);
			}),
			{ numRuns: 30 },
		);
	});
});

describe('47: what an old log holds twice', () => {
	test('the first by sequence stays, in one room and over rooms, after compaction too', async () => {
		const place = fc.record({ chapter: fc.integer({ min: 1, max: 3 }), id: fc.nat(3) });
		await fc.assert(
			fc.asyncProperty(fc.array(place, { minLength: 2, maxLength: 12 }), async (places) => {
				const disk = createMemoryDisk();
				const memory = createMemoryLog(disk);
				const firsts = new Map<string, string>();
				for (const [i, { chapter, id }] of places.entries()) {
					const event = words(`evt_${id}`, { text: `${i}` });
					if (!firsts.has(event.id)) firsts.set(event.id, `${i}`);
					await memory.append([
						{
							room: room('said', chapter),
							at: 1,
							principal: ADA,
							// Later ones under lower client ids, which a Y.Map would drop.
							update: log(500 - i, event),
							binds: [500 - i],
						},
					]);
				}
				const { hub, ada } = await restarted(disk);
				for (const [i, { chapter }] of places.entries()) {
					ada.push(room('said', chapter), log(900 + i, words(`evt_new${i}`)));
					expect(await answer(hub, ada)).toBe('ack');
					expect(await readBySeq(disk)).toMatchObject(Object.fromEntries(firsts));
				}
			}),
			{ numRuns: 40 },
		);
	});

	/** As a reader that follows the feed from the beginning: the first of an id stays. */
	async function readBySeq(disk: MemoryDisk): Promise<Record<string, string>> {
		const found: Record<string, string> = {};
		const entries = await createMemoryLog(disk).feed({ since: 0, upTo: disk.head, maxBytes: 1e9 });
		for (const { update } of entries) {
			for (const { key, value } of readEntries(update)) {
				found[key] ??= (value as { text: string }).text;
			}
		}
		return found;
	}
});

function keysOf(disk: MemoryDisk, name: string): string[] {
	const { snapshot, entries } = disk.rooms.get(name)!;
	const updates = [...(snapshot ? [snapshot] : []), ...entries];
	return updates.flatMap(({ update }) => readEntries(update).map(({ key }) => key)).sort();
}

describe('48: a published version is what its id says', () => {
	const definition = { format: 'relevo.workflow/1', title: 'a', nodes: {} };
	const published = (id: string, more: object): Event => ({
		...version(id, 'wfl_1'),
		type: 'workflowPublished',
		version: versionId(definition),
		number: 1,
		definition,
		...more,
	});

	test('the relay takes a version under the hash of its content and under no other id', async () => {
		const hub = createTestHub();
		const manager = await hub.join(`manager:${AGENT}`);
		const bad = [
			{ definition: { ...definition, title: 'b' } },
			{ version: 'ver_1' },
			{ definition: { ...definition, nodes: { a: 1 } } },
		];
		for (const [i, more] of bad.entries()) {
			manager.push('live', log(i + 1, published(`evt_${i}`, more)));
			expect(await answer(hub, manager)).toBe(4422);
		}
		manager.push('live', log(9, published('evt_9', {})));
		expect(await answer(hub, manager)).toBe('ack');
	});
});

test('51: an id that would be another address, or none, is refused', async () => {
	const hub = createTestHub();
	const ada = await hub.join(`contact:${ADA}`);
	const strange = [
		'../../settings/members',
		'cnv_1?x=1',
		'cnv_1#a',
		'cnv%%1',
		'cnv/1',
		'..',
		'cnv 1',
	];
	for (const [i, id] of [...strange, 'cnv\u202e1', 'CNV\u0000', '%2e%2e'].entries()) {
		ada.push(room('said'), log(i + 1, words('evt_1', { conversation: id })));
		expect(await answer(hub, ada), id).toBe(4422);
		const pressed = { type: 'buttonPressed', option: 'a', text: undefined };
		ada.push(room('said'), log(100 + i, words('evt_1', { ...pressed, prompt: id })));
		expect(await answer(hub, ada), id).toBe(4422);
	}
});

test('52: one file twice in a message is refused', async () => {
	const hub = createTestHub();
	const ada = await hub.join(`contact:${ADA}`);
	const agent = await hub.join(HOST);
	const file = (digit: string) => {
		return { sha256: digit.repeat(64), name: 'a.png', mime: 'image/png', sizeBytes: 1 };
	};
	const twice = { files: [file('a'), file('b'), { ...file('a'), name: 'b.png' }] };
	ada.push(room('said'), log(1, words('evt_1', twice)));
	expect(await answer(hub, ada)).toBe(4422);
	agent.push(room('shown'), log(2, { ...reply('evt_2'), ...twice }));
	expect(await answer(hub, agent)).toBe(4422);
	ada.push(room('said'), log(3, words('evt_3', { files: [file('a'), file('b')] })));
	expect(await answer(hub, ada)).toBe('ack');
});

test('47: whoever has written much does not keep the others waiting while the ids are read', async () => {
	const log = createMemoryLog(createMemoryDisk());
	const writer = createWriter(1);
	const text = 'x'.repeat(9_000);
	const entries = Array.from({ length: 500 }, (_, i) => {
		const update = writer.append([words(`evt_${1_000 + i}`, { text })]);
		return { room: room('said'), at: 1, principal: ADA, update, binds: [] };
	});
	await log.append(entries);
	let turns = 0;
	const others = setInterval(() => turns++, 0);
	const ledger = await readLedger(log, ADA);
	clearInterval(others);
	expect(ledger.size).toBe(500);
	expect(turns).toBeGreaterThan(0);
});
