import { backTest, type BackTested, type BackTestReport } from '../engine/back-test';
import { allContacts, pastOf } from '../read/queries/past';
import type { Ask } from './ask';

export type { BackTestReport, Sample } from '../engine/back-test';

/** So many contacts are read at once. */
const BATCH = 50;
/** A frame is drawn in 16 ms: the page gets the rest of it. */
const SLICE_MS = 8;

/**
 * Plays a draft over the past that this device knows. In slices on the page and not in a worker of
 * its own, which would install the engine a second time. Undefined when it was cancelled.
 */
export async function tryOnPast(
	ask: Ask,
	draft: BackTested,
	options: { signal: AbortSignal; onprogress: (share: number) => void },
): Promise<BackTestReport | undefined> {
	const { signal, onprogress } = options;
	const contacts = await ask(allContacts);
	const tested = backTest(draft);
	let sliceEnds = performance.now() + SLICE_MS;
	for (let at = 0; at < contacts.length; at += BATCH) {
		const pasts = await ask(pastOf, contacts.slice(at, at + BATCH));
		for (const [contact, events] of pasts) {
			if (signal.aborted) return undefined;
			tested.add(contact, events);
			if (performance.now() < sliceEnds) continue;
			await nextTask();
			sliceEnds = performance.now() + SLICE_MS;
		}
		onprogress(Math.min(1, (at + BATCH) / contacts.length));
	}
	return signal.aborted ? undefined : tested.report();
}

/** Lets everything that waits for the page go first. */
function nextTask(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}
