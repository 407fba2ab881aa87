import type { Instant } from '../src/lib/base/clock';
import {
	isUnknown,
	logOf,
	readEvent,
	type DomainEvent,
	type UnknownEvent,
} from '../src/lib/model/event';
import { isLog, type ParsedRoom } from '../src/lib/model/room';
import { areDistinct } from '../src/lib/model/file';
import { isEffectId } from '../src/lib/model/identifier';
import { areSound } from '../src/lib/model/mark';
import { mayBeShown } from '../src/lib/model/shown';
import { versionId } from '../src/lib/model/version';
import { accessTo, isTeam, type Principal } from '../src/lib/model/role';
import { CLOSE } from '../src/lib/sync/wire';
import { whyNotApplicable } from './applicable';
import { isPlain, printOf, type Print } from './ledger';
import type { Limits } from './limits';
import { onlyNews } from './news';
import type { Ranges } from './ranges';
import { DELETED, GC, SKIP, scanUpdate, withoutStructs, type Scan, type Struct } from './update';
import { readValue } from './values';

/**
 * The last word on what may be written. Pure: it reads what the room already holds and answers;
 * storing is the room's business.
 *
 * G1 What adds nothing is not an offence: a client's step 2 always repeats its whole delete set.
 * G2 A client id belongs to the principal that first wrote under it in this room (finding 4).
 * G3 A log only gains keys, each written by its own author, each in the log where its type belongs.
 *    Under the id of an event stands one content, in all rooms of its contact, whoever writes:
 *    the same again is taken as known, another is refused. Two hosts that decided the same effect
 *    differ in their marks only (ledger `printOf`), and then the first stays (E-11). No person
 *    takes the id of an effect before the engine writes it (`isEffectId`).
 * G4 What a contact may read holds the fields that are listed for it, and no other (I8).
 * G5 Whatever is accepted can be applied by Yjs, stringified and cloned. Of a canvas nothing is
 *    accepted that would have to wait, and nothing is stored twice (news); what no bytes tell, Yjs
 *    tells on a throw-away document (trials).
 * G6 A conversation belongs to the contact in whose rooms it was named first (owners).
 */
export type Verdict =
	| {
			kind: 'store';
			scan: Extract<Scan, { ok: true }>;
			/** As it is to be stored: without what is there already. */
			update: Uint8Array;
			binds: number[];
			keys: ReadonlyMap<string, Print>;
			/** Conversations that belonged to nobody and are its contact's from now on. */
			claims: readonly string[];
	  }
	| { kind: 'nothing' }
	| { kind: 'refused'; code: number; reason: string };

/** What the guard needs to know of a room. */
export type Holdings = {
	parsed: ParsedRoom;
	known: Ranges;
	deleted: Ranges;
	/** Client id → the principal it is bound to. */
	authors: ReadonlyMap<number, string>;
	/** Logs only. */
	ledger: ReadonlyMap<string, Print>;
	bytes: number;
};

export type Writer = {
	who: Principal;
	now: Instant;
	/** True when the writer's fencing token is the current one. */
	isHost: boolean;
	ownerOf: OwnerOf;
};

/** The contact of a conversation; undefined when nobody has named it yet. */
export type OwnerOf = (conversation: string) => string | undefined;

