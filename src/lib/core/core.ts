import { type Instant, measuredClock, stopwatch } from '../base/clock';
import { fail, ok, type Result } from '../base/result';
import type { DomainEvent, EventBody } from '../model/event';
import { isTeam } from '../model/role';
import { WORKSPACE_ROOM } from '../model/room';
import { aloneRelay } from './alone-relay';
import { Arrivals } from './arrivals';
import type { Core, CoreOptions } from './contract';
import { deviceClock, keptOffset } from './device-clock';
import type { EngineHost } from './engine-host';
import { type Arrival, createInbound, type Inbound } from './inbound';
import { type Inside, notCollected, takeUp, writeDrafts } from './inside';
import { noteHandled } from './handled';
import { openInside } from './open-inside';
import type { Relay, RelayListener, Welcome } from './ports';
import type { ChangeDraft } from './projection';
import { createProgress } from './progress';
import { restamp } from './restamp';
import { cursorIn } from './restored';
import { createSerial, type Serial } from './serial';
import { type CoreStatus, createStatus, type StatusCell } from './status';
import { type Alarm, createAlarm } from './timers';
import { createWanted, type Wanted } from './wanted';
import { type ContactView, createWatchers, viewOf, type Watchers } from './watchers';

/**
 * The composition root: storage, relay, projection and engine host of one browser and workspace.
 * Owns: the order of everything that happens. Does not own: rows (storage derives them), sockets,
 * screens.
 *
 * I1 One task at a time (serial.ts); relay callbacks only note what arrived.
 * I2 Nothing is pushed before the feed was read to its end: what is already there is not sent
 *    again.
 * I3 When storage fails, nothing in memory is believed any more: everything is read again from disk
 *    and relay.
 */
export type { Core, CoreOptions };

const PATIENCE_MS = 2_000;
const STORAGE_RETRY_MS = 5_000;

export async function openCore(options: CoreOptions): Promise<Core> {
	const held = await options.lock.acquire();
	try {
		const core = new OpenCore(options, held, await keptOffset(options.storage));
		await core.boot();
		return core;
	} catch (error) {
		// Whoever holds the lock and does not run would keep every other page from running.
		held.release();
		throw error;
	}
}

class OpenCore implements Core {
	readonly idle: () => Promise<void>;
	readonly now: () => Instant;
	readonly #options: CoreOptions;
	readonly #held: { release(): void };
	readonly #relay: Relay;
	readonly #status: StatusCell;
	readonly #serial: Serial;
	readonly #inside: Inside;
	readonly #inbound: Inbound;
	readonly #host: EngineHost | undefined;
	readonly #alarm: Alarm;
	readonly #watchers: Watchers;
	readonly #progress = createProgress();
	readonly #wanted: Wanted;
	readonly #arrivals = new Arrivals();
	/** Names of the tasks that wait: asking again for one of them changes nothing. */
	readonly #queued = new Set<string>();
	#stopped = false;
	#caughtUp = false;
	/**
	 * After a failed commit nothing more is taken in until what is stored was read again: a cursor
	 * must not pass a gap, and what is pending must not look as if it were sent.
	 */
	#isDeaf = false;
	/**
	 * Counts connections, and the times when nothing more was believed of one: what was queued for an
	 * old one is not mistaken for the present one's.
	 */
	#connection = 0;
	/** A count of pauses, because instants do not outlive a clock that is set. */
	#pauses = 0;

