import { SECOND } from '../src/lib/base/clock';

/**
 * After much work the engine of JavaScript keeps pages that hold next to nothing: 70 MB of them
 * after 12,174 conversations. When the process has come to rest they are given back, which takes
 * 0.1 s; while there is work nobody waits for it.
 */
type Options = {
	/** Of the process, all its threads, since it began. */
	cpuMs(): number;
	collect(): Promise<void>;
};

export const LOOK_MS = 4 * SECOND;
/** In the time between two looks. */
const QUIET_CPU_MS = 200;
/** Less work than this leaves little behind. */
const MUCH_CPU_MS = 5 * SECOND;

/** To be called each LOOK_MS. */
export function createRest({ cpuMs, collect }: Options): () => Promise<void> {
	let last = cpuMs();
	let collectedAt = last;
	return async () => {
		const used = cpuMs();
		const isQuiet = used - last <= QUIET_CPU_MS;
		last = used;
		if (!isQuiet || used - collectedAt < MUCH_CPU_MS) return;
		collectedAt = used;
		await collect();
		// What it cost itself is no work of the next time.
		last = collectedAt = cpuMs();
	};
}

/** Through the inspector, which needs no flag at the start. */
export async function collectGarbage(): Promise<void> {
	const { Session } = await import('node:inspector/promises');
	const session = new Session();
	session.connect();
	try {
		await session.post('HeapProfiler.collectGarbage');
	} finally {
		session.disconnect();
	}
}
