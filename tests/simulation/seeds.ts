import { parentPort } from 'node:worker_threads';
import { handOver, type Handover } from './handover';
import { PLANTED } from './planted';
import { type Outcome, simulate } from './simulate';

/** A worker of the pool: one seed after the other, as it is told. */
export type Job = {
	seed: number;
	plant?: string;
	handover?: Handover;
	inBrowser?: boolean | undefined;
};

parentPort?.on('message', (job: Job) => {
	void run(job).then((outcome) => parentPort?.postMessage(outcome));
});

function run({ seed, plant, handover, inBrowser }: Job): Promise<Outcome> {
	const planted = plant === undefined ? {} : PLANTED[plant];
	return handover === undefined
		? simulate(seed, planted, inBrowser)
		: handOver(handover, seed, planted);
}