export function examine(
	update: Uint8Array,
	room: Holdings,
	writer: Writer,
	limits: Limits,
): Verdict {
	const log = isLog(room.parsed);
	const scan = scanUpdate(update, { maxStructs: log ? limits.logStructs : limits.canvasStructs });
	if (!scan.ok) return refuse(CLOSE.refused, scan.reason);
	const fresh = scan.structs.filter(
		({ client, clock, length }) => !room.known.covers(client, clock, length),
	);
	const deletes = scan.deletions.some(
		({ client, clock, length }) => !room.deleted.covers(client, clock, length),
	);
	if (fresh.length === 0 && !deletes) return { kind: 'nothing' };
	if (accessTo(room.parsed, writer.who) !== 'write') {
		return refuse(CLOSE.forbidden, 'no right to write here');
	}
	if (room.parsed.kind === 'presence') return refuse(CLOSE.refused, 'presence holds no document');
	if (room.bytes + update.length > limits.roomBytes) {
		return refuse(CLOSE.tooLarge, 'the room is full');
	}
	const binds = bindings(fresh, room, writer.who);
	if (!binds) return refuse(CLOSE.refused, 'a client id of somebody else');
	if (room.known.gaps() + countGaps(fresh, room.known) > limits.roomGaps) {
		return refuse(CLOSE.refused, 'too much waits for something missing');
	}
	if (!log) {
		const problem = whyNotApplicable(scan, room.known);
		if (problem !== undefined) return refuse(CLOSE.refused, problem);
		const news = onlyNews(update, scan, room.known);
		return { kind: 'store', scan, update: news, binds, keys: new Map(), claims: [] };
	}
	if (scan.deletions.length > 0) return refuse(CLOSE.refused, 'a log forgets nothing');
	return examineEntries(update, fresh, { room, writer, limits, scan, binds });
}

type Entries = {
	room: Holdings;
	writer: Writer;
	limits: Limits;
	scan: Extract<Scan, { ok: true }>;
	binds: number[];
};

function examineEntries(update: Uint8Array, fresh: Struct[], entries: Entries): Verdict {
	const { room, writer, limits, scan, binds } = entries;
	const log = room.parsed.kind === 'contact' ? room.parsed.log : undefined;
	const keys = new Map<string, Print>();
	const claims = new Set<string>();
	const added = new Set<Struct>();
	for (const struct of fresh) {
		const { key } = struct;
		const shape = shapeProblem(struct, limits);
		if (shape !== undefined || key === undefined) return refuse(CLOSE.refused, shape ?? 'no key');
		const value = readValue(update, struct);
		const event = readEvent(key, value);
		const problem = eventProblem(event, room.parsed, writer, limits);
		if (problem) return problem;
		if (log === 'shown' && !mayBeShown(value)) {
			return refuse(CLOSE.refused, 'more than a customer may see');
		}
		const print = printOf(update, struct, value);
		const existing = keys.get(key) ?? room.ledger.get(key);
		if (existing === undefined) {
			if (isEffectId(key) && !isUnknown(event) && event.by.kind !== 'engine') {
				return refuse(CLOSE.refused, 'the id of an effect');
			}
			const owner = claim(event, room.parsed, writer.ownerOf, claims);
			if (owner === 'another') return refuse(CLOSE.taken, ANOTHERS);
			keys.set(key, print);
			added.add(struct);
		} else if (existing !== print) {
			return refuse(CLOSE.exists, 'another content stands under this id');
		}
	}
	// The same words under a new client id: an ack got lost, and the sender could not know.
	if (added.size === 0) return { kind: 'nothing' };
	const stored = { kind: 'store', scan, binds, keys, claims: [...claims] } as const;
	if (added.size === scan.structs.length) return { ...stored, update };
	const kept = withoutStructs(update, scan, (struct) => !added.has(struct));
	return { ...stored, update: kept };
}

const ANOTHERS = 'a conversation of another contact';

/** G6. Takes a conversation that is nobody's for the contact of the room. */
function claim(
	event: object,
	room: ParsedRoom,
	ownerOf: OwnerOf,
	claims: Set<string>,
): 'own' | 'another' {
	if (room.kind !== 'contact' || !('conversation' in event)) return 'own';
	const { conversation } = event;
	if (typeof conversation !== 'string') return 'own';
	const owner = ownerOf(conversation);
	if (owner === undefined) claims.add(conversation);
	return owner === undefined || owner === room.contact ? 'own' : 'another';
}

