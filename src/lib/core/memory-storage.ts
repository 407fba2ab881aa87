import type { Instant } from '../base/clock';
import { byTimeThenId } from '../base/order';
import type { ContactState } from '../model/contact-state';
import { type Author, isUnknown, roomOf } from '../model/event';
import { contactChapter, type Room } from '../model/room';
import type {
	Change,
	InboxItem,
	LoggedEvent,
	PendingEvent,
	QueuedRun,
	Storage,
	Timer,
} from './ports';
import { queuedRunsOf } from './queue';
import { timerTable } from './timer-table';

/**
 * Storage for a core that may forget: a messenger whose page denies storage, and tests. It is also
 * what every other adapter is compared with.
 *
 * I1 A commit is applied in one synchronous step: nobody can see half of it.
 */
export function memoryStorage(): Storage {
	return new MemoryStorage();
}

class MemoryStorage implements Storage {
	readonly #updates = new Map<Room, Uint8Array[]>();
	/** By contact, then by id. */
	readonly #events = new Map<string, Map<string, LoggedEvent>>();
	readonly #pending = new Map<string, PendingEvent>();
	readonly #inbox = new Map<string, InboxItem>();
	readonly #dirty = new Set<Room>();
	readonly #settings = new Map<string, unknown>();
	readonly #timers = timerTable();
	readonly #work = workTable();

	async commit(change: Change): Promise<void> {
		this.#applyEvents(change);
		for (const state of change.contacts ?? []) this.#work.put(state);
		for (const item of change.inbox?.put ?? []) this.#inbox.set(item.id, item);
		for (const id of change.inbox?.drop ?? []) this.#inbox.delete(id);
		for (const timer of change.timers?.put ?? []) this.#timers.put(timer);
		for (const id of change.timers?.drop ?? []) this.#timers.drop(id);
		for (const room of change.dirty?.put ?? []) this.#dirty.add(room);
		for (const room of change.dirty?.drop ?? []) this.#dirty.delete(room);
		for (const [name, value] of Object.entries(change.settings ?? {})) {
			this.#settings.set(name, value);
		}
	}

