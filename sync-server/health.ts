import { statfs } from 'node:fs/promises';
import { SECOND } from '../src/lib/base/clock';
import { isTeam, type Role } from '../src/lib/model/role';
import { CLOSE } from '../src/lib/sync/wire';
import type { Hindrance } from './connection';
import type { Limits } from './limits';
import type { Log } from './log';
import { codeOf } from './start-problem';

/**
 * Whether the relay can store, and what it says when it cannot.
 *
 * E1 A damaged log takes nothing more: what can be read is read on, until somebody puts it right
 *    and starts the relay again.
 * E2 A disk that refused is asked again, by itself: when it takes writes, the relay is ready.
 * E3 Who is refused keeps the words and sends them again later (4503, 4529); nothing is acked.
 * E4 What a full disk left undone at the start is done before the first write, and until then no
 *    words are taken: no conversation goes to a second contact before it is known whose it is.
 */
export type Health = ReturnType<typeof createHealth>;

type Options = {
	log: Log;
	/** Found when the log was opened. */
	damage: string | undefined;
	/** Left undone when the log was opened, because the disk is full (E4). */
	owed?: (() => Promise<void>) | undefined;
	loss: string | undefined;
	folder: string;
	limits: Limits;
	elapsed(): number;
	report(error: unknown, where: string): void;
};

const LOOK_MS = 5 * SECOND;
const DAMAGE = /^SQLITE_(CORRUPT|NOTADB)/;

export function createHealth(options: Options) {
	const { log, damage, loss, owed, folder, limits, elapsed, report } = options;
	let isDamaged = damage !== undefined;
	const settled = debtOf(owed);
	let isRefusing = owed !== undefined;
	let freeBytes = Infinity;
	let writtenAt = -Infinity;
	let looking: Promise<void> | undefined;
	if (loss !== undefined) report(new Error(loss), 'opening the log');
	const looks = setInterval(() => void look(), LOOK_MS).unref();

	function notice(error: unknown): void {
		if (isDamaged || !DAMAGE.test(codeOf(error))) return;
		isDamaged = true;
		report(error, 'log.db is damaged: nothing more is stored; put it back from your backup');
	}

	async function read<T>(work: Promise<T>): Promise<T> {
		try {
			return await work;
		} catch (error) {
			notice(error);
			throw error;
		}
	}

	async function write<T>(work: () => Promise<T>): Promise<T> {
		if (isDamaged) throw new Error('the log is damaged');
		try {
			const debt = settled();
			if (debt) await debt;
			const done = await work();
			writtenAt = elapsed();
			isRefusing = false;
			return done;
		} catch (error) {
			isRefusing = true;
			notice(error);
			throw error;
		}
	}

	/** E2. One at a time; a write of our own only where none has been made lately. */
	function look(isAsked = false): Promise<void> {
		return (looking ??= lookNow(isAsked).finally(() => (looking = undefined)));
	}

	async function lookNow(isAsked: boolean): Promise<void> {
		const disk = await statfs(folder).catch(() => undefined);
		// A folder that is gone has no room.
		freeBytes = disk ? disk.bavail * disk.bsize : 0;
		const isDue = isRefusing || (isAsked && elapsed() - writtenAt > LOOK_MS);
		if (isDamaged || !isDue) return;
		const trial = { kind: 'meta', id: 'trial', value: Date.now() } as const;
		// What it says is kept by `write`; whoever asked hears whether it is ready.
		await write(() => log.put([trial])).catch(() => {});
	}

	const watched: Log = {
		...log,
		append: (entries) => write(() => log.append(entries)),
		compact: (room, seq, snapshot) => write(() => log.compact(room, seq, snapshot)),
		put: (records) => write(() => log.put(records)),
		room: (room) => read(log.room(room)),
		rooms: (prefix) => read(log.rooms(prefix)),
		feed: (query) => read(log.feed(query)),
		mentions: (word, since) => read(log.mentions(word, since)),
		owners: (conversations) => read(log.owners(conversations)),
		conversations: (contact) => read(log.conversations(contact)),
		own: (owned) => write(() => log.own(owned)),
		record: (kind, id) => read(log.record(kind, id)),
		records: (kind) => read(log.records(kind)),
	};

	/** Why this role's words cannot be stored now. The team's go on when customers' wait. */
	function problem(role: Role): Hindrance | undefined {
		if (isDamaged) return { code: CLOSE.restarting, reason: 'the log is damaged' };
		if (isRefusing) return { code: CLOSE.restarting, reason: 'the disk takes nothing' };
		if (freeBytes < limits.teamReserveBytes) {
			return { code: CLOSE.restarting, reason: 'the disk is full' };
		}
		return !isTeam(role) && freeBytes < limits.contactReserveBytes
			? { code: CLOSE.rate, reason: 'the disk is almost full' }
			: undefined;
	}

	return {
		log: watched,
		problem,
		look,
		isDamaged: () => isDamaged,
		/** It is damaged, or the last write was refused. */
		takesNothing: () => isDamaged || isRefusing,
		async isReady(): Promise<boolean> {
			await look(true);
			return problem('runner') === undefined;
		},
		stats: () => ({
			isWritable: problem('runner') === undefined,
			isDamaged,
			isCut: loss !== undefined,
			freeBytes,
		}),
		stop: () => clearInterval(looks),
	};
}

/** E4. Several writes wait for the same attempt; undefined once nothing is owed. */
function debtOf(owed: Options['owed']): () => Promise<void> | undefined {
	let paying: Promise<void> | undefined;
	return () => {
		if (!owed) return undefined;
		paying ??= owed()
			.then(() => void (owed = undefined))
			.finally(() => void (paying = undefined));
		return paying;
	};
}
