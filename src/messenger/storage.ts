import { byTimeThenId } from '../lib/base/order';
import type {
	Change,
	LoggedEvent,
	PendingEvent,
	QueuedRun,
	Storage,
	Timer,
} from '../lib/core/ports';
import { queuedRunsOf } from '../lib/core/queue';
import type { ContactState } from '../lib/model/contact-state';
import { type DomainEvent, isUnknown, roomOf } from '../lib/model/event';
import { contactChapter, type Room } from '../lib/model/room';
import { deleteDatabases, type Database, openDatabase } from './database';

/**
 * What a visitor's browser keeps beyond the port: messages that the relay would not take, with the
 * reason.
 */
export type MessengerStorage = Storage & {
	refused(): Promise<Refused[]>;
	/** Erases what other visitors of this workspace have left in this browser. */
	forgetOthers(): Promise<void>;
	/** Erases everything of this visitor. */
	wipe(): Promise<void>;
};
export type Refused = { id: string; reason: string; event: DomainEvent };

const PREFIX = 'relevo-messenger:';

/**
 * The storage of one visitor in plain IndexedDB: the wrapper that the desk uses would be half of
 * the frame. Rejects where the browser denies storage.
 */
export async function openStorage(workspace: string, contact: string): Promise<MessengerStorage> {
	const prefix = `${PREFIX}${workspace}:`;
	const name = prefix + contact;
	const database = await openDatabase(name, {
		updates: { keyPath: 'seq', autoIncrement: true, index: 'room' },
		events: { keyPath: 'event.id', index: 'contact' },
		pending: { keyPath: 'seq', autoIncrement: true, index: 'event.id' },
		refused: { keyPath: 'id' },
		inbox: { keyPath: 'id', index: 'at' },
		timers: { keyPath: 'id', index: 'due' },
		work: { keyPath: 'contact' },
		dirty: { keyPath: 'room' },
		settings: { keyPath: 'name' },
	});
	return {
		...readsOf(database),
		commit: (change) => database.write((stores) => apply(change, stores)),
		forgetOthers: () => deleteDatabases((other) => other.startsWith(prefix) && other !== name),
		async wipe() {
			database.close();
			await deleteDatabases((other) => other === name);
		},
	};
}

type UpdateRow = { seq: number; room: Room; update: Uint8Array };
type EventRow = LoggedEvent & { contact: string };
type PendingRow = PendingEvent & { seq: number };
type WorkRow = {
	contact: string;
	assigned: { teammate: string; open: boolean; at: number }[];
	running: string[];
	queued: QueuedRun[];
};

function readsOf(database: Database): Omit<MessengerStorage, 'commit' | 'forgetOthers' | 'wipe'> {
	const work = () => database.all<WorkRow>('work');
	return {
		async updates(room) {
			const rows = await database.all<UpdateRow>('updates', 'room', room);
			return rows.sort((a, b) => a.seq - b.seq).map(({ update }) => update);
		},
		log: (contact) => database.all<EventRow>('events', 'contact', contact),
		async confirmedBy(isWanted) {
			const rows = await database.all<EventRow>('events');
			return rows.flatMap(({ contact, chapter, event, writer }) =>
				writer === undefined || isUnknown(event) || !isWanted(event.by)
					? []
					: [{ room: roomOf(contact, chapter, event), contact, event }],
			);
		},
		async pending() {
			const rows = await database.all<PendingRow>('pending');
			return rows.map(({ seq: _, ...item }) => item);
		},
		refused: () => database.all<Refused>('refused'),
		inbox: (limit) => database.all('inbox', 'at', null, limit),
		timers: (dueBy, limit) =>
			database.all<Timer>('timers', 'due', IDBKeyRange.upperBound(dueBy), limit),
		nextTimer: async () => (await database.all<Timer>('timers', 'due', null, 1))[0],
		async runningContacts(workflow) {
			const rows = await work();
			return rows.filter((row) => row.running.includes(workflow)).map(({ contact }) => contact);
		},
		async queuedRuns(limit, after) {
			const queue = (await work()).flatMap((row) => row.queued).sort(byTimeThenId);
			return queue.filter((run) => !after || byTimeThenId(run, after) > 0).slice(0, limit);
		},
		async load() {
			const load: Record<string, { open: number; lastAssignedAt: number }> = {};
			for (const { teammate, open, at } of (await work()).flatMap((row) => row.assigned)) {
				const entry = (load[teammate] ??= { open: 0, lastAssignedAt: 0 });
				entry.open += open ? 1 : 0;
				entry.lastAssignedAt = Math.max(entry.lastAssignedAt, at);
			}
			return load;
		},
		async dirtyRooms() {
			return (await database.all<{ room: Room }>('dirty')).map(({ room }) => room);
		},
		async setting(name) {
			return (await database.get<{ value: unknown }>('settings', name))?.value;
		},
	};
}

