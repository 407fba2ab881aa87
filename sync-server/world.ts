import type { World } from '../src/lib/core/ports';
import { secureRandom } from './identity';

export const nodeWorld: World = {
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