	constructor(options: CoreOptions, held: { release(): void }, offsetMs: number) {
		const { storage, world, me, report } = options;
		this.#options = options;
		this.#held = held;
		const clock = deviceClock(world, offsetMs, (offset) => this.#clockMoved(offset));
		this.now = clock.now;
		this.#relay = options.relay ?? aloneRelay(me, world.now);
		this.#status = createStatus(options.relay === null, offsetMs, report);
		this.#serial = createSerial(report);
		this.idle = this.#serial.idle;
		const engine = isTeam(me.role) ? options.engine : undefined;
		this.#inside = openInside(options, {
			relay: this.#relay,
			clock,
			gained: () => this.#lookAgain(),
			commit: (change) => this.#commit(change),
		});
		this.#host = engine?.createHost(this.#inside, engine);
		this.#inbound = createInbound(this.#inside, engine && ((update) => this.#workspace(update)));
		this.#alarm = createAlarm({ storage, world, now: this.now, ring: () => this.#lookAgain() });
		this.#wanted = createWanted(this.#relay, () => this.#progress.now() !== undefined);
		this.#watchers = createWatchers((contact) =>
			this.#once(`show ${contact}`, () => this.#show(contact)),
		);
	}

	async boot(): Promise<void> {
		await this.#readWorkspace();
		this.#once('collect', () => this.#collect());
		this.#relay.start(this.#listener());
	}

	status(): CoreStatus {
		return this.#status.get();
	}

	onChange(callback: (status: CoreStatus) => void): () => void {
		return this.#status.onChange(callback);
	}

	wake(): void {
		// Alone there is no feed that would bring what a page changed in the settings.
		if (!this.#options.relay) this.#once('workspace', () => this.#readWorkspace());
		this.#once('collect', () => this.#collect());
		this.#once('engine', () => this.#runEngine());
	}

	fetch(contact: string): void {
		this.#wanted.fetch(contact);
	}

	watch(contact: string, callback: (view: ContactView) => void): () => void {
		return this.#watchers.add(contact, callback);
	}

	write(contact: string, drafts: readonly EventBody[]): Promise<Result<DomainEvent[]>> {
		return new Promise((resolve) => {
			this.#serial.add('write', async () => {
				try {
					resolve(ok(await writeDrafts(this.#inside, this.#options.me, contact, drafts)));
					if (contact === '') this.#host?.settingsChanged();
					this.#afterWork();
				} catch (error) {
					this.#options.report(error, 'write');
					this.#distrust();
					resolve(fail('cannotSave'));
				}
			});
		});
	}

	async stop(): Promise<void> {
		this.#inside.lease.end();
		this.#relay.releaseLease();
		this.#stopped = true;
		this.#alarm.cancel();
		this.#relay.stop();
		await this.#serial.idle();
		this.#held.release();
	}

	#listener(): RelayListener {
		const arrived = (...arrivals: Arrival[]) => {
			if (this.#isDeaf) return;
			this.#arrivals.add(arrivals);
			this.#once('absorb', () => this.#absorb());
		};
		return {
			up: (welcome) => this.#up(welcome),
			down: (reason, retryAt) => {
				this.#connection++;
				this.#caughtUp = false;
				this.#inside.outbox.disconnected();
				this.#inside.lease.end();
				this.#status.down(reason, retryAt);
			},
			clock: (measured) => this.#inside.clock.set(measured),
			entries: (entries) => arrived(...entries.map((entry) => ({ entry }))),
			ahead: (entries) => {
				if (!this.#isDeaf) this.#arrivals.addAhead(entries);
				this.#wanted.came(entries);
				arrived();
			},
			acked: (push, seq, at) => arrived({ acked: push, ...(at ? { seq, at } : {}) }),
			refused: (push, code, reason, now) => arrived({ refused: push, code, reason, now }),
			caughtUp: (cursor) => {
				if (this.#isDeaf) return;
				const connection = this.#connection;
				this.#once(`caught up ${connection}`, () => this.#reachedHead(cursor, connection));
			},
			lease: (answer) => {
				this.#inside.handled.reached(answer.handled);
				this.#inside.lease.answered(answer);
				const hosting = this.#inside.lease.fence() !== undefined;
				const engineHost = hosting ? this.#options.me.id : (answer.holder ?? null);
				this.#status.set({ hosting, engineHost });
				this.#once('engine', () => this.#runEngine());
			},
			online: (teammates) => {
				this.#host?.online(teammates);
				this.#once('engine', () => this.#runEngine());
			},
		};
	}

	#up(welcome: Welcome): void {
		// Storage is not trusted yet: `#recover` asks for a connection of its own.
		if (this.#isDeaf) return;
		const { now, roundTripMs, handled } = welcome;
		this.#inside.clock.set(measuredClock(now, this.#options.world.now(), roundTripMs));
		this.#status.set({ connection: 'catchingUp', retryAt: undefined });
		this.#once('follow', async () => {
			const { cursor, hasEarlier } = await cursorIn(welcome, this.#inside, this.#options.me);
			this.#inbound.follows({ hasEarlier });
			this.#arrivals.clear();
			// What falls must be known by then (inbound I5).
			for (let isMore = hasEarlier; isMore;) isMore = await this.#collect();
			this.#inside.handled.connected(handled);
			this.#progress.begin(cursor, welcome.head);
			this.#wanted.begin(welcome.early);
			this.#relay.follow(cursor);
		});
	}

	async #reachedHead(cursor: number, connection: number): Promise<void> {
		await this.#absorbAll();
		if (connection !== this.#connection) return;
		await this.#options.storage.commit({ settings: { cursor } });
		await restamp(this.#inside);
		// Lost while the disk was busy: what is pushed now would be given to nobody (I2).
		if (connection !== this.#connection) return;
		this.#caughtUp = true;
		this.#progress.end();
		this.#wanted.end();
		this.#status.set({ connection: this.#options.relay ? 'synced' : 'alone' });
		if (this.#host) this.#inside.lease.begin();
		this.#afterWork();
	}

	async #absorbAll(): Promise<void> {
		while (this.#arrivals.size) await this.#absorb();
	}

	async #absorb(): Promise<void> {
		const some = this.#arrivals.take(this.#inside.handled.upTo());
		if (this.#arrivals.size) this.#once('absorb', () => this.#absorb());
		const { pause, liveChanged } = await this.#inbound.absorb(some);
		if (pause) {
			this.#pauses++;
			this.#options.world.after(PATIENCE_MS, () => {
				this.#pauses--;
				this.#flush();
			});
		}
		if (liveChanged) this.#host?.settingsChanged();
		this.#afterWork();
	}

	/** Events that pages stored since the last time, and at boot whatever was not confirmed then. */
	async #collect(): Promise<boolean> {
		const { some, isMore } = await notCollected(this.#inside);
		if (!some.length) return false;
		const change = await takeUp(this.#inside, some);
		if (some.some((item) => item.contact === '')) this.#host?.settingsChanged();
		await this.#commit(change);
		this.#inside.outbox.add(some);
		if (isMore) this.#once('collect', () => this.#collect());
		this.#afterWork();
		return isMore;
	}

	async #runEngine(): Promise<void> {
		if (!this.#host) return;
		// The lease comes behind what its last holder wrote, which is taken in before a decision.
		await this.#absorbAll();
		const isHost = this.#host.mayDecide();
		const isMore = isHost ? await this.#host.step() : await this.#host.prune();
		if (isMore) this.#once('engine', () => this.#runEngine());
		else if (isHost) {
			await this.#alarm.rearm();
			if (!this.#queued.has('collect')) await noteHandled(this.#inside);
		}
		this.#flush();
	}

	#lookAgain(): void {
		this.#host?.lookAgain();
		this.#once('engine', () => this.#runEngine());
	}

	async #readWorkspace(): Promise<void> {
		const { storage, engine } = this.#options;
		if (!this.#host || !engine) return;
		for (const update of await storage.updates(WORKSPACE_ROOM)) engine.workspace.apply(update);
		this.#host.settingsChanged();
	}

	#workspace(update: Uint8Array): void {
		this.#options.engine?.workspace.apply(update);
		this.#host?.settingsChanged();
	}

	#afterWork(): void {
		this.#flush();
		if (this.#inside.lease.fence() !== undefined) this.#once('engine', () => this.#runEngine());
	}

	#flush(): void {
		const { lease, outbox, world } = this.#inside;
		const catchUp = this.#progress.now();
		this.#status.set({ pending: outbox.size, behind: this.#arrivals.size, catchUp });
		if (this.#stopped || !this.#caughtUp || this.#pauses > 0) return;
		world.passing?.('client.beforeFlush');
		outbox.flush(lease.fence(), (batch) => {
			const { push, fence, parts } = batch;
			batch.passed = stopwatch(world);
			this.#relay.push({ id: push, fence, parts });
		});
	}

	async #commit(change: ChangeDraft): Promise<void> {
		await this.#options.storage.commit(change);
		this.#progress.reached(change.settings['cursor']);
		if (this.#host) {
			for (const timer of change.timers.put) this.#alarm.consider(timer.due);
			if (change.inbox.put.length) this.#host.news();
			if (change.withdrawn.length) this.#host.withdrawn();
			if (change.contacts.length) this.#host.loadChanged();
		}
		for (const { contact } of [...change.contacts, ...change.events]) {
			this.#watchers.changed(typeof contact === 'string' ? contact : contact.id);
		}
	}

	async #show(contact: string): Promise<void> {
		// A failed commit has emptied the outbox: until it is filled again, only storage knows.
		const stored = this.#isDeaf ? await this.#options.storage.pending() : [];
		const view = await viewOf(this.#inside, contact, stored);
		this.#watchers.tell(contact, view, this.#options.report);
	}

	/** I3. Who cannot save decides nothing, so the lease goes to a host that can. */
	#distrust(): void {
		this.#inside.lease.end();
		this.#relay.releaseLease();
		this.#status.set({ cannotSave: true, hosting: false });
		this.#connection++;
		this.#caughtUp = false;
		this.#isDeaf = true;
		this.#arrivals.clear();
		this.#inside.outbox.clear();
		this.#inside.folds.clear();
		this.#host?.reset();
		const again = () => this.#once('recover', () => this.#recover());
		this.#options.world.after(STORAGE_RETRY_MS, again);
	}

	async #recover(): Promise<void> {
		await this.#options.storage.commit({ settings: { savedAt: this.now() } });
		this.#status.set({ cannotSave: false });
		await this.#collect();
		this.#isDeaf = false;
		this.#relay.reconnect();
	}

	/** What waits may have been written under the wrong one, and an alarm set by it. */
	#clockMoved(clockOffset: number): void {
		this.#status.set({ offsetMs: clockOffset });
		this.#once('clock', async () => {
			await this.#options.storage.commit({ settings: { clockOffset } });
			// Until the feed was read to its end, what waits may be at the relay already (restamp I3).
			if (this.#caughtUp) await restamp(this.#inside);
			this.#lookAgain();
			this.#flush();
		});
	}

	#once(name: string, task: () => Promise<unknown>): void {
		if (this.#queued.has(name) || this.#stopped) return;
		this.#queued.add(name);
		this.#serial.add(name, async () => {
			this.#queued.delete(name);
			if (this.#stopped) return;
			try {
				await task();
			} catch (error) {
				this.#options.report(error, name);
				this.#distrust();
			}
		});
	}
}
