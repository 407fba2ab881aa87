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
 */
export type Room = ReturnType<typeof createRoom>;

/** Somebody in a room through a socket of their own or a channel of a mux. */
export type Member = Speaker & {
	send(message: Uint8Array): void;
	sendAll(messages: readonly Uint8Array[], isLeftOut?: LeftOut): void;
	/** Closes the room for this member only. */
	close(code: number, reason: string): void;
	wantsAcks: boolean;
};

export function createRoom(
	name: string,
	parsed: ParsedRoom,
	limits: Limits,
	now: () => number,
	/** Of its contact; the log of the workspace has one of its own. */
	ledger: Ledger = new Ledger(),
) {
	const known = new Ranges();
	const deleted = new Ranges();
	const authors = new Map<number, string>();
	const members = new Set<Member>();
	const tail = new Tail(limits.tailBytes);
	/** True while the tail is everything there is. */
	let isWhole = true;
	const counts = { bytes: 0, entries: 0, tailBytes: 0, lastSeq: 0, inFlight: 0 };
	let awareness: Awareness | undefined;
	/** Of a canvas. */
	const harmless = isLog(parsed) ? undefined : new Harmless(limits);

	function learn(scan: Extract<Scan, { ok: true }>) {
		for (const { client, clock, length, content } of scan.structs) {
			// A snapshot skips what is missing: that is no knowledge.
			if (content !== SKIP) known.add(client, clock, length);
		}
		for (const { client, clock, length } of scan.deletions) deleted.add(client, clock, length);
	}

	function remember(seq: number, update: Uint8Array) {
		counts.lastSeq = Math.max(counts.lastSeq, seq);
		if (!tail.add(seq, update)) isWhole = false;
	}

	/** False when it cannot be read. */
	function learnStored(update: Uint8Array): boolean {
		const scan = scanUpdate(update, { maxStructs: Infinity, trusted: true });
		if (!scan.ok) return false;
		if (harmless && isUsual(update, scan)) harmless.learn(update, scan);
		else harmless?.giveUp();
		learn(scan);
		counts.bytes += update.length;
		return true;
	}

	/** As today's guard would let it in: an old canvas may hold what waits, or comes twice. */
	function isUsual(update: Uint8Array, scan: Extract<Scan, { ok: true }>): boolean {
		return (
			scanUpdate(update, { maxStructs: Infinity }).ok &&
			isAllNews(scan, known) &&
			whyNotApplicable(scan, known) === undefined
		);
	}

	return {
		name,
		parsed,
		members,
		counts,
		known,
		deleted,
		ledger,
		/** Answers the entries that cannot be read, and passes over them. */
		load(stored: StoredRoom): number[] {
			const bad: number[] = [];
			if (parsed.kind === 'live') {
				const updates = versionsOf(stored).map(({ update }) => update);
				learnKeys(ledger, updates);
			}
			if (stored.snapshot && learnStored(stored.snapshot.update)) {
				counts.lastSeq = stored.snapshot.seq;
				isWhole = false;
			} else if (stored.snapshot) bad.push(stored.snapshot.seq);
			for (const { seq, update } of stored.entries) {
				if (!learnStored(update)) {
					bad.push(seq);
					continue;
				}
				remember(seq, update);
				counts.entries++;
				counts.tailBytes += update.length;
			}
			for (const [client, principal] of stored.authors) authors.set(client, principal);
			return bad;
		},
		/** False once a canvas holds what only a trial can judge. */
		isHarmless: () => harmless?.isKept() ?? true,
		/** Whether Yjs applies for certain what the guard lets through. */
		admitsUntried(update: Uint8Array, verdict: Extract<Verdict, { kind: 'store' }>): boolean {
			return !harmless || (verdict.update === update && harmless.admits(update, verdict.scan));
		},
		examine(update: Uint8Array, writer: Writer): Verdict {
			const holdings: Holdings = { parsed, known, deleted, authors, ledger, bytes: counts.bytes };
			return examine(update, holdings, writer, limits);
		},
		/** Takes note of what is on its way to the disk (R1). */
		accept(
			update: Uint8Array,
			verdict: Extract<Verdict, { kind: 'store' }>,
			principal: string,
		): void {
			// What is known in part is stored cut (news), and then stands between two neighbours.
			if (harmless && isAllNews(verdict.scan, known)) harmless.learn(update, verdict.scan);
			else harmless?.giveUp();
			learn(verdict.scan);
			for (const client of verdict.binds) authors.set(client, principal);
			for (const [key, print] of verdict.keys) ledger.set(key, print);
			for (const conversation of verdict.claims) ledger.conversations.add(conversation);
			counts.bytes += update.length;
			counts.inFlight++;
		},
		/** It is durable: now it may be shown (R2). */
		durable(seq: number, update: Uint8Array): void {
			counts.inFlight--;
			counts.entries++;
			counts.tailBytes += update.length;
			remember(seq, update);
		},
		/** What a member lacks if the tail can tell; undefined when the disk must be read. */
		missing(next: (client: number) => number): Uint8Array[] | undefined {
			if (known.isWithin(next) && known.gaps() === 0) return [];
			if (!isWhole && !reachesTail(next)) return undefined;
			return tail.updates().filter((update) => hasNews(update, next));
		},
		/** Undefined as long as nobody has shown anything. */
		present: () => awareness?.all(),
		awareness(): Awareness {
			const isForCustomers = parsed.kind === 'contact' && parsed.log === 'shown';
			const maxBytes = limits.awarenessBytes;
			return (awareness ??= createAwareness({ maxBytes, isForCustomers, now }));
		},
		/** Everything up to `seq` is now one snapshot of this size. */
		compacted(seq: number, bytes: number): void {
			const rest = tail.after(seq);
			counts.entries = rest.entries;
			counts.tailBytes = rest.bytes;
			counts.bytes = bytes + counts.tailBytes;
		},
	};

	/** True when the member has everything that is older than the tail. */
	function reachesTail(next: (client: number) => number): boolean {
		const begins = new Map<number, number>();
		for (const update of tail.updates()) {
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

function hasNews(update: Uint8Array, next: (client: number) => number): boolean {
	return structsOf(update).some(({ client, clock, length }) => clock + length > next(client));
}

function structsOf(update: Uint8Array) {
	const scan = scanUpdate(update, { maxStructs: Infinity, trusted: true });
	return scan.ok ? scan.structs : [];
}
