import { fail, ok, type Result } from '../lib/base/result';
import { authored } from '../lib/core/authored';
import { CHAPTER_SIZE, chapterToWrite, eventsIn, newestOf } from '../lib/core/chapters';
import { deviceName, lastSaid, newDevice } from '../lib/core/device';
import { deviceClock, keptOffset } from '../lib/core/device-clock';
import type { Change, PendingEvent, Storage, World } from '../lib/core/ports';
import { type DomainEvent, type EventBody, isUnknown, type UnknownEvent } from '../lib/model/event';
import { placed } from '../lib/model/placed';
import { report } from './report';
import { type MessengerStorage, type Refused, withCommit } from './storage';
import { alone, type Tabs } from './tabs';

/**
 * The visitor's own log as every tab of this browser sees it.
 * Owns: writing what the visitor does, reading what is stored, telling the other tabs.
 * Does not own: the relay; the leading tab's core takes pending events from the storage and sends
 * them.
 *
 * I1 An event is stored before anybody shows it as written ("saved").
 * I2 Whoever commits, this tab's core included, every tab hears of it.
 * I3 Every tab writes by the relay's time, as far as any of them knows it.
 */
export type VisitorLog = {
	readonly contact: string;
	/** For the core: the same storage, whose commits are heard. */
	readonly storage: Storage;
	snapshot(): Promise<Snapshot>;
	write(drafts: EventBody[]): Promise<Result<DomainEvent[], { kind: 'cannotSave' }>>;
	setting(name: string): Promise<unknown>;
	keep(settings: Record<string, unknown>): Promise<void>;
	/** Words that are being typed. A device that cannot keep them says so; nobody waits for it. */
	keepDraft(conversation: string, text: string): void;
	draftOf(conversation: string): Promise<string>;
	onChange(listener: () => void): void;
	/** Another tab wrote: the leading one sends. */
	onWake(listener: () => void): void;
	/** The relay's time, as far as it is known here. */
	now(): number;
	/** What this tab's core has measured; the other tabs read what it keeps. */
	setClock(offsetMs: number): void;
};

export type Snapshot = {
	/** In the order of the fold. */
	events: DomainEvent[];
	/** Made with a newer version. */
	unknown: UnknownEvent[];
	/** The ids of events that the relay has not confirmed. */
	pending: Set<string>;
	refused: Refused[];
};

export function createVisitorLog(
	contact: string,
	stored: Pick<MessengerStorage, keyof Storage | 'refused'>,
	world: Pick<World, 'now' | 'elapsed' | 'random'>,
	tabs: Tabs,
): VisitorLog {
	const changed = new Set<() => void>();
	const woken = new Set<() => void>();
	const clock = deviceClock(world, 0, () => {});
	let offsetMs = 0;
	let isTold = false;
	/** Of everything that this tab has shown or written, the latest time. */
	let lastAt = 0;
	/** What this device wrote last, as far as this tab knows. */
	let lastNth = 0;

	function setClock(offset: number): void {
		// Told again, it would follow a clock that was set back in between.
		if (offset !== offsetMs) clock.set({ offsetMs: offset, withinMs: 0 });
		offsetMs = offset;
	}

	async function followClock(): Promise<void> {
		if (isTold) return;
		const kept = await keptOffset(stored);
		if (!isTold) setClock(kept);
	}

	tabs.listen((message) => {
		if (message === 'wake') for (const listener of woken) listener();
		if (message === 'changed') for (const listener of changed) listener();
	});

	async function commit(change: Change): Promise<void> {
		await stored.commit(change);
		for (const listener of changed) listener();
		tabs.tell('changed');
	}

	let named: Promise<string> | undefined;
	/** Asked for once: two that write at a time must not make two. */
	function deviceHere(): Promise<string> {
		named ??= deviceName(stored, world.random).catch((error: unknown) => {
			named = undefined;
			throw error;
		});
		return named;
	}

	let apart: string | undefined;

	/**
	 * One tab after the other: two that write at a time would share a number (model/mark M1). Where
	 * that is denied this tab is a device of its own.
	 */
	async function store(drafts: readonly EventBody[], isAlone: boolean): Promise<PendingEvent[]> {
		const log = await stored.log(contact);
		const chapter = chapterToWrite(newestOf(log), CHAPTER_SIZE);
		await followClock();
		const device = isAlone ? await deviceHere() : (apart ??= newDevice(world.random));
		const { nth } = lastSaid(device, eventsIn(log));
		// Another write of this tab may have come first, so nothing is awaited from here on.
		lastNth = Math.max(lastNth, nth);
		const pending = authored(drafts, {
			...{ me: { id: contact, role: 'contact' }, contact, chapter },
			...{ after: lastAt, now: clock.now(), random: world.random },
			last: { device, nth: lastNth },
		});
		lastNth += drafts.length;
		lastAt = Math.max(lastAt, pending.at(-1)?.event.at ?? 0);
		await commit({ pending });
		return pending;
	}

	return {
		contact,
		storage: withCommit(stored, commit),
		async snapshot() {
			const [log, pending, refused] = await Promise.all([
				stored.log(contact),
				stored.pending(),
				stored.refused(),
				followClock(),
			]);
			const events = eventsIn(log);
			const readable = events.flatMap((event) => (isUnknown(event) ? [] : [event]));
			const inOrder = placed(readable);
			const unknown = events.filter(isUnknown);
			// What is written next stands after everything that is seen now (`instantAfter`).
			for (const { at, arrivedAt = 0 } of inOrder) lastAt = Math.max(lastAt, at, arrivedAt);
			const unsent = new Set(pending.map(({ event }) => event.id));
			return { events: inOrder, unknown, pending: unsent, refused };
		},
		async write(drafts) {
			let pending: PendingEvent[] = [];
			try {
				await alone(`relevo-write:${contact}`, async (isAlone) => {
					pending = await store(drafts, isAlone);
				});
			} catch (error) {
				report(error, 'cannot save');
				return fail('cannotSave');
			}
			for (const listener of woken) listener();
			tabs.tell('wake');
			return ok(pending.map(({ event }) => event));
		},
		setting: (name) => stored.setting(name),
		keep: (settings) => stored.commit({ settings }),
		keepDraft(conversation, text) {
			stored
				.commit({ settings: { [`draft:${conversation}`]: text } })
				.catch((error: unknown) => report(error, 'cannot keep a draft'));
		},
		async draftOf(conversation) {
			const draft = await stored.setting(`draft:${conversation}`);
			return typeof draft === 'string' ? draft : '';
		},
		onChange: (listener) => void changed.add(listener),
		onWake: (listener) => void woken.add(listener),
		now: clock.now,
		setClock(offset) {
			isTold = true;
			setClock(offset);
		},
	};
}
