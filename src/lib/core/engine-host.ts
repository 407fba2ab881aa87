import { MINUTE } from '../base/clock';
import { hashId } from '../base/hash';
import type { Decide, Input, View } from '../engine/contract';
import type { ContactState } from '../model/contact-state';
import { type DomainEvent, logOf } from '../model/event';
import { foldLive, type Live, liveWorkflows } from '../model/live';
import { contactRoom } from '../model/room';
import type { LiveWorkflow } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import type { TeamSnapshot } from '../steps/step';
import { chapterToOpen } from './chapters';
import { type Fold, stateAt } from './folds';
import { type Inside, writeEvents } from './inside';
import type { InboxItem, PendingEvent, Timer } from './ports';
import { type ChangeDraft, emptyChange } from './projection';
import { createWaitingRuns } from './waiting-runs';

/**
 * Runs the engine while this host holds the this.#inside.lease.
 * Owns: the order in which news and due timers are decided. Does not own: what is decided
 * (`decide`).
 *
 * I1 What was decided, the item it was decided on, and the timers that follow are one commit: a
 *    crash before it decides again from the same facts, a crash after it has nothing to decide.
 * I2 Nothing is decided without the lease, and every event carries its fence.
 * I3 An item that makes `decide` throw is reported and dropped: one bad contact never stops the
 *    others.
 */
export type EngineParts = { decide: Decide; workspace: WorkspaceReplica };

/** The `workspace` canvas as the engine needs it; made by documents/workspace-replica. */
export type WorkspaceReplica = { apply(update: Uint8Array): void; read(): Workspace };

export type EngineHost = {
	/** Does one thing; false when there is nothing to do or the lease is not ours. */
	step(): Promise<boolean>;
	/** Something entered the inbox. */
	news(): void;
	/** A timer may be due, or the lease was gained. */
	lookAgain(): void;
	/** The live log or the workspace changed. */
	settingsChanged(): void;
	/** A contact changed, and with it who has how much to do. */
	changed(state: ContactState): void;
	online(teammates: string[]): void;
	/** Drops what the leader has surely dealt with; for a host that is not it. */
	prune(): Promise<void>;
	/** Storage failed: nothing read before counts. */
	reset(): void;
};

const READ_AHEAD = 32;
const HANDLED_BY_LEADER_MS = 10 * MINUTE;

export function createEngineHost(inside: Inside, parts: EngineParts): EngineHost {
	return new Host(inside, parts);
}

class Host implements EngineHost {
	readonly #inside: Inside;
	readonly #parts: EngineParts;
	#items: InboxItem[] = [];
	#timers: Timer[] = [];
	#hasNews = true;
	#hasTimers = true;
	#settings: { live: Live; inOrder: LiveWorkflow[]; workspace: Workspace } | undefined;
	#team: TeamSnapshot | undefined;
	#online: string[] = [];
	readonly #waiting = createWaitingRuns();
	#teamChanged = false;

	constructor(inside: Inside, parts: EngineParts) {
		this.#inside = inside;
		this.#parts = parts;
	}

	async step(): Promise<boolean> {
		const fence = this.#inside.lease.fence();
		if (fence === undefined) return false;
		// News first: what people did may have made a deadline void.
		if (!this.#items.length && this.#hasNews) {
			this.#items = await this.#inside.storage.inbox(READ_AHEAD);
			this.#hasNews = this.#items.length > 0;
		}
		const item = this.#items.shift();
		if (item) {
			await this.#consider(item, fence);
			return true;
		}
		if (!this.#timers.length && this.#hasTimers) {
			this.#timers = await this.#inside.storage.timers(this.#inside.now(), READ_AHEAD);
			this.#hasTimers = this.#timers.length > 0;
		}
		const timer = this.#timers.shift();
		if (timer) {
			await this.#fire(timer, fence);
			return true;
		}
		return this.#wakeWaiting(fence);
	}

	news(): void {
		this.#hasNews = true;
	}

	lookAgain(): void {
		this.#hasNews = true;
		this.#hasTimers = true;
	}

	settingsChanged(): void {
		this.#settings = undefined;
	}

	changed(state: ContactState): void {
		this.#waiting.note(state);
		this.#team = undefined;
		this.#teamChanged = true;
	}

	online(teammates: string[]): void {
		this.#online = teammates;
		this.#team = undefined;
		this.#teamChanged = true;
	}

	async prune(): Promise<void> {
		const handledBefore = this.#inside.now() - HANDLED_BY_LEADER_MS;
		const old = (await this.#inside.storage.inbox(READ_AHEAD)).filter(
			(item) => item.at < handledBefore,
		);
		if (!old.length) return;
		const change = emptyChange();
		change.inbox.drop.push(...old.map((item) => item.id));
		await this.#inside.commit(change);
	}

	reset(): void {
		this.#items = [];
		this.#timers = [];
		this.#hasNews = true;
		this.#hasTimers = true;
		this.#settings = undefined;
		this.#team = undefined;
	}

