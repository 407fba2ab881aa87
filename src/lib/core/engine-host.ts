import { type Instant, MINUTE, SECOND } from '../base/clock';
import type { Decide, Input, View } from '../engine/contract';
import type { SilencesOf } from '../engine/episodes';
import { type DomainEvent, logOf } from '../model/event';
import { foldLive, type Live, liveWorkflows } from '../model/live';
import { contactRoom } from '../model/room';
import type { LiveWorkflow } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import type { TeamSnapshot } from '../steps/step';
import { type Fold, stateAt } from './folds';
import { type Inside, writeEvents } from './inside';
import { liveVersions } from './live-workflows';
import { chapterToOpen } from './open-chapter';
import type { InboxItem, PendingEvent, QueuedRun, Timer } from './ports';
import { type ChangeDraft, emptyChange, episodeTimer, setTimer, timerOf } from './projection';
import { canTakeMore } from './queue';

/**
 * Runs the engine while this host holds the lease.
 * Owns: the order in which news, due timers and the assignment queue are decided. Does not own:
 * what is decided (`decide`).
 *
 * I1 What was decided, the item it was decided on, and the timers that follow are one commit: a
 *    crash before it decides again from the same facts, a crash after it has nothing to decide.
 * I2 Nothing is decided without the lease, and every event carries its fence.
 * I3 An item that makes `decide` throw is reported and dropped: one bad contact never stops the
 *    others.
 * I4 When somebody can take more, runs that wait for that come before anything newer, longest
 *    waiting first, each on a team as the one before has left it (E-26).
 * I5 News and due timers are decided in the order in which they happened and were due.
 * I6 Nothing is decided before everything of an earlier lease is confirmed or withdrawn: a decision
 *    must not stand on one that falls.
 */
export type EngineParts = {
	/** `createEngineHost`: handed in with the rest, because a customer's frame has no use for it. */
	createHost(inside: Inside, parts: EngineParts): EngineHost;
	decide: Decide;
	silences: SilencesOf;
	workspace: WorkspaceReplica;
};

/** The `workspace` canvas as the engine needs it; made by documents/workspace-replica. */
export type WorkspaceReplica = { apply(update: Uint8Array): void; read(): Workspace };

export type EngineHost = {
	/** Does one thing; false when there is nothing to do or the lease is not ours. */
	step(): Promise<boolean>;
	/** The lease is ours, and nothing of an earlier one is undecided still (I6). */
	mayDecide(): boolean;
	/** Something entered the inbox. */
	news(): void;
	/** What was decided is undone: whoever waited for the team waits again. */
	withdrawn(): void;
	/** A timer may be due, or the lease was gained. */
	lookAgain(): void;
	/** The live log or the workspace changed. */
	settingsChanged(): void;
	/** Some contact changed: counts of who has how much to do are stale. */
	loadChanged(): void;
	online(teammates: string[]): void;
	/**
	 * Drops what the leader has dealt with; for a host that is not it. True when there may be more.
	 */
	prune(): Promise<boolean>;
	/** Storage failed: nothing read before counts. */
	reset(): void;
};

