import * as Y from 'yjs';
import { isLog, type ParsedRoom } from '../src/lib/model/room';
import { compactLog } from './compact-log';
import type { Limits } from './limits';
import type { Log } from './log';
import type { Room } from './room';
import { documentOf, type Stored } from './stored';

/**
 * Makes one update of a snapshot and what came after it. In production it runs in a thread of its
 * own.
 */
export type Compact = (work: Compaction) => Promise<Uint8Array>;

export type Compaction = {
	stored: Stored;
	isLog: boolean;
	/** Of a log: the ids that stand in another room of its contact. */
	elsewhere: ReadonlySet<string>;
};

export function compactRoom({ stored, isLog, elsewhere }: Compaction): Uint8Array {
	return isLog ? compactLog(stored, elsewhere) : compactCanvas(stored);
}

/**
 * Through a throw-away document that forgets what was deleted. Never `mergeUpdates`: it is
 * quadratic (10,000 updates block for two seconds).
 */
function compactCanvas(stored: Stored) {
	const { doc } = documentOf(stored);
	const compacted = Y.encodeStateAsUpdate(doc);
	doc.destroy();
	return compacted;
}

type Options = {
	log: Log;
	limits: Limits;
	compact?: Compact;
	report(error: unknown, where: string): void;
};

export type Compactor = ReturnType<typeof createCompactor>;

/** Compacts rooms one at a time, once enough has gathered behind their snapshot. */
export function createCompactor({ log, limits, compact, report }: Options) {
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

	async function compactStored(name: string, { parsed, ledger }: Room) {
		const stored = await log.room(name);
		const seq = stored.entries.at(-1)?.seq ?? stored.snapshot?.seq;
		if (seq === undefined) return undefined;
		const elsewhere = ledger.displaced.get(name) ?? new Set();
		const work = { stored, isLog: isLog(parsed), elsewhere };
		const snapshot = await (compact ?? compactHere)(work);
		await log.compact(name, seq, snapshot);
		return { seq, bytes: snapshot.length };
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

async function compactHere(work: Compaction): Promise<Uint8Array> {
	return compactRoom(work);
}
