import * as Y from 'yjs';
import { isLog, type ParsedRoom } from '../src/lib/model/room';
import { compactLog } from './compact-log';
import { versionsOf } from './ledger';
import type { Limits } from './limits';
import type { Log } from './log';
import type { Room } from './room';
import { type SetAside, unreadable } from './set-aside';
import { documentOf, documentOfHarmless, type Stored } from './stored';

/**
 * Makes one update of a snapshot and what came after it. In production it runs in a thread of its
 * own.
 */
export type Compact = (work: Compaction) => Promise<Compacted>;

export type Compaction = {
	stored: Stored;
	isLog: boolean;
	isHarmless: boolean;
	/** Of a log: the ids that stand in another room of its contact. */
	elsewhere: ReadonlySet<string>;
};

/** `aside`: the entries that nobody can read or apply, of which the snapshot holds nothing. */
export type Compacted = { update: Uint8Array; aside: number[] };

export function compactRoom({ stored, isLog, isHarmless, elsewhere }: Compaction): Compacted {
	if (!isLog) return compactCanvas(stored, isHarmless);
	return { update: compactLog(stored, elsewhere), aside: unreadable(stored) };
}

/**
 * Through a throw-away document that forgets what was deleted. Never `mergeUpdates`: it is
 * quadratic (10,000 updates block for two seconds).
 */
function compactCanvas(stored: Stored, isHarmless: boolean): Compacted {
	const whole = isHarmless ? documentOfHarmless(stored) : undefined;
	const { doc, aside } = whole ? { doc: whole, aside: [] } : documentOf(stored);
	const update = Y.encodeStateAsUpdate(doc);
	doc.destroy();
	return { update, aside };
}

type Options = {
	log: Log;
	aside: Pick<SetAside, 'add'>;
	limits: Limits;
	compact?: Compact;
	report(error: unknown, where: string): void;
};

export type Compactor = ReturnType<typeof createCompactor>;

/** Compacts rooms one at a time, once enough has gathered behind their snapshot. */
export function createCompactor({ log, aside, limits, compact, report }: Options) {
	const waiting = new Set<Room>();
	let running: Promise<void> | undefined;
	let done = 0;

	async function run() {
		for (const room of waiting) {
			waiting.delete(room);
			try {
				await compactOne(room);
			} catch (error) {
				report(error, `compacting ${room.name}`);
			}
		}
		running = undefined;
	}

	async function compactOne(room: Room) {
		const { displaced } = room.ledger;
		// First those that hold an id which came later: no reader meets the later one alone.
		for (const name of displaced.keys()) {
			if (name !== room.name) await compactStored(name, room);
		}
		const compacted = await compactStored(room.name, room);
		displaced.clear();
		if (compacted) room.compacted(compacted.seq, compacted.bytes);
		done++;
	}

	/** While it runs nothing is kept of what the room holds, which may be megabytes. */
	async function compactStored(name: string, room: Room) {
		const { seqs, compacting } = await begin(name, room);
		const compacted = await compacting;
		if (!compacted) return undefined;
		const { update, aside: bad } = compacted;
		// First: the snapshot drops the entries that it stands for.
		if (bad.length > 0) await aside.add(name, await log.room(name), bad);
		// Under the seq of an entry that is set aside, the snapshot would be set aside with it.
		const seq = seqs.findLast((each) => !bad.includes(each));
		if (seq === undefined) return undefined;
		const bytes = update.length;
		await log.compact(name, seq, update);
		return { seq, bytes };
	}

	async function begin(name: string, room: Room) {
		const { parsed, ledger } = room;
		const stored = await log.room(name);
		const seqs = versionsOf(stored).map(({ seq }) => seq);
		if (seqs.length === 0) return { seqs, compacting: undefined };
		const elsewhere = ledger.displaced.get(name) ?? new Set();
		const work = { stored, isLog: isLog(parsed), isHarmless: room.isHarmless(), elsewhere };
		return { seqs, compacting: (compact ?? compactHere)(work) };
	}

	return {
		done: () => done,
		/** Begins nothing more; resolves when what is under way has ended. */
		async stop(): Promise<void> {
			waiting.clear();
			await running;
		},
		/** After it grew. */
		consider(room: Room): void {
			// As much again as is compacted already: a growing room is read over few times, not
			// each time.
			if (isLong(room) && room.counts.tailBytes * 2 >= room.counts.bytes) add(room);
		},
		/** After somebody had to read it from the disk: the next one shall find it short. */
		considerRead(room: Room): void {
			if (isLong(room)) add(room);
		},
	};

	function isLong({ counts, parsed }: Room): boolean {
		if (saysWhen(parsed)) return false;
		return counts.entries >= limits.compactEntries || counts.tailBytes >= limits.compactBytes;
	}

	function add(room: Room): void {
		waiting.add(room);
		running ??= run();
	}
}

/**
 * When a customer's words arrived decides what they are news to (E-29), and a snapshot forgets it.
 * A chapter bounds such a room.
 */
function saysWhen(parsed: ParsedRoom): boolean {
	return parsed.kind === 'contact' && parsed.log === 'said';
}

async function compactHere(work: Compaction): Promise<Compacted> {
	return compactRoom(work);
}
