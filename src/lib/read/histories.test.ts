import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change } from '../core/ports';
import { createWriter } from '../documents/event-log';
import { conversationKey } from '../model/conversation';
import { foldContact } from '../model/contact-state';
import { type DomainEvent, roomOf } from '../model/event';
import { packSome } from './pack-legacy';
import { entriesOf } from './log';
import { countersOf, rowsOf } from './project';
import { search } from './queries/search';
import { rebuild } from './rebuild';
import { putContacts } from './rows';
import { appendTexts } from './search-text';
import { deviceStorage } from './storage';
import { cutOff, stagedStore } from '../../../tests/store-stage';
import { discardFailed, storeWritten } from './write';

const CONTACTS = ['con_0000000000000000000001', 'con_0000000000000000000002', ''];
const CNV = ['cnv_0000000000000000000001', 'cnv_0000000000000000000002'];
let made = 0;
/** What a device must hold, and how far it has come. */
type M = {
	contact: string;
	chapter: number;
	event: DomainEvent;
	is: 'sent' | 'saved' | 'failed';
	n: number;
};
const op = fc.record({
	is: fc.constantFrom(
		'page',
		'page',
		'own',
		'feed',
		'feed',
		'confirm',
		'confirm',
		'confirmMany',
		'refuse',
		'withdraw',
		'again',
		'restamp',
		'discard',
		'pack',
		'replace',
		'reopen',
		'rebuild',
		'cutRebuild',
		'mixed',
	),
	c: fc.nat(2),
	cnv: fc.nat(1),
	chapter: fc.integer({ min: 1, max: 2 }),
	at: fc.integer({ min: 1, max: 60 }),
	pick: fc.nat(1000),
	type: fc.nat(3),
});
const legacy = fc.record({
	c: fc.nat(2),
	cnv: fc.nat(1),
	at: fc.integer({ min: 1, max: 60 }),
	is: fc.constantFrom('sent', 'sent', 'sent', 'saved', 'failed'),
	bytes: fc.boolean(),
	type: fc.nat(3),
});

function eventOf(
	contact: string,
	cnv: number,
	at: number,
	type: number,
	author: 'contact' | 'teammate' | 'engine' = 'teammate',
): DomainEvent {
	const id = `ev_${String(made++).padStart(20, '0')}`;
	if (contact === '')
		return {
			id,
			at,
			by: { kind: 'teammate', id: 'agt_00000000000000000001' },
			type: 'workflowStopped',
			workflow: 'wfl_0000000000000000000001',
		};
	const by =
		author === 'contact'
			? { kind: 'contact' as const, id: contact }
			: { kind: author, id: 'agt_00000000000000000001' };
	const base = { id, at, by, conversation: CNV[cnv]! };
	if (type === 0 || author === 'contact')
		return { ...base, type: 'messageSent', text: `palabra${made}x` };
	if (type === 1) return { ...base, type: 'noteAdded', text: `palabra${made}x` };
	if (type === 2)
		return {
			...base,
			type: 'conversationAssigned',
			teammate: at % 2 ? 'agt_00000000000000000002' : 'agt_00000000000000000003',
		} as DomainEvent;
	return { ...base, type: 'conversationClosed' } as DomainEvent;
}

