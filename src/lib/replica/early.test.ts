import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { conversationKey } from '../model/conversation';
import { EARLY_PAGE, type EarlyRow } from '../model/early-row';
import { earlyPageOf } from '../read/early-page';
import { arrives, CONTACT, KEY, page, says, stageDevices, words } from '../../../tests/page-stage';
import { Conversations } from './conversations';
import { EarlyRows } from './early';
import { listed } from './views';

/** Rows that came before their events: shown in lists, and known to nothing else. */

stageDevices();

const ALL = { kind: 'all' as const };

function row(contact: string, updatedAt: number, more: Partial<EarlyRow> = {}): EarlyRow {
	return {
		...{ id: 'cnv_1', contact, state: 'open', updatedAt, teammate: null, team: null },
		...{ tags: [], priority: 'none', lastCustomerAt: updatedAt },
		...more,
	};
}
const key = (contact: string) => conversationKey(contact, 'cnv_1');
const told = (...rows: EarlyRow[]) => ({ rows, isFirst: false });

test('P17: they stand in the lists, the newest first, and are counted and kept nowhere', async () => {
	const { replica } = await page();
	replica.takeEarly({ rows: [row('con_b', 7), row('con_c', 9)], isFirst: true });
	replica.takeEarly(
		told(
			row('con_d', 5, { teammate: 'agt_me', name: 'Dora', tags: ['tag_1'] }),
			row('con_e', 8, { state: 'closed' }),
		),
	);
	const ids = replica.shown(ALL).map(({ id }) => id);
	expect(ids).toEqual([key('con_c'), key('con_b'), key('con_d')]);
	expect(replica.shown({ kind: 'mine', me: 'agt_me' })).toMatchObject([
		{ name: 'Dora', isEarly: true, unread: true, conversation: { tags: ['tag_1'] } },
	]);
	expect(replica.shown({ kind: 'closed' })).toHaveLength(1);
	expect(replica.counts()).toMatchObject({ all: 0, mine: 0, unassigned: 0 });
	expect(replica.list(ALL)).toEqual([]);
	expect(replica.snapshot(30).rows).toEqual([]);
	expect(replica.conversation(key('con_b'))).toBeUndefined();
	expect(replica.conversationsOf('con_b')).toEqual([]);
	expect(replica.positionOf('con_b')).toBeUndefined();
	replica.takeEarly({ rows: [row('con_f', 1)], isFirst: true });
	expect(replica.shown(ALL).map(({ id }) => id)).toEqual([key('con_f')]);
	replica.takeEarly('over');
	expect(replica.shown(ALL)).toEqual([]);
});

test('E1: what has come takes its place, also where the early row said more or other', async () => {
	const { replica } = await page();
	replica.takeEarly(told(row(CONTACT, 9_000), row(CONTACT, 8_000, { id: 'cnv_gone' })));
	expect(replica.shown(ALL)).toHaveLength(2);
	await arrives(says('hola'), 100);
	await expect.poll(() => replica.list(ALL).length).toBe(1);
	expect(replica.shown(ALL)).toEqual(replica.list(ALL));
	expect(replica.shown(ALL)).toMatchObject([{ id: KEY, updatedAt: 100 }]);
	expect(replica.shown(ALL)[0]).not.toHaveProperty('isEarly');
});

test('one that is opened is fetched at once, says so, and is drawn when it is here', async () => {
	const { replica, open, fetched } = await page();
	replica.takeEarly(told(row(CONTACT, 9_000)));
	await open();
	expect(fetched).toContain(CONTACT);
	expect(replica.opened(KEY)).toMatchObject({ row: undefined, isComing: true });
	await arrives(says('hola'), 100);
	await expect.poll(() => words(replica)).toEqual(['hola: sent']);
	expect(replica.opened(KEY)).toMatchObject({ row: { id: KEY }, isComing: false });
});

test('one that was opened by its address is fetched when the rows come', async () => {
	const { replica, open, fetched } = await page();
	await open();
	fetched.length = 0;
	replica.takeEarly(told(row(CONTACT, 9_000)));
	expect(fetched).toEqual([CONTACT]);
	expect(replica.opened(KEY)).toMatchObject({ isComing: true });
});

test('whatever is told and comes in whatever order: each once, in order, and real ones win', () => {
	const contacts = ['con_a', 'con_b', 'con_c'];
	const deed = fc.record({
		contact: fc.constantFrom(...contacts),
		at: fc.nat(20),
		is: fc.constantFrom('early', 'real', 'over'),
	});
	fc.assert(
		fc.property(fc.array(deed, { maxLength: 20 }), (deeds) => {
			const real = new Conversations();
			const early = new EarlyRows(real);
			const known = new Set<string>();
			for (const { contact, at, is } of deeds) {
				if (is === 'over') early.take('over');
				else early.take(told(row(contact, at)));
				const [first] = early.over([], ALL);
				if (is !== 'real' || !first) continue;
				const { id, shelf, assignee, group, conversation } = first;
				const plain = { id, contact: first.contact, shelf, assignee, group, conversation };
				real.put(listed({ ...plain, updatedAt: at }, undefined));
				known.add(first.contact);
			}
			const shown = early.over(real.list(ALL), ALL);
			expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
			expect(shown.filter(({ isEarly }) => !isEarly)).toEqual(real.list(ALL));
			for (const { isEarly, contact } of shown) expect(known.has(contact)).toBe(!isEarly);
			const times = shown.map(({ updatedAt }) => updatedAt);
			expect(times).toEqual(times.toSorted((a, b) => b - a));
		}),
	);
});

test('an answer that is no page, or larger than any, is no answer; odd rows are left out', () => {
	const packed = (value: unknown) => deflateSync(strToU8(JSON.stringify(value)));
	const good = row('con_good', 1);
	expect(earlyPageOf(packed({ rows: [good, { ...good, state: 'hidden' }, 7, null] }))).toEqual({
		rows: [good],
		next: undefined,
	});
	const many = Array.from({ length: EARLY_PAGE + 1 }, () => good);
	const bomb = { rows: [], name: 'x'.repeat(50_000_000) };
	for (const odd of [many, { rows: many }, bomb, {}, { rows: [], next: { at: 'x' } }, null]) {
		expect(earlyPageOf(packed(odd))).toBeUndefined();
	}
	expect(earlyPageOf(Uint8Array.of(1, 2, 3))).toBeUndefined();
	expect(earlyPageOf(new Uint8Array())).toBeUndefined();
	const full = Array.from({ length: EARLY_PAGE }, (_, i) =>
		row(`con_${i}`, 1, {
			...{ name: '名'.repeat(120), email: '名'.repeat(120) },
			tags: Array.from({ length: 12 }, () => 'tag_'.padEnd(80, '0')),
			lastMessage: { text: '名'.repeat(160), by: { kind: 'contact', id: 'con_1' }, at: 1 },
		}),
	);
	expect(earlyPageOf(packed({ rows: full }))?.rows).toHaveLength(EARLY_PAGE);
});
