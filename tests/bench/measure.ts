/**
 * What a measurement says. Every function that a file of this folder exports under a name
 * `measure…` takes nothing and returns one or more of these; `run.ts` finds them. A peer is
 * measured in the same session: absolute figures tell about the machine, the ratio tells about us.
 */
export type Measure = {
	name: string;
	value: number;
	unit: string;
	peer?: string;
	peerValue?: number;
	/** `value / peerValue`. */
	ratio?: number;
	/** What performance.md promises, where it promises something, and whether it is kept. */
	target?: { id: string; atMost?: number; atLeast?: number };
};

/** The middle of at least five samples; one slow sample does not move it. */
export function median(samples: readonly number[]): number {
	return quantile(samples, 0.5);
}

export function quantile(samples: readonly number[], share: number): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const index = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
	return sorted[index] ?? Number.NaN;
}

export function isKept({ value, target }: Measure): boolean | undefined {
	if (!target) return undefined;
	return value <= (target.atMost ?? Infinity) && value >= (target.atLeast ?? -Infinity);
}
