import * as Y from 'yjs';
import { EVENTS } from '../../src/lib/documents/event-log';
import { byTimeThenId } from '../../src/lib/base/order';
import { type DomainEvent, isUnknown, readEvent } from '../../src/lib/model/event';
import { canonicalJson } from '../../src/lib/model/version';
import { LIVE_ROOM, parseRoom } from '../../src/lib/model/room';
import type { MemoryDisk } from '../../sync-server/memory-log';
import { CANARY } from './cast';
import { asLogged } from '../../src/lib/model/placed';
import type { Peer } from './peer';
import type { SimulatedRelay } from './relay';
import { checkWords, stateOf } from './words';
import { checkRuns, checkTurns, liveTimes } from './runs';
import { eventsOf } from '../stored';

/** What must hold when everything was mended and has come to rest (reliability A3). */
export type Violation = { invariant: string; what: string };

export type Ledger = {
	/** Event id → the device that promised "saved". */
	saved: Map<string, Peer>;
	/** When the promise was given. */
	savedAt: Map<string, number>;
	sent: Set<string>;
	/** Texts that the relay refused to store. */
	refused: Set<string>;
	/** Kinds of steps that some run has come to. */
	kinds: Set<string>;
	/** Who has lost all rights: what they hold is theirs alone. */
	left: Set<string>;
};

export function emptyLedger(): Ledger {
	return {
		saved: new Map(),
		savedAt: new Map(),
		sent: new Set(),
		refused: new Set(),
		left: new Set(),
		kinds: new Set(),
	};
}

export async function checkAll(
	{ disk, arrivals }: SimulatedRelay,
	peers: readonly Peer[],
	contacts: readonly string[],
	ledger: Ledger,
	now: number,
): Promise<Violation[]> {
	const found: Violation[] = [];
	const fail = (invariant: string, what: string) => void found.push({ invariant, what });
	const all = new Map<string, DomainEvent>();
	const logs = new Map(contacts.map((contact) => [contact, readDisk(disk, contact, fail)]));
	const live = liveTimes(logs.get('') ?? []);
	const staff = peers.filter(({ me }) => !ledger.left.has(me.id));
	for (const [contact, events] of logs) {
		for (const event of events) all.set(event.id, event);
		await checkReplicas(contact, events, staff, fail);
		await checkAlike(contact, staff, fail);
		const held = await checkStates(contact, staff, { ...ledger, arrivals }, fail);
		checkRuns(contact, held ?? events, { now, live }, fail);
		for (const event of events) {
			if ('text' in event && ledger.refused.has(event.text)) {
				fail('I17', `${event.id} was refused, and is there`);
			}
			if (event.type !== 'runAdvanced') continue;
			for (const { kind } of event.steps) ledger.kinds.add(kind);
		}
	}
	checkTurns([...all.values()].sort(byTimeThenId), fail);
	for (const id of ledger.sent) if (!all.has(id)) fail('I2', `sent ${id} is lost`);
	for (const [id, peer] of ledger.saved) {
		if (all.has(id) || peer.disk.wiped || ledger.left.has(peer.me.id)) continue;
		fail('I2', `saved ${id} of ${peer.me.id} is lost`);
	}
	return found;
}

export type Fail = (invariant: string, what: string) => void;

/**
 * Reads the relay's disk as Yjs would, entry by entry and merged, and demands that both agree
 * (I1).
 */
function readDisk(disk: MemoryDisk, contact: string, fail: Fail): DomainEvent[] {
	const events: DomainEvent[] = [];
	for (const [room, stored] of disk.rooms) {
		const parsed = parseRoom(room);
		const owner = parsed?.kind === 'contact' ? parsed.contact : room === LIVE_ROOM ? '' : undefined;
		if (owner !== contact) continue;
		const updates = [
			...(stored.snapshot ? [stored.snapshot.update] : []),
			...stored.entries.map(({ update }) => update),
		];
		const one = docOf(room, updates);
		const map = one.getMap(EVENTS);
		if (one.store.pendingStructs || one.store.pendingDs) fail('I1', `${room} has a gap`);
		const merged = docOf(room, [Y.mergeUpdates(updates)]);
		const mergedMap = merged.getMap(EVENTS);
		if (map.size !== mergedMap.size) fail('I1', `${room}: merged updates hold another number`);
		for (const [key, value] of map) {
			if (!isSame(value, mergedMap.get(key)))
				fail('I1', `${room}: merged, ${key} says another thing`);
			const event = readEvent(key, value);
			if (isUnknown(event)) fail('I1', `${room} holds ${key}, which no peer can read`);
			else events.push(event);
		}
		one.destroy();
		merged.destroy();
	}
	return events.sort(byTimeThenId);
}

