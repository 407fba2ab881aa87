import { SECOND } from '../../src/lib/base/clock';
import { newId } from '../../src/lib/base/id';
import { createWriter, freshClientId, readEntries } from '../../src/lib/documents/event-log';
import { isUnknown, readEvent, type DomainEvent } from '../../src/lib/model/event';
import type { Principal } from '../../src/lib/model/role';
import { contactRoom, parseRoom } from '../../src/lib/model/room';
import { LEASE_PREFERENCE } from '../../src/lib/sync/wire';
import { versionsOf } from '../../sync-server/ledger';
import type { MemoryDisk } from '../../sync-server/memory-log';
import { CANARY } from './cast';
import type { Ledger } from './checks';
import type { Network } from './network';
import { openRawLine, type RawLine } from './raw-line';
import type { VirtualClock } from './virtual-clock';
import { pick } from './work';

/**
 * A visitor and a teammate with valid tokens and no core, who know every id on the relay's disk:
 * they write other contents under ids that exist, or that effects will have, and into conversations
 * of other customers, leave a clock out and write it after a compaction and a restart, and ask for
 * the lease as the runner does.
 *
 * H1 What it is refused changes nothing; what it is acked counts among what was sent.
 * H2 A clock that it left out comes in the end: only so is a room whole again.
 */
export type Hostile = {
	/** Nothing of it waits for something missing. */
	isWhole(): boolean;
};

export type HostileOptions = {
	clock: VirtualClock;
	random(): number;
	network: Network;
	disk: MemoryDisk;
	ledger: Ledger;
	visitor: Principal;
	/** One who keeps the rights to the end. */
	agent: Principal;
	contacts: readonly string[];
	until: number;
	crashRelay(): void;
};

const PAUSE_MS = 3 * SECOND;
const ASKS_MS = 5 * SECOND;
/** Enough for a compaction where rooms are compacted often. */
const AFTER_THE_GAP = 5;

