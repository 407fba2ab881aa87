import type { Failure, Measure } from './measure';

/** A hundred thousand rows take some minutes to scroll. */
const PATIENCE_MS = 20 * 60_000;
/** BENCH_LINES measures these alone: `BENCH_LINES='P6,next conversation'`. */
const ONLY = (process.env.BENCH_LINES ?? '').split(',').filter(Boolean);

/**
 * The lines of one measurement, one after the other. One that fails, or does not end, is told under
 * its name and takes none of the others along.
 */
export class Lines {
	readonly found: (Measure | Failure)[] = [];
	readonly #prepare: () => Promise<void>;
	readonly #patienceMs: number;
	readonly #only: readonly string[];

	/** `prepare` puts the stage back as each line finds it; `only` names parts of the wanted ones. */
	constructor(
		prepare: () => Promise<void> = () => Promise.resolve(),
		{ patienceMs = PATIENCE_MS, only = ONLY } = {},
	) {
		this.#prepare = prepare;
		this.#patienceMs = patienceMs;
		this.#only = only;
	}

	async add(name: string, measure: () => Promise<Measure | Measure[]>): Promise<void> {
		if (this.#only.length > 0 && !this.#only.some((part) => name.includes(part))) return;
		process.stderr.write(`… ${name}\n`);
		try {
			const measured = await inTime(this.#prepare().then(measure), this.#patienceMs);
			this.found.push(...[measured].flat());
		} catch (error) {
			this.found.push({ name, failed: String(error) });
		}
	}
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const end = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`not done in ${ms} ms`)), ms);
	});
	// Its end is awaited by nobody once it is late.
	work.catch(() => undefined);
	try {
		return await Promise.race([work, end]);
	} finally {
		clearTimeout(timer);
	}
}

export async function repeat<T>(times: number, once: (round: number) => Promise<T>): Promise<T[]> {
	const samples: T[] = [];
	for (let round = 0; round < times; round++) samples.push(await once(round));
	return samples;
}
