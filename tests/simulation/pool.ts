import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Job } from './seeds';
import type { Outcome } from './simulate';

/**
 * One worker per core, so that seeds run side by side. They run a bundle: a loader that translates
 * each module by itself costs every worker its start, and every closure a name.
 */
export type Simulate = (job: Job) => Promise<Outcome>;

export const WORKERS = availableParallelism();

/** Each task gets a worker of its own as long as it lasts. */
export async function inParallel<T>(
	tasks: readonly T[],
	run: (task: T, simulate: Simulate) => Promise<void>,
): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'relevo-simulation-'));
	const outfile = join(folder, 'seeds.mjs');
	const entry = fileURLToPath(new URL('./seeds.ts', import.meta.url));
	await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
	const waiting = [...tasks];
	const size = Math.min(WORKERS, tasks.length);
	try {
		await Promise.all(Array.from({ length: size }, () => work(outfile, waiting, run)));
	} finally {
		await rm(folder, { recursive: true });
	}
}

async function work<T>(
	file: string,
	waiting: T[],
	run: (task: T, simulate: Simulate) => Promise<void>,
): Promise<void> {
	// What a seed makes is garbage soon after: room for it, or much would be kept and moved.
	const worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: 64 } });
	const simulate: Simulate = async (job) => {
		worker.postMessage(job);
		const [outcome] = await once(worker, 'message');
		return outcome;
	};
	try {
		for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
			await run(task, simulate);
		}
	} finally {
		await worker.terminate();
	}
}