export function startHostile(options: HostileOptions): Hostile {
	const { clock, random, network, disk, ledger, visitor, agent, contacts, until } = options;
	const line = (name: string, token: string) => openRawLine({ clock, network, name, token });
	const asVisitor = line(visitor.id, `contact:${visitor.id}:dev_raw`);
	const asAgent = line('raw agent', `${agent.role}:${agent.id}:dev_raw`);
	const asHost = line('raw host', `${agent.role}:${agent.id}:${CLAIMING_DEVICE}`);
	const displacing = [displaceAsVisitor, displaceAsAgent, displaceAsAgent];
	const acts = [...displacing, takeEffects, leaveGap, claimLease, intrude];
	let owed: Write[] = [];
	let later: Write | undefined;
	let texts = 0;
	again();

	function again(): void {
		clock.after(PAUSE_MS * (0.2 + 1.6 * random()), () => {
			if (clock.now() < until) pick(acts, random)();
			if (owed.length > 0) void pay();
			else if (later) comeBack(later);
			if (clock.now() < until || !isWhole()) again();
		});
	}

	function displaceAsVisitor(): void {
		const { taken, chapter } = drawTaken(visitor.id) ?? {};
		if (!taken || chapter === undefined) return;
		const by = { kind: 'contact', id: visitor.id } as const;
		displace(asVisitor, contactRoom(visitor.id, chapter, 'said'), { ...taken, by });
	}

	/** Words of its own under the ids that the engine's next effects will have. */
	function takeEffects(): void {
		const { taken, chapter } = drawTaken(visitor.id) ?? {};
		if (!taken || chapter === undefined) return;
		const by = { kind: 'contact', id: visitor.id } as const;
		const [stem = '', place] = taken.id.split('.');
		const next = [`${taken.id}.closed`, `${stem}.fallback`, `${stem}.${Number(place ?? 0) + 1}`];
		for (const id of next) {
			const text = `otra cosa ${++texts}`;
			displace(asVisitor, contactRoom(visitor.id, chapter, 'said'), { ...taken, id, by, text });
		}
	}

	/** Words of its own in a conversation of another customer. */
	function intrude(): void {
		const contact = pick(contacts, random);
		const conversation = conversationIn(eventsOf(disk, contact));
		const own = eventsOf(disk, visitor.id);
		if (contact === visitor.id || conversation === undefined || own.length === 0) return;
		const room = contactRoom(visitor.id, pick(own, random).chapter, 'said');
		displace(asVisitor, room, {
			id: newId('evt', clock.now(), random),
			at: Math.round(clock.now()),
			by: { kind: 'contact', id: visitor.id },
			type: 'messageSent',
			conversation,
			text: `otra cosa ${++texts}`,
		});
	}

	function displaceAsAgent(): void {
		const contact = pick(contacts, random);
		const { taken, chapter } = drawTaken(contact) ?? {};
		if (!taken || chapter === undefined) return;
		const by = { kind: 'teammate', id: agent.id } as const;
		const isNote = random() < 0.5;
		const room = contactRoom(contact, chapter, isNote ? 'desk' : 'shown');
		displace(asAgent, room, { ...taken, by, ...(isNote && { type: 'noteAdded' }) });
	}

	function displace(by: RawLine, room: string, event: Event): void {
		const { id, text } = event;
		const update = createWriter(freshClientId(random)).append([event]);
		void by.push(room, update).then((answer) => {
			if (answer === 'acked') ledger.sent.add(id);
			else if (answer !== undefined) ledger.refused.add(text);
		});
	}

	/** Other words under an id that is on the disk, for a chapter that is there. */
	function drawTaken(contact: string): { taken: Event; chapter: number } | undefined {
		const found = eventsOf(disk, contact);
		const conversation = conversationIn(found);
		if (conversation === undefined) return undefined;
		const { event } = pick(found, random);
		const { chapter } = pick(found, random);
		const taken: Event = {
			id: event.id,
			at: Math.round(clock.now()),
			by: { kind: 'teammate', id: agent.id },
			type: 'messageSent',
			conversation,
			text: `otra cosa ${++texts}`,
		};
		return { taken, chapter };
	}

	/** Clocks 0, 2, 3, … of one client; 1 waits. */
	function leaveGap(): void {
		if (!isWhole()) return;
		const contact = pick(contacts, random);
		const found = eventsOf(disk, contact);
		const conversation = conversationIn(found);
		if (conversation === undefined) return;
		const room = contactRoom(contact, Math.max(...found.map(({ chapter }) => chapter)), 'desk');
		const writer = createWriter(freshClientId(random));
		const writes = Array.from({ length: 2 + AFTER_THE_GAP }, () => {
			const id = newId('evt', clock.now(), random);
			const by = { kind: 'teammate', id: agent.id };
			const text = `${CANARY}: nota ${++texts}`;
			const at = Math.round(clock.now());
			const note = { id, at, by, type: 'noteAdded', conversation, text };
			return { id, room, update: writer.append([note]) };
		});
		[later] = writes.splice(1, 1);
		owed = writes;
		void pay();
	}

	async function pay(): Promise<void> {
		await Promise.all(
			owed.map(async (write) => {
				if ((await asAgent.push(write.room, write.update)) !== 'acked') return;
				ledger.sent.add(write.id);
				owed = owed.filter((other) => other !== write);
			}),
		);
	}

	/** What was compacted is read from the disk again. */
	function comeBack(write: Write): void {
		later = undefined;
		owed = [write];
		options.crashRelay();
	}

	function claimLease(): void {
		for (const delayMs of [0, ASKS_MS]) {
			clock.after(delayMs, () => {
				if (clock.now() >= until) return;
				asHost.say({ t: 'lease', preference: LEASE_PREFERENCE.runner });
			});
		}
	}

	function isWhole(): boolean {
		return owed.length === 0 && !later;
	}

	return { isWhole };
}

/** The one that asks for the lease with a preference that is not its own. */
export const CLAIMING_DEVICE = 'dev_claiming';

type Write = { id: string; room: string; update: Uint8Array };
type Event = {
	id: string;
	at: number;
	by: { kind: 'contact' | 'teammate'; id: string };
	type: 'messageSent' | 'noteAdded';
	conversation: string;
	text: string;
};
type Found = { event: DomainEvent; chapter: number };

function eventsOf(disk: MemoryDisk, contact: string): Found[] {
	return [...disk.rooms].flatMap(([name, stored]) => {
		const room = parseRoom(name);
		if (room?.kind !== 'contact' || room.contact !== contact) return [];
		const entries = versionsOf(stored).flatMap(({ update }) => readEntries(update));
		return entries.flatMap(({ key, value }) => {
			const event = readEvent(key, value);
			return isUnknown(event) ? [] : { event, chapter: room.chapter };
		});
	});
}

function conversationIn(found: readonly Found[]): string | undefined {
	for (const { event } of found)
		if (event.type === 'conversationStarted') return event.conversation;
	return undefined;
}