function docOf(room: string, updates: Uint8Array[]): Y.Doc {
	const doc = new Y.Doc({ guid: room });
	// In one transaction: each of its own would tidy up and tell nobody.
	doc.transact(() => {
		for (const update of updates) Y.applyUpdate(doc, update);
	});
	return doc;
}

/** What is not alike to the letter may have its members in another order. */
function isSame(one: unknown, other: unknown): boolean {
	return (
		JSON.stringify(one) === JSON.stringify(other) || canonicalJson(one) === canonicalJson(other)
	);
}

async function checkReplicas(
	contact: string,
	truth: readonly DomainEvent[],
	peers: readonly Peer[],
	fail: Fail,
): Promise<void> {
	const told = new Map(truth.map((event) => [event.id, JSON.stringify(event)]));
	const isTold = (event: DomainEvent, wanted: DomainEvent) =>
		JSON.stringify(event) === told.get(wanted.id) || isSame(event, wanted);
	const forVisitor = truth.filter((event) => isForVisitor(event));
	for (const peer of peers) {
		const isVisitor = peer.me.role === 'contact';
		if (isVisitor && peer.me.id !== contact) continue;
		const expected = isVisitor ? forVisitor : truth;
		const stored = await eventsOf(peer.disk, contact);
		const actual = stored
			.flatMap((event) => (isUnknown(event) ? [] : asLogged(event)))
			.sort(byTimeThenId);
		if (actual.length !== expected.length) {
			fail('I1', `${peer.me.id} holds ${actual.length} of ${expected.length} events of ${contact}`);
		} else if (!actual.every((event, index) => isTold(event, expected[index]!))) {
			fail('I1', `${peer.me.id} holds other events of ${contact} than the relay`);
		}
		if (isVisitor && JSON.stringify(stored).includes(CANARY)) {
			fail('I8', `${contact} stores the canary`);
		}
	}
}

/** I20: every device ends with the same times and the same content for each event's id. */
async function checkAlike(contact: string, peers: readonly Peer[], fail: Fail): Promise<void> {
	const first = new Map<string, string>();
	for (const { me, disk } of peers) {
		for (const event of await eventsOf(disk, contact)) {
			const content = canonicalJson(event);
			const other = first.get(event.id);
			if (other === undefined) first.set(event.id, content);
			else if (other !== content) fail('I20', `${me.id} holds another ${event.id}`);
		}
	}
}

/**
 * The team's devices see one state, and in it no words are swallowed (I1, I14). Returns what they
 * hold: the log with the times of arrival.
 */
async function checkStates(
	contact: string,
	peers: readonly Peer[],
	{ savedAt, arrivals }: Ledger & Pick<SimulatedRelay, 'arrivals'>,
	fail: Fail,
): Promise<DomainEvent[] | undefined> {
	if (contact === '') return undefined;
	let first: { state: string; events: DomainEvent[] } | undefined;
	for (const { me, disk } of peers) {
		if (me.role === 'contact') continue;
		const stored = await eventsOf(disk, contact);
		const events = stored.flatMap((event) => (isUnknown(event) ? [] : event));
		const state = stateOf(contact, events);
		if (first === undefined) checkWords(contact, events, { savedAt, arrivals }, fail);
		else if (state !== first.state) fail('I1', `${me.id} sees ${contact} in another state`);
		first ??= { state, events: events.sort(byTimeThenId) };
	}
	return first?.events;
}

function isForVisitor(event: DomainEvent): boolean {
	switch (event.type) {
		case 'messageSent':
		case 'promptShown':
		case 'promptClosed':
		case 'conversationClosed':
		case 'conversationReopened':
			return true;
		case 'chapterOpened':
			return false;
		default:
			return event.by.kind === 'contact';
	}
}
