import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import { EVENTS } from '../../src/lib/documents/event-log';
import { byTimeThenId } from '../../src/lib/base/order';
import { type DomainEvent, isUnknown, readEvent, SHOWN_ENGINE } from '../../src/lib/model/event';
import { canonicalJson } from '../../src/lib/engine/version';
import { foldContact } from '../../src/lib/model/contact-state';
import { chooseTeammate } from '../../src/lib/model/assignment';
import { LIVE_ROOM, parseRoom } from '../../src/lib/model/room';
import type { MemoryDisk } from '../../sync-server/memory-log';
import { CANARY } from './cast';
import type { Peer } from './peer';

/** What must hold when everything was mended and has come to rest (reliability A3, I1 to I8). */
export type Violation = { invariant: string; what: string };

export type Ledger = {
	/** Event id → the device that promised "saved". */
	saved: Map<string, Peer>;
	sent: Set<string>;
};

export async function checkAll(
	disk: MemoryDisk,
	peers: readonly Peer[],
	contacts: readonly string[],
	ledger: Ledger,
	now: number,
): Promise<Violation[]> {
	const found: Violation[] = [];
	const fail = (invariant: string, what: string) => void found.push({ invariant, what });
	const all = new Map<string, DomainEvent>();
	const published = readDisk(disk, '', fail).filter(({ type }) => type === 'workflowPublished');
	const liveSince = Math.min(...published.map(({ at }) => at));
	for (const contact of contacts) {
		const events = readDisk(disk, contact, fail);
		for (const event of events) all.set(event.id, event);
		await checkReplicas(contact, events, peers, fail);
		checkOnce(events, fail);
		checkProgress(contact, events, { now, liveSince }, fail);
		checkTimers(events, fail);
		checkAssignments(events, fail);
	}
	for (const id of ledger.sent) if (!all.has(id)) fail('I2', `sent ${id} is lost`);
	for (const [id, peer] of ledger.saved) {
		if (!all.has(id) && !peer.disk.wiped) fail('I2', `saved ${id} of ${peer.me.id} is lost`);
	}
	return found;
}

type Fail = (invariant: string, what: string) => void;

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

/** What is not alike to the letter may differ in members that are there and undefined. */
function isSame(one: unknown, other: unknown): boolean {
	return isDeepStrictEqual(one, other) || canonicalJson(one) === canonicalJson(other);
}

async function checkReplicas(
	contact: string,
	truth: readonly DomainEvent[],
	peers: readonly Peer[],
	fail: Fail,
): Promise<void> {
	const forVisitor = truth.filter((event) => isForVisitor(event));
	for (const peer of peers) {
		const isVisitor = peer.me.role === 'contact';
		if (isVisitor && peer.me.id !== contact) continue;
		const expected = isVisitor ? forVisitor : truth;
		const stored = await peer.disk.events(contact);
		const actual = stored.flatMap((event) => (isUnknown(event) ? [] : event)).sort(byTimeThenId);
		if (actual.length !== expected.length) {
			fail('I1', `${peer.me.id} holds ${actual.length} of ${expected.length} events of ${contact}`);
		} else if (!actual.every((event, index) => isSame(event, expected[index]))) {
			fail('I1', `${peer.me.id} holds other events of ${contact} than the relay`);
		}
		if (isVisitor && JSON.stringify(stored).includes(CANARY)) {
			fail('I8', `${contact} stores the canary`);
		}
	}
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

/** I3: one visit of a step has each effect once, whatever ids its events carry. */
function checkOnce(events: readonly DomainEvent[], fail: Fail): void {
	const seen = new Set<string>();
	for (const event of events) {
		const stem = event.id.slice(0, event.id.indexOf('.'));
		const step = event.node ?? (event.by.id === SHOWN_ENGINE.id ? stem : undefined);
		if (event.by.kind !== 'engine' || step === undefined) continue;
		// Without what may differ between two hosts that executed the same visit.
		const what = { ...event, id: '', at: 0, by: '', decision: '', teammate: '', step };
		const key = JSON.stringify(what);
		if (seen.has(key)) fail('I3', `${event.type} of ${step} happened twice`);
		seen.add(key);
	}
}

/** I4: a run waits with a reason or has ended, and nobody's first message was left unanswered. */
function checkProgress(
	contact: string,
	events: readonly DomainEvent[],
	{ now, liveSince }: { now: number; liveSince: number },
	fail: Fail,
): void {
	const state = foldContact(contact, events);
	const runs = Object.values(state.runs);
	for (const run of runs) {
		if (run.ended) continue;
		if (!run.park) fail('I4', `${run.id} neither waits nor has ended`);
		else if (run.park.until !== undefined && run.park.until < now - DUE_GRACE_MS) {
			fail('I4', `${run.id} is ${now - run.park.until} ms past due`);
		}
	}
	for (const conversation of Object.values(state.conversations)) {
		// Whom a person has answered before any host could, no automation speaks to any more (E-23).
		if (conversation.customerMessages === 0 || conversation.humanReplies > 0) continue;
		// Written under a clock that was behind, before the workflow was set live (E-04).
		if (conversation.startedAt < liveSince) continue;
		if (!runs.some((run) => run.conversation === conversation.id)) {
			fail('I4', `${conversation.id} started no run`);
		}
	}
}

/** The host's clock may be this much off, and the lease may have to expire first. */
const DUE_GRACE_MS = 30_000;
const CLOCK_TOLERANCE_MS = 2_500;

/** I5: a deadline is served once, and not before its time. */
function checkTimers(events: readonly DomainEvent[], fail: Fail): void {
	const waits = new Map<string, { due: number; key: string }>();
	const served = new Set<string>();
	for (const event of events) {
		if (event.type !== 'runAdvanced') continue;
		const wait = waits.get(event.run);
		if (event.wokenBy === 'timer' && wait) {
			if (event.at < wait.due - CLOCK_TOLERANCE_MS) {
				fail('I5', `${wait.key} fired ${wait.due - event.at} ms early`);
			}
			if (served.has(wait.key)) fail('I5', `${wait.key} fired twice`);
			served.add(wait.key);
		}
		const { park } = event;
		if (park?.until === undefined) waits.delete(event.run);
		else {
			const key = `${event.run} ${park.node} ${park.visit}`;
			waits.set(event.run, { due: park.until, key });
		}
	}
}

/** I7: whoever decides, decides as the recorded snapshot demands (E-26). */
function checkAssignments(events: readonly DomainEvent[], fail: Fail): void {
	for (const event of events) {
		if (event.type !== 'conversationAssigned' || !event.decision) continue;
		const due = chooseTeammate(event.decision);
		if (due !== event.teammate) fail('I7', `${event.teammate} was chosen, ${due} was due`);
	}
}
