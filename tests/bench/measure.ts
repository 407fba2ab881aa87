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
	/** What is promised, where something is: of the value, or of the ratio where it says so. */
	target?: { id: string; atMost?: number; atLeast?: number; of?: 'ratio' };
};

/** One that could not be measured. The others are told all the same. */
export type Failure = { name: string; failed: string };

/** The middle of at least five samples; one slow sample does not move it. */
export function median(samples: readonly number[]): number {
	return quantile(samples, 0.5);
}

export function quantile(samples: readonly number[], share: number): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const index = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
	return sorted[index] ?? Number.NaN;
}

export function isKept({ value, ratio, target }: Measure): boolean | undefined {
	if (!target) return undefined;
	const found = target.of === 'ratio' ? (ratio ?? Number.NaN) : value;
	return found <= (target.atMost ?? Infinity) && found >= (target.atLeast ?? -Infinity);
}

/** A promise of the value in `unit`, rounded to a tenth. */
export function atMost(name: string, value: number, unit: string, target?: Target): Measure {
	const rounded = Math.round(value * 10) / 10;
	return { name, value: rounded, unit, ...(target && { target }) };
}

export function p95(name: string, samples: readonly number[], target?: Target): Measure {
	return atMost(name, quantile(samples, 0.95), 'ms p95', target);
}

export type Target = { id: string; atMost: number };

/**
 * Evaluate it in a page before any function of ours: what runs these files gives every function its
 * name through a call that a page does not know.
 */
export const NAMED_FUNCTIONS = 'globalThis.__name = (made) => made';
