import { isLog, type ParsedRoom } from '../src/lib/model/room';
import { whyNotApplicable } from './applicable';
import { createAwareness, type Awareness, type Speaker } from './awareness';
import type { LeftOut } from './connection';
import { examine, type Holdings, type Verdict, type Writer } from './guard';
import { Harmless, isAllNews } from './harmless';
import { learnKeys, Ledger, versionsOf } from './ledger';
import type { Limits } from './limits';
import type { StoredRoom } from './log';
import { Ranges } from './ranges';
import { Tail } from './tail';
import { scanUpdate, SKIP, type Scan } from './update';

/**
 * One room in memory: what is known of its content without the content itself, its newest entries,
 * and who is in it. It never holds a Y.Doc.
 *
 * R1 `known` runs ahead of the disk: it counts what was accepted, so that nothing is accepted
 *    twice.
 * R2 `tail` and `lastSeq` follow the disk: only what is durable is shown to anybody.
 *
 * A class, because thousands of them lie idle.
 */
export class Room implements Holdings {
	readonly name: string;
	readonly parsed: ParsedRoom;
	readonly members = new Set<Member>();
	readonly counts = { bytes: 0, entries: 0, tailBytes: 0, lastSeq: 0, inFlight: 0 };
	readonly known = new Ranges();
	readonly deleted = new Ranges();
	readonly ledger: Ledger;
	readonly #limits: Limits;
	readonly #now: () => number;
	/** Undefined as long as nothing was written. */
	#tail: Tail | undefined;
	/** Of a canvas. */
	readonly #harmless: Harmless | undefined;
	/** True while the tail is everything there is. */
	#isWhole = true;
	#authors = NOBODY;
	#awareness: Awareness | undefined;

	constructor(
		name: string,
		parsed: ParsedRoom,
		limits: Limits,
		now: () => number,
		/** Of its contact; the log of the workspace has one of its own. */
		ledger?: Ledger,
	) {
		const isOfLog = isLog(parsed);
		this.name = name;
		this.parsed = parsed;
		this.ledger = ledger ?? (isOfLog ? new Ledger() : NO_IDS);
		this.#limits = limits;
		this.#now = now;
		this.#harmless = isOfLog ? undefined : new Harmless(limits);
	}

	get bytes(): number {
		return this.counts.bytes;
	}

	get authors(): ReadonlyMap<number, string> {
		return this.#authors;
	}

	/** Answers the entries that cannot be read, and passes over them. */
	load(stored: StoredRoom): number[] {
		const { counts } = this;
		const bad: number[] = [];
		if (this.parsed.kind === 'live') {
			const updates = versionsOf(stored).map(({ update }) => update);
			learnKeys(this.ledger, updates);
		}
		if (stored.snapshot && this.#learnStored(stored.snapshot.update)) {
			counts.lastSeq = stored.snapshot.seq;
			this.#isWhole = false;
		} else if (stored.snapshot) bad.push(stored.snapshot.seq);
		for (const { seq, update } of stored.entries) {
			if (!this.#learnStored(update)) {
				bad.push(seq);
				continue;
			}
			this.#remember(seq, update);
		}
		for (const [client, principal] of stored.authors) this.#bind(client, principal);
		return bad;
	}

	/** False once a canvas holds what only a trial can judge. */
	isHarmless(): boolean {
		return this.#harmless?.isKept() ?? true;
	}