function shapeProblem(struct: Struct, limits: Limits): string | undefined {
	const { content, root, key, hasOrigin, length, from, to } = struct;
	if (content === GC || content === SKIP || content === DELETED) return 'a jump of the clock';
	if (!isPlain(struct)) return 'a log holds plain values';
	if (hasOrigin || root !== 'events' || key === undefined)
		return 'a log only gains keys of `events`';
	if (length !== 1) return 'a key has one value';
	if (!KEY.test(key)) return 'not the id of an event';
	return to - from > limits.eventBytes ? 'an event too large' : undefined;
}

const KEY = /^[a-zA-Z][\w.:-]{2,79}$/;
/** What becomes a part of an address, or a key, on the devices of others (case 51). */
const ADDRESSES = ['conversation', 'prompt', 'rule', 'run', 'workflow', 'version', 'ticket'];

function isAddress(value: unknown): boolean {
	return value === undefined || (typeof value === 'string' && KEY.test(value));
}

function eventProblem(
	event: DomainEvent | UnknownEvent,
	room: ParsedRoom,
	{ who, now, isHost }: Writer,
	limits: Limits,
): Verdict | undefined {
	if (isUnknown(event)) return refuse(CLOSE.refused, 'not an event');
	const strange = ADDRESSES.find((name) => !isAddress(Reflect.get(event, name)));
	if (strange !== undefined) return refuse(CLOSE.refused, `no id as ${strange}`);
	if ('files' in event && !areDistinct(event.files ?? [])) {
		return refuse(CLOSE.refused, 'one file twice');
	}
	if (!areSound(event)) return refuse(CLOSE.refused, 'a mark that no device writes');
	const wrongClock = clockProblem(event.at, { who, now }, limits);
	if (wrongClock !== undefined) return refuse(CLOSE.clock, wrongClock);
	if (!belongs(event, room)) return refuse(CLOSE.refused, 'an event of another log');
	if (event.type === 'workflowPublished' && event.version !== versionId(event.definition)) {
		return refuse(CLOSE.refused, 'a version that is not the hash of its content');
	}
	const { kind, id } = event.by;
	if (kind === 'engine') {
		if (!isTeam(who.role)) return refuse(CLOSE.refused, 'not the author');
		return isHost ? undefined : refuse(CLOSE.fenced, 'another host runs the automation');
	}
	const expected = who.role === 'contact' ? 'contact' : 'teammate';
	if (kind === expected && id === who.id && who.role !== 'runner') return undefined;
	return refuse(CLOSE.refused, 'not the author');
}

/** A2, A3: its device corrects it and sends the event again. */
function clockProblem(
	at: Instant,
	{ who, now }: Pick<Writer, 'who' | 'now'>,
	limits: Limits,
): string | undefined {
	const isOfTeam = isTeam(who.role);
	if (at > now + (isOfTeam ? limits.teamAheadMs : limits.contactAheadMs)) return 'from the future';
	return !isOfTeam && at < now - limits.contactBehindMs ? 'from long ago' : undefined;
}

function belongs(event: DomainEvent, room: ParsedRoom): boolean {
	return logOf(event) === (room.kind === 'contact' ? room.log : undefined);
}

/** The client ids to bind by this write; undefined when one of them is another principal's. */
function bindings(fresh: Struct[], room: Holdings, who: Principal): number[] | undefined {
	const binds: number[] = [];
	for (const { client } of fresh) {
		const owner = room.authors.get(client);
		if (owner === who.id) continue;
		if (owner !== undefined) return undefined;
		if (!binds.includes(client)) binds.push(client);
	}
	return binds;
}

function countGaps(fresh: Struct[], known: Ranges): number {
	let gaps = 0;
	let expected = -1;
	let client = -1;
	for (const struct of fresh) {
		if (struct.client !== client) expected = known.next(struct.client);
		if (struct.clock > expected) gaps++;
		client = struct.client;
		expected = struct.clock + struct.length;
	}
	return gaps;
}

function refuse(code: number, reason: string): Verdict {
	return { kind: 'refused', code, reason };
}