	async #view(fold: Fold): Promise<View> {
		this.#settings ??= await this.#readSettings();
		this.#team ??= await this.#readTeam();
		const { live, inOrder, workspace } = this.#settings;
		return {
			state: fold.state,
			workspace,
			live: inOrder,
			version: (id) => live.versions.get(id),
			team: this.#team,
			stateAt: (event) => stateAt(fold, event),
		};
	}

	async #readSettings() {
		const log = await this.#inside.folds.get('');
		const live = foldLive(log.events);
		const workspace = this.#parts.workspace.read();
		return { live, inOrder: liveWorkflows(live, workspace), workspace };
	}

	async #readTeam(): Promise<TeamSnapshot> {
		const open: Record<string, number> = {};
		const lastAssignedAt: Record<string, number> = {};
		for (const [teammate, load] of Object.entries(await this.#inside.storage.load())) {
			open[teammate] = load.open;
			lastAssignedAt[teammate] = load.lastAssignedAt;
		}
		return { online: this.#online, open, lastAssignedAt };
	}

	async #decide(fold: Fold, input: Input): Promise<DomainEvent[]> {
		const seen = await this.#view(fold);
		try {
			const events = this.#parts.decide(seen, input, {
				now: this.#inside.now(),
				host: this.#inside.host,
			});
			return events.filter((event) => !fold.ids.has(event.id));
		} catch (error) {
			this.#inside.report(error, `decide for ${fold.contact}`);
			return [];
		}
	}

	async #emit(
		fold: Fold,
		events: DomainEvent[],
		fence: number,
		change: ChangeDraft,
	): Promise<void> {
		const opened = chapterToOpen(fold, this.#inside);
		const all = opened ? [...events, opened] : events;
		const pending: PendingEvent[] = all.map((event) => {
			const room = contactRoom(fold.contact, fold.chapter, logOf(event) ?? 'desk');
			return { room, contact: fold.contact, event, fence };
		});
		if (pending.length) await writeEvents(this.#inside, fold, pending, change);
		else await this.#inside.commit(change);
	}

	async #consider(item: InboxItem, fence: number): Promise<void> {
		const change = emptyChange();
		change.inbox.drop.push(item.id);
		const fold = await this.#inside.folds.get(item.contact);
		const event = fold.events.find((one) => one.id === item.id);
		if (!event) return this.#inside.commit(change);
		if (item.contact === '') {
			await this.#ejectRuns(event, fence);
			return this.#inside.commit(change);
		}
		await this.#emit(fold, await this.#decide(fold, { event }), fence, change);
	}

	/** E-02: stopping a workflow ends its runs wherever they are parked. */
	async #ejectRuns(event: DomainEvent, fence: number): Promise<void> {
		const stops =
			event.type === 'workflowStopped' ||
			(event.type === 'workflowPublished' && event.stopRunning === true);
		if (!stops) return;
		for (const contact of await this.#inside.storage.runningContacts(event.workflow)) {
			const fold = await this.#inside.folds.get(contact);
			for (const run of Object.values(fold.state.runs)) {
				const isOlder = run.workflow === event.workflow && run.startedAt < event.at;
				if (run.ended || !isOlder) continue;
				const input: Input = { stop: { run: run.id, reason: 'workflowStopped' } };
				await this.#emit(fold, await this.#decide(fold, input), fence, emptyChange());
			}
		}
	}

	async #fire(timer: Timer, fence: number): Promise<void> {
		const change = emptyChange();
		change.timers.drop.push(timer.id);
		const fold = await this.#inside.folds.get(timer.contact);
		const events =
			'unsnooze' in timer.what
				? this.#unsnooze(fold, timer.what.unsnooze, timer.due)
				: await this.#decide(fold, { timer: { ...timer.what, due: timer.due } });
		await this.#emit(fold, events, fence, change);
	}

	/** E-26: one of those who wait takes what got free; then the others are asked again. */
	async #wakeWaiting(fence: number): Promise<boolean> {
		if (!this.#teamChanged) return false;
		this.#teamChanged = false;
		for (const { run, contact } of this.#waiting.list()) {
			const fold = await this.#inside.folds.get(contact);
			const events = await this.#decide(fold, { teamChanged: { run } });
			if (!events.length) continue;
			await this.#emit(fold, events, fence, emptyChange());
			return true;
		}
		return false;
	}

	#unsnooze(fold: Fold, conversation: string, due: number): DomainEvent[] {
		const now = fold.state.conversations[conversation];
		// Woken, closed or snoozed again meanwhile: this episode is over.
		if (now?.state !== 'snoozed' || now.snoozedUntil !== due) return [];
		return [
			{
				id: hashId('ev', conversation, 'unsnooze', due),
				at: Math.max(this.#inside.now(), fold.state.newest.at + 1),
				by: { kind: 'engine', id: this.#inside.host },
				type: 'conversationUnsnoozed',
				conversation,
			},
		];
	}
}