	/** Whether Yjs applies for certain what the guard lets through. */
	admitsUntried(update: Uint8Array, verdict: Extract<Verdict, { kind: 'store' }>): boolean {
		if (!this.#harmless) return true;
		return verdict.update === update && this.#harmless.admits(update, verdict.scan);
	}

	examine(update: Uint8Array, writer: Writer): Verdict {
		return examine(update, this, writer, this.#limits);
	}

	/** Takes note of what is on its way to the disk (R1). */
	accept(
		update: Uint8Array,
		verdict: Extract<Verdict, { kind: 'store' }>,
		principal: string,
	): void {
		// What is known in part is stored cut (news), and then stands between two neighbours.
		if (this.#harmless && isAllNews(verdict.scan, this.known)) {
			this.#harmless.learn(update, verdict.scan);
		} else this.#harmless?.giveUp();
		this.#learn(verdict.scan);
		for (const client of verdict.binds) this.#bind(client, principal);
		for (const [key, print] of verdict.keys) this.ledger.set(key, print);
		for (const conversation of verdict.claims) this.ledger.conversations.add(conversation);
		this.counts.bytes += update.length;
		this.counts.inFlight++;
	}

	/** It is durable: now it may be shown (R2). */
	durable(seq: number, update: Uint8Array): void {
		this.counts.inFlight--;
		this.#remember(seq, update);
	}

	/** What a member lacks if the tail can tell; undefined when the disk must be read. */
	missing(next: (client: number) => number): Uint8Array[] | undefined {
		if (this.known.isWithin(next) && this.known.gaps() === 0) return [];
		if (!this.#isWhole && !this.#reachesTail(next)) return undefined;
		return this.#newest().filter((update) => hasNews(update, next));
	}

	/** Undefined as long as nobody has shown anything. */
	present(): Uint8Array | undefined {
		return this.#awareness?.all();
	}

	awareness(): Awareness {
		const isForCustomers = this.parsed.kind === 'contact' && this.parsed.log === 'shown';
		const maxBytes = this.#limits.awarenessBytes;
		return (this.#awareness ??= createAwareness({ maxBytes, isForCustomers, now: this.#now }));
	}

	/** Everything up to `seq` is now one snapshot of this size. */
	compacted(seq: number, bytes: number): void {
		const rest = this.#tail?.after(seq) ?? { entries: 0, bytes: 0 };
		this.counts.entries = rest.entries;
		this.counts.tailBytes = rest.bytes;
		this.counts.bytes = bytes + rest.bytes;
	}

	#bind(client: number, principal: string): void {
		if (this.#authors === NOBODY) this.#authors = new Map();
		this.#authors.set(client, principal);
	}

	#learn(scan: Extract<Scan, { ok: true }>): void {
		for (const { client, clock, length, content } of scan.structs) {
			// A snapshot skips what is missing: that is no knowledge.
			if (content !== SKIP) this.known.add(client, clock, length);
		}
		for (const { client, clock, length } of scan.deletions) {
			this.deleted.add(client, clock, length);
		}
	}

	/** False when it cannot be read. */
	#learnStored(update: Uint8Array): boolean {
		const scan = scanUpdate(update, { maxStructs: Infinity, trusted: true });
		if (!scan.ok) return false;
		if (this.#harmless && this.#isUsual(update, scan)) this.#harmless.learn(update, scan);
		else this.#harmless?.giveUp();
		this.#learn(scan);
		this.counts.bytes += update.length;
		return true;
	}

	/** As today's guard would let it in: an old canvas may hold what waits, or comes twice. */
	#isUsual(update: Uint8Array, scan: Extract<Scan, { ok: true }>): boolean {
		return (
			scanUpdate(update, { maxStructs: Infinity }).ok &&
			isAllNews(scan, this.known) &&
			whyNotApplicable(scan, this.known) === undefined
		);
	}

	#remember(seq: number, update: Uint8Array): void {
		this.counts.entries++;
		this.counts.tailBytes += update.length;
		this.counts.lastSeq = Math.max(this.counts.lastSeq, seq);
		this.#tail ??= new Tail(this.#limits.tailBytes);
		if (!this.#tail.add(seq, update)) this.#isWhole = false;
	}

	#newest(): Uint8Array[] {
		return this.#tail?.updates() ?? [];
	}

	/** True when the member has everything that is older than the tail. */
	#reachesTail(next: (client: number) => number): boolean {
		const { known } = this;
		const begins = new Map<number, number>();
		for (const update of this.#newest()) {
			for (const { client, clock } of structsOf(update)) {
				begins.set(client, Math.min(begins.get(client) ?? Infinity, clock));
			}
		}
		for (const client of known.clients()) {
			if (next(client) < Math.min(begins.get(client) ?? Infinity, known.next(client))) return false;
		}
		return true;
	}
}

/** Shared by all rooms in which nobody wrote yet; never written to. */
const NOBODY = new Map<number, string>();
/** Shared by all canvases, which have no ids; never written to. */
const NO_IDS = new Ledger();

/** Somebody in a room through a socket of their own or a channel of a mux. */
export type Member = Speaker & {
	send(message: Uint8Array): void;
	sendAll(messages: readonly Uint8Array[], isLeftOut?: LeftOut): void;
	/** Closes the room for this member only. */
	close(code: number, reason: string): void;
	wantsAcks: boolean;
};

function hasNews(update: Uint8Array, next: (client: number) => number): boolean {
	return structsOf(update).some(({ client, clock, length }) => clock + length > next(client));
}

function structsOf(update: Uint8Array) {
	const scan = scanUpdate(update, { maxStructs: Infinity, trusted: true });
	return scan.ok ? scan.structs : [];
}
