import { packSome } from './pack-legacy';
import { NoDatabase, openStore } from './store';

/** Time in which pages and the core read and write between two parts. */
const PAUSE_MS = 50;
/** What could not be stored is tried again so much later. */
const RETRY_MS = 60_000;

/**
 * Packs what an earlier version has left, in small parts; where it is cut off the next start goes
 * on from there.
 */
export function packInBackground(
	database: string,
	report: (error: unknown, where: string) => void,
): { stop(): void } {
	const store = openStore(database);
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isStopped = false;

	function later(ms: number): void {
		if (!isStopped) timer = setTimeout(() => void next(), ms);
	}

	async function next(): Promise<void> {
		try {
			if (await packSome(store)) return later(PAUSE_MS);
			store.close();
		} catch (error) {
			if (error instanceof NoDatabase) return;
			report(error, 'packing');
			later(RETRY_MS);
		}
	}

	later(PAUSE_MS);
	return {
		stop() {
			isStopped = true;
			clearTimeout(timer);
			store.close();
		},
	};
}
