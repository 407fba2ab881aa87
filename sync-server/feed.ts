import type { World } from '../src/lib/core/ports';
import { parseRoom, type Room as RoomName } from '../src/lib/model/room';
import { accessTo, isTeam, type Principal } from '../src/lib/model/role';
import { encodeControl, encodeFeed, type ServerMessage } from '../src/lib/sync/wire';
import type { Connection } from './connection';
import type { Limits } from './limits';
import type { Entry, Log } from './log';

/**
 * The changes feed: everything a principal may read, in the order of the log, from a cursor to now
 * and on as it comes.
 *
 * F1 A follower gets entries and the acks of its own pushes in the order of seq, so that its cursor
 *    never passes something it has not seen.
 * F2 Its own pushes are not echoed: the ack is their news.
 * F3 A contact's follower gets its own `said` and `shown` and `public`, and no byte of anything
 *    else.
 * F4 A contact may be fetched by whoever reads its rooms in the feed. The feed brings it again.
 */
export type Feed = ReturnType<typeof createFeed>;
export type Follower = { who: Principal; connection: Connection };
/** Of a push that wrote to several rooms the last entry alone carries its number. */
export type FeedItem = Entry & { pusher?: Follower; push?: number };

/** How often a paused history looks whether its reader has caught up. */
const PAUSE_MS = 20;

export type Answer = Extract<ServerMessage, { t: 'ack' | 'refused' }>;
type Line = { item: Entry } | { answer: Answer };
type Position = { isLive: boolean; isGone: boolean; queue: Line[]; queuedBytes: number };
type Options = {
	log: Log;
	world: World;
	limits: Limits;
	report(error: unknown, where: string): void;
};