	async updates(room: Room): Promise<Uint8Array[]> {
		return [...(this.#updates.get(room) ?? [])];
	}

	async log(contact: string): Promise<LoggedEvent[]> {
		return [...(this.#events.get(contact)?.values() ?? [])];
	}

	async confirmedBy(isWanted: (author: Author) => boolean): Promise<PendingEvent[]> {
		const found: PendingEvent[] = [];
		for (const [contact, events] of this.#events) {
			for (const { event, chapter, writer } of events.values()) {
				if (isUnknown(event) || writer === undefined || !isWanted(event.by)) continue;
				found.push({ room: roomOf(contact, chapter, event), contact, event });
			}
		}
		return found;
	}

	async pending(): Promise<PendingEvent[]> {
		return [...this.#pending.values()];
	}

	async inbox(limit: number): Promise<InboxItem[]> {
		const items = [...this.#inbox.values()].sort(byTimeThenId);
		return items.slice(0, limit);
	}

	async timers(dueBy: Instant, limit: number): Promise<Timer[]> {
		return this.#timers.due(dueBy, limit);
	}

	async nextTimer(): Promise<Timer | undefined> {
		return this.#timers.first();
	}

	async runningContacts(workflow: string): Promise<string[]> {
		return this.#work.running(workflow);
	}

	async queuedRuns(limit: number, after?: QueuedRun): Promise<QueuedRun[]> {
		return this.#work.queued(limit, after);
	}

	async load(): Promise<Record<string, { open: number; lastAssignedAt: Instant }>> {
		return this.#work.load();
	}

	async dirtyRooms(): Promise<Room[]> {
		return [...this.#dirty];
	}

	async setting(name: string): Promise<unknown> {
		return this.#settings.get(name);
	}

	#applyEvents(change: Change): void {
		for (const { room, update } of change.updates ?? []) {
			const known = this.#updates.get(room);
			if (known) known.push(update);
			else this.#updates.set(room, [update]);
		}
		for (const item of change.pending ?? []) {
			this.#pending.set(item.event.id, item);
			const chapter = contactChapter(item.room);
			this.#eventsOf(item.contact).set(item.event.id, { event: item.event, chapter });
		}
		for (const { contact, chapter, event, writer } of change.events ?? []) {
			this.#eventsOf(contact).set(event.id, { event, chapter, writer });
		}
		for (const id of change.confirmed ?? []) this.#pending.delete(id);
		for (const { id } of change.refused ?? []) this.#takeBack(id);
		for (const id of change.withdrawn ?? []) this.#takeBack(id);
	}

	#eventsOf(contact: string): Map<string, LoggedEvent> {
		const known = this.#events.get(contact) ?? new Map<string, LoggedEvent>();
		this.#events.set(contact, known);
		return known;
	}

	#takeBack(id: string): void {
		const item = this.#pending.get(id);
		if (item) this.#events.get(item.contact)?.delete(id);
		this.#pending.delete(id);
	}
}

type Assignment = { teammate: string; open: boolean; assignedAt: number };

/**
 * What the engine asks across contacts: who has how much to do, where a workflow is still running,
 * and who waits for the team.
 */
function workTable() {
	const assignments = new Map<string, Assignment[]>();
	/**
	 * The workflows of a contact's runs. Nearly always it is one, and stands by itself: a list around
	 * it, or contacts by workflow besides, would weigh as much again.
	 */
	const runs = new Map<string, string | string[]>();
	const queue = new Map<string, QueuedRun[]>();
	const open = new Map<string, number>();
	const lastAssignedAt = new Map<string, number>();

	function count(assignment: Assignment, by: 1 | -1): void {
		const { teammate } = assignment;
		if (assignment.open) open.set(teammate, (open.get(teammate) ?? 0) + by);
		const last = lastAssignedAt.get(teammate) ?? 0;
		lastAssignedAt.set(teammate, Math.max(last, assignment.assignedAt));
	}

	function putRuns({ contact, runs: all }: ContactState): void {
		const workflows: string[] = [];
		for (const id in all) {
			const run = all[id];
			if (run && !run.ended) workflows.push(run.workflow);
		}
		const [first] = workflows;
		if (first === undefined) runs.delete(contact.id);
		else runs.set(contact.id, workflows.length === 1 ? first : workflows);
	}

	return {
		put(state: ContactState) {
			for (const old of assignments.get(state.contact.id) ?? []) count(old, -1);
			const now: Assignment[] = [];
			for (const { teammate, state: is, assignedAt } of Object.values(state.conversations)) {
				if (teammate) now.push({ teammate, open: is === 'open', assignedAt: assignedAt ?? 0 });
			}
			for (const assignment of now) count(assignment, 1);
			keep(assignments, state.contact.id, now);
			putRuns(state);
			keep(queue, state.contact.id, queuedRunsOf(state));
		},
		running(workflow: string): string[] {
			const contacts: string[] = [];
			for (const [contact, of] of runs) {
				if (of === workflow || (Array.isArray(of) && of.includes(workflow))) contacts.push(contact);
			}
			return contacts;
		},
		queued(limit: number, after: QueuedRun | undefined): QueuedRun[] {
			const runs = [...queue.values()].flat().sort(byTimeThenId);
			return runs.filter((run) => !after || byTimeThenId(run, after) > 0).slice(0, limit);
		},
		load(): Record<string, { open: number; lastAssignedAt: number }> {
			const load: Record<string, { open: number; lastAssignedAt: number }> = {};
			for (const [teammate, at] of lastAssignedAt) {
				load[teammate] = { open: open.get(teammate) ?? 0, lastAssignedAt: at };
			}
			return load;
		},
	};
}

/**
 * Most contacts have nothing of a kind, and an empty list of each would weigh more than the
 * rest.
 */
function keep<T>(lists: Map<string, T[]>, key: string, list: T[]): void {
	if (list.length) lists.set(key, list);
	else lists.delete(key);
}
