import type { ContactState } from '../model/contact-state';
import type { DomainEvent, UnknownEvent } from '../model/event';
import { parseRoom, type Room } from '../model/room';
import type { Change, InboxItem, PendingEvent, Storage, Timer } from './ports';

/**
 * Storage for a core that may forget: the runner, which reads the relay's log again when it starts, and a
 * messenger whose page denies storage. It is also what every other adapter is compared with.
 *
 * I1 A commit is applied in one synchronous step: nobody can see half of it.
 */
export function memoryStorage(): Storage {
	const updates = new Map<Room, Uint8Array[]>();
	const events = new Map<string, Stored>();
	const byContact = new Map<string, Map<string, DomainEvent | UnknownEvent>>();
	const chapters = new Map<string, number>();
	const pending = new Map<string, PendingEvent>();
	const inbox = new Map<string, InboxItem>();
	const dirty = new Set<Room>();
	const settings = new Map<string, unknown>();
	const timers = timerTable();
	const work = workTable();

	function put(contact: string, chapter: number, event: DomainEvent | UnknownEvent): void {
		let own = byContact.get(contact);
		if (!own) byContact.set(contact, (own = new Map()));
		own.set(event.id, event);
		if (chapter > (chapters.get(contact) ?? 1)) chapters.set(contact, chapter);
	}

	function remove(id: string): void {
		const item = pending.get(id);
		if (item) byContact.get(item.contact)?.delete(id);
		pending.delete(id);
	}

	function apply(change: Change): void {
		for (const { room, update } of change.updates ?? []) {
			const known = updates.get(room);
			if (known) known.push(update);
			else updates.set(room, [update]);
		}
		for (const item of change.pending ?? []) {
			pending.set(item.event.id, item);
			put(item.contact, chapterOf(item.room), item.event);
		}
		for (const { contact, chapter, event, writer } of change.events ?? []) {
			events.set(event.id, { writer });
			put(contact, chapter, event);
		}
		for (const id of change.confirmed ?? []) pending.delete(id);
		for (const { id } of change.refused ?? []) remove(id);
		for (const id of change.withdrawn ?? []) remove(id);
		for (const state of change.contacts ?? []) work.put(state);
		for (const item of change.inbox?.put ?? []) inbox.set(item.id, item);
		for (const id of change.inbox?.drop ?? []) inbox.delete(id);
		for (const timer of change.timers?.put ?? []) timers.put(timer);
		for (const id of change.timers?.drop ?? []) timers.drop(id);
		for (const room of change.dirty?.put ?? []) dirty.add(room);
		for (const room of change.dirty?.drop ?? []) dirty.delete(room);
		for (const [name, value] of Object.entries(change.settings ?? {})) settings.set(name, value);
	}

	return {
		async commit(change) {
			apply(change);
		},
		updates: async (room) => [...(updates.get(room) ?? [])],
		events: async (contact) => [...(byContact.get(contact)?.values() ?? [])],
		async known(ids) {
			const found = new Map<string, number>();
			for (const id of ids) {
				const stored = events.get(id);
				if (stored) found.set(id, stored.writer);
			}
			return found;
		},
		pending: async () => [...pending.values()],
		async inbox(limit) {
			const items = [...inbox.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
			return items.slice(0, limit);
		},
		timers: async (dueBy, limit) => timers.due(dueBy, limit),
		nextTimer: async () => timers.first(),
		runningContacts: async (workflow) => work.running(workflow),
		load: async () => work.load(),
		chapter: async (contact) => chapters.get(contact) ?? 1,
		dirtyRooms: async () => [...dirty],
		setting: async (name) => settings.get(name),
	};
}

type Stored = { writer: number };

function chapterOf(room: Room): number {
	const parsed = parseRoom(room);
	return parsed?.kind === 'contact' ? parsed.chapter : 1;
}

/** Timers by id, and in the order in which they are due: a hundred thousand may wait. */
function timerTable() {
	const byId = new Map<string, Timer>();
	const sorted: Timer[] = [];

	function drop(id: string): void {
		const old = byId.get(id);
		if (!old) return;
		byId.delete(id);
		sorted.splice(firstAtOrAfter(sorted, old), 1);
	}

	return {
		put(timer: Timer) {
			drop(timer.id);
			byId.set(timer.id, timer);
			sorted.splice(firstAtOrAfter(sorted, timer), 0, timer);
		},
		drop,
		first: (): Timer | undefined => sorted[0],
		due(dueBy: number, limit: number): Timer[] {
			const found: Timer[] = [];
			for (const timer of sorted) {
				if (timer.due > dueBy || found.length === limit) break;
				found.push(timer);
			}
			return found;
		},
	};
}

function firstAtOrAfter(sorted: Timer[], timer: Timer): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		const other = sorted[middle]!;
		if (other.due < timer.due || (other.due === timer.due && other.id < timer.id)) low = middle + 1;
		else high = middle;
	}
	return low;
}

type Assignment = { teammate: string; open: boolean; assignedAt: number };

/** What the engine asks across contacts: who has how much to do, and where a workflow is still running. */
function workTable() {
	const assignments = new Map<string, Assignment[]>();
	const runs = new Map<string, Set<string>>();
	const runningIn = new Map<string, Set<string>>();
	const open = new Map<string, number>();
	const lastAssignedAt = new Map<string, number>();

	function count(assignment: Assignment, by: 1 | -1): void {
		const { teammate } = assignment;
		if (assignment.open) open.set(teammate, (open.get(teammate) ?? 0) + by);
		const last = lastAssignedAt.get(teammate) ?? 0;
		lastAssignedAt.set(teammate, Math.max(last, assignment.assignedAt));
	}

	function putRuns(state: ContactState): void {
		const contact = state.contact.id;
		const workflows = new Set<string>();
		for (const run of Object.values(state.runs)) if (!run.ended) workflows.add(run.workflow);
		for (const workflow of runs.get(contact) ?? []) runningIn.get(workflow)?.delete(contact);
		for (const workflow of workflows) {
			const contacts = runningIn.get(workflow);
			if (contacts) contacts.add(contact);
			else runningIn.set(workflow, new Set([contact]));
		}
		runs.set(contact, workflows);
	}

	return {
		put(state: ContactState) {
			for (const old of assignments.get(state.contact.id) ?? []) count(old, -1);
			const now: Assignment[] = [];
			for (const { teammate, state: is, assignedAt } of Object.values(state.conversations)) {
				if (teammate) now.push({ teammate, open: is === 'open', assignedAt: assignedAt ?? 0 });
			}
			for (const assignment of now) count(assignment, 1);
			assignments.set(state.contact.id, now);
			putRuns(state);
		},
		running: (workflow: string): string[] => [...(runningIn.get(workflow) ?? [])],
		load(): Record<string, { open: number; lastAssignedAt: number }> {
			const load: Record<string, { open: number; lastAssignedAt: number }> = {};
			for (const [teammate, at] of lastAssignedAt) {
				load[teammate] = { open: open.get(teammate) ?? 0, lastAssignedAt: at };
			}
			return load;
		},
	};
}