test('nothing is lost, doubled or told in another state, whatever happens to a half migrated store', async () => {
	let n = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(legacy, { maxLength: 14 }),
			fc.array(op, { maxLength: 30, size: 'max' }),
			async (olds, ops) => {
				const { db, store } = stagedStore(`ws_f${n++}`);
				await db.open();
				let core = deviceStorage(store.name);
				const model = new Map<string, M>();
				const writer = createWriter(7);
				const eventsOfContact = (c: string) =>
					[...model.values()]
						.filter((m) => m.contact === c && m.is !== 'failed')
						.map((m) => m.event);
				const fold = (c: string) => foldContact(c, eventsOfContact(c));
				const contacts = (...cs: string[]) => [...new Set(cs)].filter(Boolean).map(fold);
				const put = (m: Omit<M, 'n'>) => model.set(m.event.id, { ...m, n: model.size });
				const sentOf = ({ contact, chapter, event }: M) => ({ contact, chapter, event, writer: 5 });
				const pendOf = ({ contact, chapter, event }: M) => ({
					room: roomOf(contact, chapter, event),
					contact,
					event,
				});
				const of = (is: M['is']) => [...model.values()].filter((m) => m.is === is);
				// As the version before pages has left it.
				await store.write(async (t) => {
					for (const o of olds) {
						const contact = CONTACTS[o.c]!;
						const event = eventOf(
							contact,
							o.cnv,
							o.at,
							o.type,
							o.is === 'sent' && o.at % 3 === 0 && contact ? 'contact' : 'teammate',
						);
						const room = roomOf(contact, 1, event);
						put({ contact, chapter: 1, event, is: o.is as M['is'] });
						const thread = contact && { thread: conversationKey(contact, CNV[o.cnv]!) };
						await t.entries.put({
							id: event.id,
							contact,
							chapter: 1,
							at: event.at,
							delivery: o.is as M['is'],
							event,
							...thread,
							...(o.is === 'sent' && { writer: 7 }),
							...(o.is === 'failed' && { reason: 'x' }),
						});
						if (o.is === 'saved') await t.pending.put({ id: event.id, room, contact, event });
						if (o.is === 'sent' && o.bytes)
							await t.updates.put({ room, update: writer.append([event]) });
					}
					await putContacts(t, contacts(...CONTACTS));
					await appendTexts(
						t,
						(await t.entries.all()).filter(({ delivery }) => delivery !== 'saved'),
					);
				});
				const log: string[] = [];
				let projection = 1;
				let isHalf = false;
				const check = async () => {
					const found: string[] = [];
					await store.read(async (t) => {
						for (const c of CONTACTS)
							for (const e of await entriesOf(t, c))
								found.push(`${e.contact} ${e.id} ${e.chapter} ${e.at} ${e.delivery}`);
					});
					const wanted = [...model.values()].map(
						(m) => `${m.contact} ${m.event.id} ${m.contact ? m.chapter : 1} ${m.event.at} ${m.is}`,
					);
					expect(found.sort(), log.join(' ')).toEqual(wanted.sort());
					expect((await core.pending()).map(({ event }) => event.id).sort(), log.join(' ')).toEqual(
						of('saved')
							.map(({ event }) => event.id)
							.sort(),
					);
					if (isHalf) return;
					const rows = (await db.conversations.toArray()).sort((a, b) => (a.id < b.id ? -1 : 1));
					const folded = contacts(...CONTACTS)
						.flatMap((s) => rowsOf(s).conversations)
						.sort((a, b) => (a.id < b.id ? -1 : 1));
					expect(rows, log.join(' ')).toEqual(JSON.parse(JSON.stringify(folded)));
					const counts = new Map<string, number>();
					for (const row of folded)
						for (const k of countersOf(row)) counts.set(k, (counts.get(k) ?? 0) + 1);
					const stored = Object.fromEntries(
						(await db.counters.toArray())
							.filter(({ count }) => count)
							.map(({ id, count }) => [id, count]),
					);
					expect(stored, log.join(' ')).toEqual(Object.fromEntries(counts));
				};
				for (const o of ops) {
					const contact = CONTACTS[o.c]!;
					const pick = (is: M['is']) => {
						const all = of(is);
						return all.length ? all[o.pick % all.length] : undefined;
					};
					log.push(o.is);
					if (o.is === 'page') {
						const event = eventOf(contact, o.cnv, o.at, o.type);
						const newest = Math.max(
							1,
							...[...model.values()].filter((m) => m.contact === contact).map((m) => m.chapter),
						);
						expect((await storeWritten(store, [{ contact, events: [event] }])).ok).toBe(true);
						put({ contact, chapter: newest, event, is: 'saved' });
					} else if (o.is === 'own') {
						const event = eventOf(contact, o.cnv, o.at, o.type, contact ? 'engine' : 'teammate');
						put({ contact, chapter: contact ? o.chapter : 1, event, is: 'saved' });
						await core.commit({
							pending: [pendOf(model.get(event.id)!)],
							contacts: contacts(contact),
						});
					} else if (o.is === 'feed') {
						const event = eventOf(contact, o.cnv, o.at, o.type, contact ? 'contact' : 'teammate');
						put({ contact, chapter: contact ? o.chapter : 1, event, is: 'sent' });
						await core.commit({
							events: [sentOf(model.get(event.id)!)],
							contacts: contacts(contact),
						});
					} else if (o.is === 'confirm' || o.is === 'confirmMany') {
						const some =
							o.is === 'confirm' ? [pick('saved')].filter((x) => x !== undefined) : of('saved');
						for (const m of some) m.is = 'sent';
						await core.commit({ confirmed: some.map((m) => m.event.id), events: some.map(sentOf) });
					} else if (o.is === 'refuse') {
						const m = pick('saved');
						if (!m) continue;
						m.is = 'failed';
						await core.commit({
							refused: [{ id: m.event.id, reason: 'x' }],
							contacts: contacts(m.contact),
						});
					} else if (o.is === 'withdraw') {
						const m = pick('saved');
						if (!m) continue;
						model.delete(m.event.id);
						await core.commit({ withdrawn: [m.event.id], contacts: contacts(m.contact) });
					} else if (o.is === 'again') {
						const items = await core.confirmedBy(({ kind }) => kind !== 'contact');
						const expected = of('sent')
							.filter((m) => m.event.by.kind !== 'contact')
							.map((m) => m.event.id)
							.sort();
						expect(items.map(({ event }) => event.id).sort(), log.join(' ')).toEqual(expected);
						for (const { event } of items) model.get(event.id)!.is = 'saved';
						await core.commit({ pending: items.map((item) => ({ ...item, again: true })) });
					} else if (o.is === 'restamp') {
						const m = pick('saved');
						if (!m) continue;
						m.event = { ...m.event, at: o.at };
						await core.commit({ pending: [pendOf(m)], contacts: contacts(m.contact) });
					} else if (o.is === 'discard') {
						const m = pick('failed');
						if (!m) continue;
						model.delete(m.event.id);
						await discardFailed(store, m.event.id);
					} else if (o.is === 'replace') {
						const m = of('sent').filter((x) => x.event.by.kind === 'contact')[o.pick % 3];
						if (!m) continue;
						m.event = { ...m.event, arrivedAt: o.at + 100 };
						await core.commit({
							events: [{ ...sentOf(m), replaces: true }],
							contacts: contacts(m.contact),
						});
					} else if (o.is === 'mixed') {
						const [a, b, c] = of('saved');
						const change: Change = {
							events: [],
							confirmed: [],
							refused: [],
							withdrawn: [],
							pending: [],
						};
						const touched: string[] = [contact];
						const fresh = eventOf(contact, o.cnv, o.at, o.type);
						put({ contact, chapter: contact ? o.chapter : 1, event: fresh, is: 'saved' });
						change.pending!.push(pendOf(model.get(fresh.id)!));
						if (a) {
							a.is = 'sent';
							change.events!.push(sentOf(a));
							change.confirmed!.push(a.event.id);
							touched.push(a.contact);
						}
						if (b) {
							b.is = 'failed';
							change.refused!.push({ id: b.event.id, reason: 'x' });
							touched.push(b.contact);
						}
						if (c) {
							model.delete(c.event.id);
							change.withdrawn!.push(c.event.id);
							touched.push(c.contact);
						}
						await core.commit({ ...change, contacts: contacts(...touched) });
					} else if (o.is === 'pack') await packSome(store);
					else if (o.is === 'reopen') {
						core.close();
						core = deviceStorage(store.name);
					} else if (o.is === 'rebuild') {
						await rebuild(store, projection++);
						isHalf = false;
					} else {
						const cut = cutOff(store, 1 + (o.pick % 3));
						await rebuild(cut, projection).catch(() => (isHalf = true));
					}
					await check();
				}
				if (isHalf) {
					log.push('END');
					await rebuild(store, projection);
					isHalf = false;
					await check();
				}
				while (await packSome(store));
				await check();
				for (const m of model.values()) {
					if (m.is === 'failed' || !('text' in m.event) || !m.contact) continue;
					const hits = await search(db, { query: String(m.event.text), limit: 9 });
					expect(
						hits.map(({ id }) => id),
						`${log.join(' ')} ${m.event.id} ${m.is}`,
					).toContain(
						conversationKey(
							m.contact,
							'conversation' in m.event ? (m.event.conversation ?? '') : '',
						),
					);
				}
				core.close();
				await db.delete();
			},
		),
		{ numRuns: 60 },
	);
}, 240_000);