type Stores = Parameters<Parameters<Database['write']>[0]>[0];

/**
 * Everything here is queued on one transaction: it happens as a whole, in this order, or not at
 * all.
 */
function apply(change: Change, stores: Stores): void {
	for (const row of change.updates ?? []) stores.put('updates', row);
	for (const item of change.pending ?? []) {
		stores.replace('pending', 'event.id', item.event.id, item);
		stores.put('events', { ...item, chapter: contactChapter(item.room) });
	}
	for (const { contact, chapter, event, writer } of change.events ?? []) {
		stores.put('events', { contact, chapter, event, writer });
	}
	for (const id of change.confirmed ?? []) stores.take('pending', 'event.id', id);
	for (const { id, reason } of change.refused ?? []) {
		stores.take<PendingRow>('pending', 'event.id', id, ({ event }) =>
			stores.put('refused', { id, reason, event }),
		);
		stores.drop('events', id);
	}
	for (const id of change.withdrawn ?? []) {
		stores.take('pending', 'event.id', id);
		stores.drop('events', id);
	}
	for (const state of change.contacts ?? []) stores.put('work', workOf(state));
	for (const item of change.inbox?.put ?? []) stores.put('inbox', item);
	for (const id of change.inbox?.drop ?? []) stores.drop('inbox', id);
	for (const timer of change.timers?.put ?? []) stores.put('timers', timer);
	for (const id of change.timers?.drop ?? []) stores.drop('timers', id);
	for (const room of change.dirty?.put ?? []) stores.put('dirty', { room });
	for (const room of change.dirty?.drop ?? []) stores.drop('dirty', room);
	for (const [key, value] of Object.entries(change.settings ?? {})) {
		stores.put('settings', { name: key, value });
	}
}

function workOf(state: ContactState): WorkRow {
	const conversations = Object.values(state.conversations);
	return {
		contact: state.contact.id,
		assigned: conversations.flatMap(({ teammate, state: is, assignedAt }) =>
			teammate ? [{ teammate, open: is === 'open', at: assignedAt ?? 0 }] : [],
		),
		running: Object.values(state.runs).flatMap((run) => (run.ended ? [] : [run.workflow])),
		queued: queuedRunsOf(state),
	};
}

/**
 * The same for a browser that denies storage: the words of a refused message are kept as long as
 * the page.
 */
export function rememberRefused(memory: Storage): MessengerStorage {
	const refused: Refused[] = [];
	return {
		...withCommit(memory, async (change) => {
			const pending = change.refused?.length ? await memory.pending() : [];
			for (const { id, reason } of change.refused ?? []) {
				const item = pending.find(({ event }) => event.id === id);
				if (item) refused.push({ id, reason, event: item.event });
			}
			await memory.commit(change);
		}),
		refused: async () => [...refused],
		// Nothing outlives the page.
		async forgetOthers() {},
		async wipe() {},
	};
}

/** The same storage behind another way in. An adapter may be a class: its methods stay its own. */
export function withCommit(storage: Storage, commit: Storage['commit']): Storage {
	return {
		commit,
		updates: (room) => storage.updates(room),
		log: (contact) => storage.log(contact),
		confirmedBy: (isWanted) => storage.confirmedBy(isWanted),
		pending: () => storage.pending(),
		inbox: (limit) => storage.inbox(limit),
		timers: (dueBy, limit) => storage.timers(dueBy, limit),
		nextTimer: () => storage.nextTimer(),
		runningContacts: (workflow) => storage.runningContacts(workflow),
		queuedRuns: (limit, after) => storage.queuedRuns(limit, after),
		load: () => storage.load(),
		dirtyRooms: () => storage.dirtyRooms(),
		setting: (name) => storage.setting(name),
	};
}
