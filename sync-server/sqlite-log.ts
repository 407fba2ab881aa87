import type { Log, NewEntry } from './log';
import { packBatch, unpackEntries, unpackRoom } from './pack';
import { startThread, type Thread } from './thread';

/** Under load a commit waits this long for company: fewer fsyncs, and nobody notices 5 ms. */
const MAX_GATHER_MS = 5;
/** A commit that carried this many entries means load; below it, the next one goes at once. */
const LOAD_ENTRIES = 24;

type Waiting = { entries: NewEntry[]; resolve(first: number): void; reject(error: Error): void };

/**
 * The log in one SQLite file, behind a worker thread. Owns the counting of seqs and the grouping of
 * commits: one commit is under way at a time, and what arrives meanwhile goes together in the next.
 */
export async function openSqliteLog(file: string): Promise<Log> {
	const store = startThread('sqlite-worker', file);
	const epoch = await readEpoch(store);
	let head = await store.call<number>('head');
	let waiting: Waiting[] = [];
	let isCommitting = false;
	let lastSize = 0;

	function schedule() {
		if (isCommitting || waiting.length === 0) return;
		isCommitting = true;
		if (lastSize < LOAD_ENTRIES) void commit();
		else setTimeout(() => void commit(), Math.min(MAX_GATHER_MS, lastSize / LOAD_ENTRIES));
	}

	async function commit() {
		const group = waiting;
		waiting = [];
		const entries = group.length === 1 ? group[0]!.entries : group.flatMap((each) => each.entries);
		lastSize = entries.length;
		try {
			await store.call('append', packBatch(head + 1, entries));
			let first = head + 1;
			head += entries.length;
			for (const each of group) {
				each.resolve(first);
				first += each.entries.length;
			}
		} catch (error) {
			const problem = error instanceof Error ? error : new Error(String(error));
			for (const each of group) each.reject(problem);
		}
		isCommitting = false;
		schedule();
	}

	return {
		epoch,
		head: () => head,
		append(entries) {
			return new Promise((resolve, reject) => {
				waiting.push({ entries, resolve, reject });
				schedule();
			});
		},
		room: async (room) => unpackRoom(await store.call('room', room)),
		rooms: (prefix) => store.call('rooms', prefix),
		feed: async (query) => unpackEntries(await store.call('feed', query)),
		mentions: (word, since) => store.call('mentions', word, since),
		compact: (room, seq, snapshot) => store.call('compact', room, seq, snapshot),
		record: (kind, id) => store.call('record', kind, id),
		records: (kind) => store.call('records', kind),
		put: (records) => store.call('put', records),
		close: () => store.end(),
	};
}

async function readEpoch(store: Thread): Promise<string> {
	const known = await store.call<unknown>('record', 'meta', 'epoch');
	if (typeof known === 'string') return known;
	const epoch = crypto.randomUUID();
	await store.call('put', [{ kind: 'meta', id: 'epoch', value: epoch }]);
	return epoch;
}
