import type { Imported } from './import';

type Terminal = {
	isTTY?: boolean;
	write(text: string): unknown;
};

const BAR_WIDTH = 30;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 1_000;

/**
 * Says how far an import has come: as a bar that is drawn over itself in a terminal, and as one
 * line a second where a file or another program reads it. The last word is always said.
 */
export function importProgress(
	total: number,
	{ output, now }: { output: Terminal; now: () => number } = {
		output: process.stderr,
		now: () => performance.now(),
	},
): (soFar: Imported) => void {
	const every = output.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS;
	let saidAt = now();

	return function say(soFar) {
		const isLast = soFar.conversations === total;
		if (now() - saidAt < every && !isLast) return;
		saidAt = now();
		const words = importWords(soFar, total);
		if (!output.isTTY) output.write(`${words}\n`);
		else output.write(`\r${barOf(soFar.conversations / total)} ${words}${isLast ? '\n' : ''}`);
	};
}

export function importWords({ conversations, messages, seconds }: Imported, total: number): string {
	const rate = Math.round(conversations / Math.max(seconds, 0.001));
	const of = `${conversations}/${total} conversations`;
	return `${of}, ${messages} messages, ${seconds.toFixed(1)} s (${rate}/s)`;
}

function barOf(share: number): string {
	return '█'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '░');
}
