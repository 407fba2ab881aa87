import { parentPort } from 'node:worker_threads';
import { PLANTED } from './planted';
import { simulate } from './simulate';

/** A worker of the pool: one seed after the other, as it is told. */
export type Job = { seed: number; plant?: string };

parentPort?.on('message', ({ seed, plant }: Job) => {
	void simulate(seed, plant === undefined ? {} : PLANTED[plant]).then((outcome) =>
		parentPort?.postMessage(outcome),
	);
});