export function createFeed({ log, world, limits, report }: Options) {
	const positions = new Map<Follower, Position>();
	const contacts = new Map<string, Set<Follower>>();
	const fetching = new WeakMap<Follower, Promise<void>>();

	function drop(follower: Follower): void {
		const position = positions.get(follower);
		if (position) position.isGone = true;
		positions.delete(follower);
		const same = contacts.get(follower.who.id);
		same?.delete(follower);
		if (same?.size === 0) contacts.delete(follower.who.id);
	}

	/** Everything of one contact that may be read, wherever the feed stands (F4). */
	async function readContact(
		{ who, connection }: Follower,
		contact: string,
		isOver: () => boolean,
	): Promise<void> {
		const upTo = log.head();
		const names = await log.rooms(`contact/${contact}/`);
		const rooms = names.filter((room) => mayRead(who, room));
		for (let since = 0; rooms.length > 0 && !isOver();) {
			const maxBytes = limits.feedFrameBytes;
			const entries = await log.feed({ since, upTo, rooms, maxBytes });
			const last = entries.at(-1);
			if (!last || isOver()) return;
			connection.send(encodeFeed(entries, 'ahead'));
			since = last.seq;
			while (connection.bufferedBytes() > limits.feedPauseBytes && !isOver()) {
				await pause(world, PAUSE_MS);
			}
		}
	}

	async function history(follower: Follower, position: Position, since: number) {
		let cursor = since;
		let upTo = log.head();
		let rooms = await roomsFor(log, follower.who);
		while (!position.isGone && (cursor < upTo || isTooLong(position))) {
			if (cursor >= upTo) {
				upTo = log.head();
				rooms = await roomsFor(log, follower.who);
			}
			const entries = await log.feed({
				since: cursor,
				upTo,
				...(rooms && { rooms }),
				maxBytes: limits.feedFrameBytes,
			});
			if (position.isGone) return;
			if (entries.length > 0) follower.connection.send(encodeFeed(entries));
			cursor = entries.at(-1)?.seq ?? upTo;
			while (follower.connection.bufferedBytes() > limits.feedPauseBytes && !position.isGone) {
				await pause(world, PAUSE_MS);
			}
		}
		if (position.isGone) return;
		follower.connection.send(encodeControl({ t: 'fed', upTo }));
		position.isLive = true;
		deliverLines(
			follower,
			position.queue.filter((line) => 'answer' in line || line.item.seq > upTo),
		);
		position.queue = [];
	}

	/**
	 * What came meanwhile was too much to keep: it is read from the log instead; only the acks
	 * stay.
	 */
	function isTooLong(position: Position): boolean {
		if (position.queuedBytes <= limits.feedPauseBytes) return false;
		position.queue = position.queue.filter((line) => 'answer' in line);
		position.queuedBytes = 0;
		return true;
	}

	function add(follower: Follower, line: Line, position: Position): void {
		if ('item' in line) position.queuedBytes += line.item.update.length;
		// Above the bound the log is read again anyway (isTooLong), so nothing more needs keeping.
		if ('answer' in line || position.queuedBytes <= limits.feedPauseBytes)
			position.queue.push(line);
	}

	function deliverLines(follower: Follower, lines: Line[]): void {
		let frame: Entry[] = [];
		let bytes = 0;
		for (const line of lines) {
			if ('item' in line) {
				if (bytes + line.item.update.length > limits.feedFrameBytes) sendFrame();
				frame.push(line.item);
				bytes += line.item.update.length;
			} else {
				sendFrame();
				follower.connection.send(encodeControl(line.answer));
			}
		}
		sendFrame();

		function sendFrame() {
			if (frame.length > 0) follower.connection.send(encodeFeed(frame));
			frame = [];
			bytes = 0;
		}
	}

	return {
		/** Calling it again starts over from the new cursor. */
		follow(follower: Follower, since: number): void {
			drop(follower);
			const position = { isLive: false, isGone: false, queue: [], queuedBytes: 0 };
			positions.set(follower, position);
			if (!isTeam(follower.who.role)) {
				const same = contacts.get(follower.who.id);
				if (same) same.add(follower);
				else contacts.set(follower.who.id, new Set([follower]));
			}
			history(follower, position, since).catch((error: unknown) => {
				report(error, 'reading the feed');
				follower.connection.close(4503, 'the log cannot be read');
			});
		},
		drop,
		/** One after the other: a device may ask for several at once. */
		fetch(follower: Follower, contact: string, isOver: () => boolean): void {
			const before = fetching.get(follower) ?? Promise.resolve();
			const fetched = before
				.then(() => readContact(follower, contact, isOver))
				.catch((error: unknown) => report(error, 'reading a contact'));
			fetching.set(follower, fetched);
		},
		/**
		 * To a push of which nothing is stored: in its place among what the follower is told (F1).
		 */
		answer(follower: Follower, answer: Answer): void {
			const position = positions.get(follower);
			const line = { answer };
			if (!position || position.isLive) deliverLines(follower, [line]);
			else add(follower, line, position);
		},
		/** One durable batch, in order of seq. */
		deliver(batch: FeedItem[]): void {
			const pushers = new Set(batch.flatMap(({ pusher }) => pusher ?? []));
			let shared: Uint8Array[] | undefined;
			for (const [follower, position] of positions) {
				if (!isTeam(follower.who.role) || pushers.has(follower)) continue;
				if (position.isLive) {
					shared ??= chunk(batch, limits.feedFrameBytes).map((entries) => encodeFeed(entries));
					follower.connection.sendAll(shared);
				} else for (const item of batch) add(follower, { item }, position);
			}
			for (const follower of new Set([...pushers, ...listeners(batch)])) {
				const lines = batch.flatMap((item) => lineFor(follower, item) ?? []);
				const position = positions.get(follower);
				if (!position || position.isLive) deliverLines(follower, lines);
				else for (const line of lines) add(follower, line, position);
			}
		},
		size: () => positions.size,
	};

	/** The contacts' followers that a batch concerns. */
	function listeners(batch: FeedItem[]): Follower[] {
		if (contacts.size === 0) return [];
		return batch.flatMap(({ room }) => {
			const parsed = parseRoom(room);
			if (parsed?.kind === 'public') return [...contacts.values()].flatMap((same) => [...same]);
			return parsed?.kind === 'contact' ? [...(contacts.get(parsed.contact) ?? [])] : [];
		});
	}

	function lineFor(follower: Follower, item: FeedItem): Line | undefined {
		if (item.pusher === follower) {
			const { push, seq, at } = item;
			if (push === undefined) return undefined;
			return { answer: { t: 'ack', push, seq, ...(at === undefined ? {} : { at }) } };
		}
		// One who only pushes has asked for acks and nothing else.
		return positions.has(follower) && mayRead(follower.who, item.room) ? { item } : undefined;
	}
}

function mayRead(who: Principal, room: RoomName): boolean {
	const parsed = parseRoom(room);
	return parsed !== undefined && accessTo(parsed, who) !== 'none';
}

/**
 * Undefined for the team, which reads all. To be asked after the head: a room whose first entry is
 * up to the head is among them then, and a chapter may begin at any moment.
 */
async function roomsFor(log: Log, who: Principal): Promise<RoomName[] | undefined> {
	if (isTeam(who.role)) return undefined;
	const names = await log.rooms(`contact/${who.id}/`);
	return ['public', ...names].filter((room) => mayRead(who, room));
}

function chunk(batch: FeedItem[], maxBytes: number): FeedItem[][] {
	const chunks: FeedItem[][] = [];
	let bytes = Infinity;
	for (const item of batch) {
		if (bytes + item.update.length > maxBytes) {
			chunks.push([]);
			bytes = 0;
		}
		chunks.at(-1)?.push(item);
		bytes += item.update.length;
	}
	return chunks;
}

function pause(world: World, delayMs: number): Promise<void> {
	return new Promise((resolve) => void world.after(delayMs, resolve));
}
