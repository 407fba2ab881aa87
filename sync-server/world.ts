import type { World } from '../src/lib/core/ports';
import { secureRandom } from './identity';

/**
 * The relay reads two clocks. `now()` is the time of day: it stamps what is kept and what others
 * read, and an operator may set it back or ahead at any moment. `elapsed()` only grows: leases,
 * rates and everything else that waits is measured with it.
 */
export type RelayWorld = World & {
	/** Milliseconds since some moment in the past. */
	elapsed(): number;
};

export const nodeWorld: RelayWorld = {
	now: () => Date.now(),
	elapsed: () => performance.now(),
	random: secureRandom,
	after(delayMs, callback) {
		if (delayMs <= 0) {
			const soon = setImmediate(callback);
			return () => clearImmediate(soon);
		}
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};
