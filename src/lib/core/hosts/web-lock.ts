import type { Lock } from '../ports';

/** One holder per browser: the service worker, or the first page where there is none. */
export function webLock(name: string): Lock {
	return {
		acquire() {
			return new Promise((resolve, reject) => {
				const held = new Promise<void>((release) => {
					navigator.locks
						.request(name, () => {
							resolve({ release });
							return held;
						})
						.catch(reject);
				});
			});
		},
	};
}
