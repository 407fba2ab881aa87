import type { Instant } from '../base/clock';
import type { SilencesOf } from '../engine/episodes';
import { type DomainEvent, type EventBody, logOf, type UnknownEvent } from '../model/event';
import { isTeam, type Principal } from '../model/role';
import { contactChapter } from '../model/room';
import { authored } from './authored';
import { type ChapterSize, chapterToWrite } from './chapters';
import { deviceName, lastSaid } from './device';
import type { DeviceClock } from './device-clock';
import { addEvent, type Fold, type Folds } from './folds';
import type { Handled } from './handled';
import type { Lease } from './lease';
import { liveVersions } from './live-workflows';
import type { Outbox } from './outbox';
import type { PendingEvent, Storage, World } from './ports';
import { type ChangeDraft, emptyChange, project } from './projection';

/** What the parts of one core share. Used only inside its serial tasks. */
export type Inside = {
	readonly storage: Storage;
	readonly world: World;
	readonly outbox: Outbox;
	readonly folds: Folds;
	readonly lease: Lease;
	readonly chapterSize: ChapterSize;
	/** This host's author id. */
	readonly host: string;
	/** Present where an engine can run: then events enter the inbox and timers are kept. */
	readonly silences: SilencesOf | undefined;
	readonly clock: DeviceClock;
	/** How far the engine has come, here or elsewhere. */
	readonly handled: Handled;
	/** Relay-corrected time. */
	now(): Instant;
	/** Commits and tells whoever watches. Throws when the device cannot save. */
	commit(change: ChangeDraft): Promise<void>;
	report(error: unknown, where: string): void;
};

/** Drafts as events of whoever uses this core, after everything that is seen here. */
async function authoredHere(
	{ storage, world: { random }, chapterSize, now }: Inside,
	me: Principal,
	fold: Fold,
	drafts: readonly EventBody[],
): Promise<PendingEvent[]> {
	const isByTeam = isTeam(me.role);
	const device = isByTeam || drafts.length === 0 ? undefined : await deviceName(storage, random);
	const { contact, state, chapter } = fold;
	return authored(drafts, {
		me,
		contact,
		chapter: chapterToWrite(chapter, chapterSize),
		// An answer never sorts before what it answers (hybrid clock).
		after: state.newest.at,
		now: now(),
		random,
		conversations: state.conversations,
		last: device === undefined ? undefined : lastSaid(device, fold.events),
	});
}

/** Writes what the person of this core does. */
export async function writeDrafts(
	inside: Inside,
	me: Principal,
	contact: string,
	drafts: readonly EventBody[],
): Promise<DomainEvent[]> {
	const fold = await inside.folds.get(contact);
	const items = await authoredHere(inside, me, fold, drafts);
	await writeEvents(inside, fold, items);
	return items.map((item) => item.event);
}

/** Writes new events of one contact: durable when it resolves, then on their way to the relay. */
export async function writeEvents(
	inside: Inside,
	fold: Fold,
	items: readonly PendingEvent[],
	change: ChangeDraft = emptyChange(),
): Promise<void> {
	for (const { event, room } of items) addEvent(fold, { event, chapter: contactChapter(room) });
	change.pending.push(...items);
	const events = items.map((item) => item.event);
	await projectHere(inside, change, fold, events);
	await inside.commit(change);
	inside.world.passing?.('client.afterLocalApply');
	// The journal first: whoever sees an effect can then look up whose it is (E-08).
	inside.outbox.add([...items].sort((a, b) => Number(isShown(a)) - Number(isShown(b))));
}

/** Contacts touched by one commit must fit the folds' cache. */
const MAX_COLLECTED = 256;

/** Pending events that somebody else stored, and that are not on their way. */
export async function notCollected({
	storage,
	outbox,
}: Inside): Promise<{ some: PendingEvent[]; isMore: boolean }> {
	const items = (await storage.pending()).filter((item) => !outbox.has(item.event.id));
	return { some: items.slice(0, MAX_COLLECTED), isMore: items.length > MAX_COLLECTED };
}

/**
 * What follows from pending events that somebody else stored: a page, or this core before it was
 * killed.
 */
export async function takeUp(inside: Inside, items: readonly PendingEvent[]): Promise<ChangeDraft> {
	const change = emptyChange();
	const touched = new Map<Fold, DomainEvent[]>();
	for (const { contact, event, room } of items) {
		const fold = await inside.folds.get(contact);
		addEvent(fold, { event, chapter: contactChapter(room) });
		const events = touched.get(fold);
		if (events) events.push(event);
		else touched.set(fold, [event]);
	}
	for (const [fold, events] of touched) await projectHere(inside, change, fold, events);
	return change;
}

/** `ahead`: where the last of it stands in the feed, if it has not come with the feed. */
export async function projectHere(
	inside: Inside,
	change: ChangeDraft,
	fold: Fold,
	touched: readonly (DomainEvent | UnknownEvent)[],
	ahead?: number,
): Promise<void> {
	const { silences, folds, handled } = inside;
	const seq = ahead ?? (Number(change.settings['cursor']) || undefined);
	const engine = silences && {
		...{ now: inside.now(), silences, live: await liveVersions(folds), seq },
		isHandled: seq !== undefined && seq <= handled.upTo(),
	};
	project(change, fold, touched, engine);
}

function isShown({ event }: PendingEvent): boolean {
	return logOf(event) === 'shown';
}
