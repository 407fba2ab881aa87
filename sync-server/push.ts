import { isLog, parseRoom, type ParsedRoom } from '../src/lib/model/room';
import { accessTo } from '../src/lib/model/role';
import { CLOSE, type Part } from '../src/lib/sync/wire';
import type { Write } from './bounds';
import { whenChapterIsNext } from './chapters';
import type { createCommits } from './commits';
import type { Grant, Hindrance } from './connection';
import type { OwnerOf, Verdict } from './guard';
import type { Judge } from './judge';
import type { Lease } from './lease';
import type { Log } from './log';
import type { Owners } from './owners';
import type { Room } from './room';
import type { Rooms } from './rooms';
import type { World } from '../src/lib/core/ports';

/**
 * What one push writes, to however many rooms: all of it is accepted, as consecutive entries of one
 * commit, or nothing. So a run's journal and the words that it names are never apart (E-30).
 */
export type Push<Origin> = {
	parts: readonly Part[];
	who: Grant;
	/** Of its address. */
	range: string;
	fence: number;
	/** Of the last entry, which is answered, and of those before it. */
	origin: { last: Origin; other: Origin };
	/** The session is over: what it asked for and was not yet accepted is not wanted any more. */
	isOver(): boolean;
	refuse(problem: Problem): void;
	/** All of it is there already; called once it is durable. */
	nothingNew(lastSeq: number): void;
};
export type Problem = { room: string; code: number; reason: string };

type Services<Origin> = {
	log: Log;
	world: World;
	rooms: Rooms;
	lease: Lease;
	owners: Owners;
	commits: ReturnType<typeof createCommits<Origin>>;
	judge: Judge;
	counts: { accepted: number };
	mayStore(who: Grant, range: string, writes: readonly Write[]): Hindrance | undefined;
	report(error: unknown, where: string): void;
};
type Place = Part & { parsed: ParsedRoom };

export function takePush<Origin>(services: Services<Origin>, push: Push<Origin>): void {
	const places: Place[] = [];
	for (const part of push.parts) {
		const parsed = parseRoom(part.room);
		if (!parsed || accessTo(parsed, push.who) !== 'write') {
			return push.refuse({ room: part.room, code: CLOSE.forbidden, reason: 'no such room' });
		}
		places.push({ ...part, parsed });
	}
	withRooms(services, push, places, []);
}

/** Loads one room after the other. Those that are here are held until all are. */
function withRooms<Origin>(
	services: Services<Origin>,
	push: Push<Origin>,
	[next, ...others]: readonly Place[],
	rooms: readonly Room[],
): void {
	if (!next) return lookUp(services, push, rooms);
	const giveUp = (problem: Omit<Problem, 'room'>) => {
		letGo(services, rooms);
		if (!push.isOver()) push.refuse({ room: next.room, ...problem });
	};
	services.rooms.use(next.room, next.parsed, (room) => {
		if (!room) return giveUp(UNREADABLE);
		services.rooms.hold(room);
		whenChapterIsNext(services, room, push.who, (problem) => {
			if (!problem) return withRooms(services, push, others, [...rooms, room]);
			letGo(services, [room]);
			giveUp(problem);
		});
	});
}

/** Whose the conversations are that it speaks of. */
function lookUp<Origin>(
	services: Services<Origin>,
	push: Push<Origin>,
	rooms: readonly Room[],
): void {
	const writes = rooms.map((room, index) => ({ room, update: updateOf(push, index) }));
	services.owners.look(writes, (ownerOf) => {
		if (!push.isOver()) {
			if (ownerOf) take(services, push, rooms, ownerOf);
			else push.refuse({ room: push.parts[0]?.room ?? '', ...UNREADABLE });
		}
		letGo(services, rooms);
	});
}

export const UNREADABLE = { code: CLOSE.restarting, reason: 'the log cannot be read' };

function letGo<Origin>(services: Services<Origin>, rooms: readonly Room[]): void {
	for (const room of rooms) services.rooms.letGo(room);
}

function take<Origin>(
	services: Services<Origin>,
	push: Push<Origin>,
	rooms: readonly Room[],
	ownerOf: OwnerOf,
): void {
	if (rooms.every(({ parsed }) => isLog(parsed))) accept(services, push, rooms, ownerOf);
	else takeCanvas(services, push, rooms, ownerOf);
}

