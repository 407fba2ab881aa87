import type { VirtualClock } from './virtual-clock';

/**
 * What one process does when the clock, the disk or the network calls it. While it is frozen (a
 * laptop that sleeps, a tab that the browser has paused) nothing of it runs; then everything does,
 * in the order in which it came. Only so does a host still believe in a lease that is long gone.
 */
export type Process = {
	/** Runs it now, or after the thaw. */
	run(callback: () => void): void;
	freeze(forMs: number): void;
};

export function createProcess(clock: VirtualClock): Process {
	let held: (() => void)[] | undefined;
	return {
		run(callback) {
			if (held) held.push(callback);
			else callback();
		},
		freeze(forMs) {
			if (held) return;
			held = [];
			clock.after(forMs, thaw);
		},
	};

	/** One by one, so that what follows from each has settled before the next. */
	function thaw(): void {
		const next = held?.shift();
		if (!next) return void (held = undefined);
		next();
		clock.after(0, thaw);
	}
}
