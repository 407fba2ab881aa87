import type { Lock, World } from '../ports';

/** What every platform that we run on has: browsers, their workers, and Node. */
export const platformWorld: World = {
	now: Date.now,
	elapsed: () => performance.now(),
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

/** Where nobody else can run: Node, or a browser that has no locks. */
export const onlyOne: Lock = { acquire: () => Promise.resolve({ release() {} }) };

export function reportToConsole(error: unknown, where: string): void {
	// The one sink: where there is no screen, the console is where a developer looks.
	// eslint-disable-next-line no-console
	console.error(`core: ${where}`, error);
}

/** What a developer may want to know, and nobody has to mend. */
export function noteOnConsole(text: string): void {
	// eslint-disable-next-line no-console
	console.info(`core: ${text}`);
}
