import { versionsOf } from './ledger';
import type { Entry, Log, StoredRoom } from './log';
import { scanUpdate } from './update';

/**
 * The entries that no document can apply: nobody is given them any more, and their bytes are kept
 * as a record, because a compaction drops what lies behind its snapshot.
 */
export type SetAside = {
	/** The log without them. */
	log: Log;
	add(room: string, stored: StoredRoom, seqs: readonly number[]): Promise<void>;
	count(): number;
};

export function createSetAside(
	whole: Log,
	report: (error: unknown, where: string) => void,
): SetAside {
	const seqs = new Set<number>();
	let read: Promise<void> | undefined;

	function known(): Promise<void> {
		read ??= whole.records('aside').then((records) => {
			for (const { id } of records) seqs.add(Number(id));
		});
		return read;
	}

	const isGood = ({ seq }: { seq: number }) => !seqs.has(seq);
	const log: Log = {
		...whole,
		async room(name) {
			await known();
			const stored = await whole.room(name);
			return seqs.size === 0 ? stored : without(stored, isGood);
		},
		async feed(query) {
			await known();
			return feedWithout(whole, query, isGood);
		},
	};

	return {
		log,
		async add(room, { snapshot, entries }, found) {
			const bad = [...(snapshot ? [snapshot] : []), ...entries].filter(
				({ seq }) => found.includes(seq) && isGood({ seq }),
			);
			if (bad.length === 0) return;
			for (const { seq } of bad) seqs.add(seq);
			const records = bad.map(({ seq, update }) => {
				const value = { room, update: Buffer.from(update).toString('base64') };
				return { kind: 'aside' as const, id: String(seq), value };
			});
			for (const { seq } of bad) report(new Error(`Entry ${seq} cannot be applied`), room);
			await whole.put(records);
		},
		count: () => seqs.size,
	};
}

export function without(
	stored: StoredRoom,
	isGood: (entry: { seq: number }) => boolean,
): StoredRoom {
	const { snapshot, ...rest } = stored;
	const entries = stored.entries.filter(isGood);
	return { ...rest, entries, ...(snapshot && isGood(snapshot) && { snapshot }) };
}

/** Of a log, which nobody applies to a document to read it. */
export function unreadable(stored: Pick<StoredRoom, 'snapshot' | 'entries'>): number[] {
	const isBad = ({ update }: { update: Uint8Array }) =>
		!scanUpdate(update, { maxStructs: Infinity, trusted: true }).ok;
	return versionsOf(stored).flatMap((version) => (isBad(version) ? version.seq : []));
}

/** A page of which nothing is left would look like the end. */
async function feedWithout(
	log: Log,
	query: Parameters<Log['feed']>[0],
	isGood: (entry: { seq: number }) => boolean,
): Promise<Entry[]> {
	for (let { since } = query; ;) {
		const page = await log.feed({ ...query, since });
		const good = page.filter(isGood);
		const last = page.at(-1);
		if (good.length > 0 || !last) return good;
		since = last.seq;
	}
}