const READ_AHEAD = 32;
const PRUNED_AT_ONCE = 500;
/** Where the relay does not say how far the leader has come, and for what was written here. */
const HANDLED_BY_LEADER_MS = 10 * MINUTE;
/** A clock that is further ahead than this is wrong, and not followed. */
const FOLLOWED_AHEAD_MS = SECOND;

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
	#teamIsStale = true;
	#online: string[] = [];
	/** How far the queue has been offered since the team last changed; undefined: to its end. */
	#round: { after: QueuedRun | undefined } | undefined = { after: undefined };
	/** The lease under which this host decides. */
	#fence: number | undefined;

	constructor(inside: Inside, parts: EngineParts) {
		this.#inside = inside;
		this.#parts = parts;
	}

	async step(): Promise<boolean> {
		const fence = this.#inside.lease.fence();
		if (fence === undefined || !this.mayDecide()) return false;
		if (await this.#offerNext(fence)) return true;
		await this.#readAhead();
		const [item] = this.#items;
		const timer = this.#nextDue();
		// At the same instant news first: what people did may have made a deadline void.
		if (item && (!timer || item.at <= timer.due)) {
			this.#items.shift();
			await this.#consider(item, fence);
		} else if (timer) {
			this.#timers.shift();
			await this.#fire(timer, fence);
		}
		return item !== undefined || timer !== undefined;
	}

	mayDecide(): boolean {
		const fence = this.#inside.lease.fence();
		if (fence === undefined) return false;
		if (fence === this.#fence) return true;
		if (this.#inside.outbox.holdsOtherFence(fence)) return false;
		this.#fence = fence;
		// While another host had the lease, the team may have changed unseen.
		this.#round = { after: undefined };
		return true;
	}

	news(): void {
		this.#hasNews = true;
	}

	withdrawn(): void {
		this.#round = { after: undefined };
	}

	lookAgain(): void {
		this.#hasNews = true;
		this.#timers = [];
		this.#hasTimers = true;
	}

	settingsChanged(): void {
		this.#settings = undefined;
		this.#round = { after: undefined };
	}

	loadChanged(): void {
		this.#teamIsStale = true;
	}

	online(teammates: string[]): void {
		this.#online = teammates;
		this.#teamIsStale = true;
	}

	async prune(): Promise<boolean> {
		const { lease, storage, handled } = this.#inside;
		const isLong = lease.elsewhereForMs() >= HANDLED_BY_LEADER_MS;
		// By arrival: what was written offline may be old, and new to the leader too.
		const handledBefore = this.#inside.now() - HANDLED_BY_LEADER_MS;
		// What was decided on it must be here before it is let go.
		const cursor = Number(await storage.setting('cursor'));
		const upTo = handled.upTo() <= cursor ? handled.upTo() : 0;
		const isDone = (seq = Infinity) => seq <= upTo;
		const old = (await storage.inbox(PRUNED_AT_ONCE)).filter(
			({ seq, at, arrivedAt }) => isDone(seq) || (isLong && (arrivedAt ?? at) < handledBefore),
		);
		if (!old.length) return false;
		const change = emptyChange();
		change.inbox.drop.push(...old.map((item) => item.id));
		await this.#inside.commit(change);
		return old.length === PRUNED_AT_ONCE;
	}

	reset(): void {
		this.#items = [];
		this.#timers = [];
		this.#hasNews = true;
		this.#hasTimers = true;
		this.#settings = undefined;
		this.#teamIsStale = true;
		this.#round = { after: undefined };
	}

	async #readAhead(): Promise<void> {
		const { storage } = this.#inside;
		if (!this.#items.length && this.#hasNews) {
			this.#items = await storage.inbox(READ_AHEAD);
			this.#hasNews = this.#items.length > 0;
		}
		if (!this.#timers.length && this.#hasTimers) {
			this.#timers = await storage.timers(this.#inside.now(), READ_AHEAD);
			this.#hasTimers = this.#timers.length > 0;
		}
	}

	/** The clock may have been corrected since they were read: then they are read again (P6). */
	#nextDue(): Timer | undefined {
		const [timer] = this.#timers;
		if (!timer || timer.due <= this.#inside.now()) return timer;
		this.#timers = [];
		return undefined;
	}

	/** I4. False when nobody waits, or nobody can take more than when the queue was last offered. */
	async #offerNext(fence: number): Promise<boolean> {
		await this.#teamNow();
		if (!this.#round) return false;
		const [next] = await this.#inside.storage.queuedRuns(1, this.#round.after);
		this.#round = next && { after: next };
		if (!next) return false;
		const fold = await this.#inside.folds.get(next.contact);
		const events = await this.#decide(fold, { teamChanged: { run: next.id } });
		if (events.length) await this.#emit(fold, events, { fence });
		return true;
	}

	async #view(fold: Fold): Promise<View> {
		this.#settings ??= await this.#readSettings();
		const team = await this.#teamNow();
		const { live, inOrder, workspace } = this.#settings;
		return {
			state: fold.state,
			workspace,
			live: inOrder,
			version: (id) => live.versions.get(id),
			team,
			stateAt: (event) => stateAt(fold, event),
		};
	}

	async #readSettings() {
		const log = await this.#inside.folds.get('');
		const live = foldLive(log.events);
		const workspace = this.#parts.workspace.read();
		return { live, inOrder: liveWorkflows(live, workspace), workspace };
	}

	async #teamNow(): Promise<TeamSnapshot> {
		const before = this.#team;
		if (before && !this.#teamIsStale) return before;
		this.#teamIsStale = false;
		this.#team = await this.#readTeam();
		if (before && canTakeMore(this.#team, before)) this.#round = { after: undefined };
		return this.#team;
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
				now: afterLastAssignment(this.#inside.now(), seen.team),
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
		{ fence, change = emptyChange(), decidedOn }: Decided,
	): Promise<void> {
		const opened = chapterToOpen(fold, this.#inside);
		const all = opened ? [...events, opened] : events;
		const pending: PendingEvent[] = all.map((event) => {
			const room = contactRoom(fold.contact, fold.chapter.number, logOf(event) ?? 'desk');
			const item = { room, contact: fold.contact, event, fence, turn: all[0]?.id ?? event.id };
			return decidedOn ? { ...item, decidedOn } : item;
		});
		const { world } = this.#inside;
		if (!pending.length) return this.#inside.commit(change);
		world.passing?.('engine.afterDecide');
		await writeEvents(this.#inside, fold, pending, change);
		world.passing?.('engine.afterEffect');
	}

	async #consider(item: InboxItem, fence: number): Promise<void> {
		const change = emptyChange();
		change.inbox.drop.push(item.id);
		const fold = await this.#inside.folds.get(item.contact);
		const event = fold.events.findLast((one) => one.id === item.id);
		if (!event) return this.#inside.commit(change);
		if (item.contact === '') {
			await this.#tellRunning(event, { fence, decidedOn: item });
			return this.#inside.commit(change);
		}
		const events = await this.#decide(fold, { event });
		await this.#emit(fold, events, { fence, change, decidedOn: item });
	}

	/** E-02: a workflow that was stopped concerns everybody who is in it. */
	async #tellRunning(event: DomainEvent, under: Decided): Promise<void> {
		if (event.type !== 'workflowStopped' && event.type !== 'workflowPublished') return;
		for (const contact of await this.#inside.storage.runningContacts(event.workflow)) {
			const fold = await this.#inside.folds.get(contact);
			await this.#emit(fold, await this.#decide(fold, { live: event }), under);
		}
	}

	async #fire(timer: Timer, fence: number): Promise<void> {
		const change = emptyChange();
		const fold = await this.#inside.folds.get(timer.contact);
		const current = await this.#currentTimer(fold, timer);
		if (current?.due !== timer.due) {
			// Set anew or cancelled since it was read: the state knows.
			setTimer(change, timer.id, current);
			return this.#inside.commit(change);
		}
		change.timers.drop.push(timer.id);
		await this.#emit(fold, await this.#serve(fold, timer), { fence, change });
	}

	async #serve(fold: Fold, { what, due }: Timer): Promise<DomainEvent[]> {
		if ('unsnooze' in what) {
			return this.#decide(fold, { snoozeOver: { conversation: what.unsnooze, due } });
		}
		if ('episode' in what) return this.#decide(fold, { episode: what.episode });
		return this.#decide(fold, { timer: { ...what, due } });
	}

	/** By what is live now: a version that was set live since may wait for longer (E-17). */
	async #currentTimer(fold: Fold, { id, what }: Timer): Promise<Timer | undefined> {
		if (!('episode' in what)) return timerOf(fold, id);
		const { conversation } = what.episode;
		const live = await liveVersions(this.#inside.folds);
		return this.#parts
			.silences(fold.state, conversation, live)
			.map(({ episode }) => episode && episodeTimer(fold, episode))
			.find((timer) => timer?.id === id);
	}
}

/** Under which lease, together with what else, and on which news. */
type Decided = { fence: number; change?: ChangeDraft; decidedOn?: InboxItem };

/**
 * Turns go by who was assigned longest ago, so no two assignments share an instant, however many
 * are made in one (E-26).
 */
function afterLastAssignment(now: Instant, { lastAssignedAt }: TeamSnapshot): Instant {
	const last = Math.max(0, ...Object.values(lastAssignedAt));
	return last >= now && last < now + FOLLOWED_AHEAD_MS ? last + 1 : now;
}
