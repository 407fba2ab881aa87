import type { Lock } from '../ports';

/**
 * One holder per browser: the service worker, or the first page where there is none. `signal` ends
 * the waiting of those that came later.
 */
export function webLock(name: string, signal?: AbortSignal): Lock {
	return {
		acquire() {
			return new Promise((resolve, reject) => {
				const held = new Promise<void>((release) => {
					navigator.locks
						.request(name, { ...(signal && { signal }) }, () => {
							resolve({ release });
							return held;
						})
						.catch(reject);
				});
			});
		},
	};
}
