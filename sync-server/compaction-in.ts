import type { Compact, Compacted, Compaction } from './compaction';
import { versionsOf } from './ledger';
import { pack, type PackedRoom, unpackRoom } from './pack';
import type { Thread } from './thread';

/**
 * Compaction in a thread of its own. The entries of a room go there as one run of bytes, which is
 * handed over: as many objects they would be copied one by one, and a long room would lie twice in
 * memory.
 */
export type PackedWork = Omit<Compaction, 'stored'> & Omit<PackedRoom, 'authors'>;
export type PackedResult = { bytes: Uint8Array; aside: number[] };

export function compactIn(thread: Pick<Thread, 'call'>): Compact {
	// No async function: it would keep the work until the answer comes.
	return (work) =>
		thread
			.call<PackedResult>('compact', packWork(work))
			.then(({ bytes, aside }) => ({ update: bytes, aside }));
}

export function packWork({ stored, ...rest }: Compaction): PackedWork {
	const versions = versionsOf(stored);
	return {
		...rest,
		...pack(versions.map(({ update }) => update)),
		seqs: versions.map(({ seq }) => seq),
		hasSnapshot: stored.snapshot !== undefined,
	};
}

export function unpackWork(work: PackedWork): Compaction {
	const { isLog, isHarmless, elsewhere } = work;
	return { stored: unpackRoom({ ...work, authors: [] }), isLog, isHarmless, elsewhere };
}

export function packResult({ update, aside }: Compacted): PackedResult {
	return { bytes: update, aside };
}
