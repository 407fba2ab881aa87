import type { Lock, World } from '../ports';

/** What every platform that we run on has: browsers, their workers, and Node. */
export const platformWorld: World = {
	now: Date.now,
	random,
	after(delayMs, callback) {
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};

/** 53 bits that nobody can guess: ids are made of them (abuse case 34). */
export function random(): number {
	const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
	return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}

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

/** Where nobody else can run: Node, or a browser that has no locks. */
export const onlyOne: Lock = { acquire: () => Promise.resolve({ release() {} }) };

export function reportToConsole(error: unknown, where: string): void {
	console.error(`core: ${where}`, error);
}
