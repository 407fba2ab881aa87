import { keepDamagedWal } from './damaged-wal';
import type { FeedQuery, Log, NewEntry } from './log';
import type { Condition, Store } from './sqlite-store';
import { packBatch, unpackEntries, unpackRoom } from './pack';
import { startThread, type Thread } from './thread';

/**
 * The log in one SQLite file, behind a worker thread. Owns the counting of seqs: one commit
 * is under way at a time.
 */
export type SqliteLog = Log & {
	/** Where the file is damaged, in SQLite's words; then it is open for reading only. */
	damage: string | undefined;
	/** That it may lack what was stored last, in a sentence; then its epoch is new. */
	loss: string | undefined;
	/** It held nothing when it was opened. */
	wasEmpty: boolean;
	/**
	 * Brings a file of before to the present form, when it is known to be ours; the rest goes on in
	 * the background. What cannot be written now is tried again at the next start.
	 */
	upgrade(): Promise<void>;
};

export async function openSqliteLog(file: string): Promise<SqliteLog> {
	const loss = keepDamagedWal(file);
	const store = startThread('sqlite-worker', file);
	try {
		return await logOf(store, loss);
	} catch (error) {
		// The file may be what cannot be read; the thread must not keep the process.
		await store.stop();
		throw error;
	}
}

/** Read at once when a word is looked for. */
const LOOK_BYTES = 1024 * 1024;

async function logOf(store: Thread, loss: string | undefined): Promise<SqliteLog> {
	const isCut = loss !== undefined;
	const { damage, isEmpty } = await store.call<Condition>('condition', isCut);
	const epoch = await readEpoch(store, damage === undefined, isCut);
	let head = await store.call<number>('head');
	let last: Promise<unknown> = Promise.resolve();

	async function commit(entries: NewEntry[]): Promise<number> {
		const first = head + 1;
		await store.call('append', packBatch(first, entries));
		head += entries.length;
		return first;
	}

	let isClosed = false;
	async function deflateOld(): Promise<void> {
		while (!isClosed && (await store.call<boolean>('deflateOld'))) continue;
	}

	return {
		damage,
		loss,
		wasEmpty: isEmpty,
		epoch,
		head: () => head,
		append(entries) {
			const committed = last.then(() => commit(entries));
			last = committed.catch(() => {});
			return committed;
		},
		room: async (room) => unpackRoom(await store.call('room', room)),
		rooms: (prefix) => store.call('rooms', prefix),
		feed: async (query) => unpackEntries(await store.call('feed', query)),
		mentions: (word, since) => mentions(store, word, { since, upTo: head, maxBytes: LOOK_BYTES }),
		compact: (room, seq, snapshot) => store.call('compact', room, seq, { bytes: whole(snapshot) }),
		owners: (conversations) => store.call('owners', conversations),
		conversations: (contact) => store.call('conversations', contact),
		own: (owned) => store.call('own', owned),
		record: (kind, id) => store.call('record', kind, id),
		records: (kind) => store.call('records', kind),
		put: (records) => store.call('put', records),
		async upgrade() {
			if (damage !== undefined) return;
			try {
				await store.call('upgrade');
			} catch {
				return;
			}
			void deflateOld().catch(() => {});
		},
		close() {
			isClosed = true;
			return store.end();
		},
	};
}

/** Handed over, the buffer is lost to all that have a part of it. */
function whole(bytes: Uint8Array): Uint8Array {
	return bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}

type Look = ReturnType<Store['mentions']>;

/** A page at a time: all of it has to be opened, and commits do not wait behind that. */
async function mentions(store: Thread, word: string, query: FeedQuery): Promise<boolean> {
	for (let { since } = query; ;) {
		const look = await store.call<Look>('mentions', word, { ...query, since });
		if (look.isFound || look.next === undefined) return look.isFound;
		since = look.next;
	}
}

async function readEpoch(store: Thread, mayWrite: boolean, isCut: boolean): Promise<string> {
	const known = await store.call<unknown>('record', 'meta', 'epoch');
	const isKnown = typeof known === 'string';
	if (isKnown && !(isCut && mayWrite)) return known;
	const epoch = crypto.randomUUID();
	if (!mayWrite) return epoch;
	await store.call('put', [{ kind: 'meta', id: 'epoch', value: epoch }]);
	// Else the next start would find the same damage.
	if (isCut) await store.call('emptyWal');
	return epoch;
}