/** No turn writes to a canvas: it comes alone, and waits for its turn there (judge J1). */
function takeCanvas<Origin>(
	services: Services<Origin>,
	push: Push<Origin>,
	[room, ...others]: readonly Room[],
	ownerOf: OwnerOf,
): void {
	const [part] = push.parts;
	if (!room || !part) return;
	const refuse = (problem: Omit<Problem, 'room'>) => {
		push.refuse({ room: room.name, ...problem });
		return false;
	};
	if (others.length > 0) {
		return void refuse({ code: CLOSE.refused, reason: 'a canvas is pushed alone' });
	}
	const { who } = push;
	const writer = () => ({ who, now: services.world.now(), isHost: false, ownerOf });
	services.judge(room, part.update, writer, (verdict) => {
		if (push.isOver()) return false;
		if (verdict.kind === 'refused') return refuse(verdict);
		if (verdict.kind === 'nothing') {
			tellNothingNew(services, push, [room]);
			return false;
		}
		const hindrance = services.mayStore(who, push.range, [{ verdict }]);
		if (hindrance) return refuse(hindrance);
		store(services, { room, verdict }, who, push.origin.last);
		return true;
	});
}

function tellNothingNew<Origin>(
	{ commits }: Services<Origin>,
	push: Push<Origin>,
	rooms: readonly Room[],
): void {
	commits.afterAll((isStored) => {
		if (isStored) push.nothingNew(Math.max(...rooms.map((room) => room.counts.lastSeq)));
	});
}

function accept<Origin>(
	services: Services<Origin>,
	push: Push<Origin>,
	rooms: readonly Room[],
	ownerOf: OwnerOf,
): void {
	const { parts, who, fence } = push;
	// Asked here and not before the disk was: the lease may have gone to another meanwhile.
	const isHost = services.lease.isCurrent(who.device, fence);
	if (fence !== 0 && !isHost) {
		const reason = 'another host runs the automation';
		return push.refuse({ room: parts[0]?.room ?? '', code: CLOSE.fenced, reason });
	}
	const writer = { who, now: services.world.now(), isHost, ownerOf };
	const stored: Judged[] = [];
	for (const [index, room] of rooms.entries()) {
		const verdict = room.examine(updateOf(push, index), writer);
		if (verdict.kind === 'refused') return push.refuse({ room: room.name, ...verdict });
		if (verdict.kind !== 'store') continue;
		if (stored.some((other) => holdsSameId(other, { room, verdict }))) {
			const reason = 'one id in two rooms';
			return push.refuse({ room: room.name, code: CLOSE.refused, reason });
		}
		if (stored.some((other) => claimsSame(other, { room, verdict }))) {
			const reason = 'one conversation of two contacts';
			return push.refuse({ room: room.name, code: CLOSE.taken, reason });
		}
		stored.push({ room, verdict });
	}
	if (!stored.length) return tellNothingNew(services, push, rooms);
	const hindrance = services.mayStore(who, push.range, stored);
	if (hindrance) return push.refuse({ room: parts[0]?.room ?? '', ...hindrance });
	const { last, other } = push.origin;
	for (const each of stored) store(services, each, who, each === stored.at(-1) ? last : other);
}

type Stored = Extract<Verdict, { kind: 'store' }>;
type Judged = { room: Room; verdict: Stored };
const NOTHING = new Uint8Array();

function updateOf<Origin>({ parts }: Push<Origin>, index: number): Uint8Array {
	return parts[index]?.update ?? NOTHING;
}

function holdsSameId(one: Judged, other: Judged): boolean {
	if (one.room.ledger !== other.room.ledger) return false;
	return [...other.verdict.keys.keys()].some((key) => one.verdict.keys.has(key));
}

function claimsSame(one: Judged, other: Judged): boolean {
	if (one.room.ledger === other.room.ledger) return false;
	return other.verdict.claims.some((each) => one.verdict.claims.includes(each));
}

export function store<Origin>(
	services: Services<Origin>,
	{ room, verdict }: Judged,
	who: Grant,
	origin: Origin,
): void {
	services.counts.accepted++;
	// A copy: what came in is a view into whatever else the socket had read with it. Out of Node's
	// pool, because it lives until it is durable and told.
	const kept = Buffer.from(verdict.update);
	const { binds, claims } = verdict;
	room.accept(kept, verdict, who.id);
	services.owners.claim(room, claims);
	services.commits.submit({ room, update: kept, principal: who.id, binds, claims, origin });
}
