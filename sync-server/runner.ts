import { WebSocket } from 'ws';
import { SECOND } from '../src/lib/base/clock';
import { ok } from '../src/lib/base/result';
import { openNodeCore, type NodeCore } from '../src/lib/core/hosts/node';
import type { EarlyPlace } from '../src/lib/model/early-place';
import type { EarlyPage } from '../src/lib/model/early-row';
import type { CoreStatus } from '../src/lib/core/status';
import { runnerStorage } from './runner-storage';

export type RunnerOptions = {
	/** The relay's origin, such as `http://localhost:8787`. */
	url: string;
	/** A token of role runner; asked again for every connection and before one expires. */
	getToken(): Promise<string>;
	/** What it keeps, and of which workspace: made again from the relay's log where it is missing. */
	file: string;
	workspace: string;
	report(error: unknown, where: string): void;
};

/** No status while its file cannot be opened. */
export type Runner = {
	status(): CoreStatus | undefined;
	/** What a new device shows first; undefined while this is not all that the relay has. */
	listed(before?: EarlyPlace): Promise<EarlyPage | undefined>;
	stop(): Promise<void>;
};

/** The author id under which the runner's automation appears. */
export const RUNNER_ID = 'runner';

const RETRY_MS = 5 * SECOND;

/**
 * The same core as in a browser, beside the relay: automation goes on while no browser is open. It
 * is an ordinary client of the relay, over loopback, with no more rights than its token.
 *
 * I1 It never keeps the relay from serving: while its file cannot be opened it tries again, and
 *    says why, once for each reason.
 */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
	const { report } = options;
	const storage = runnerStorage(options);
	let running: NodeCore | undefined;
	let retry: NodeJS.Timeout | undefined;
	let starting: Promise<void> | undefined;
	let isStopped = false;
	let told = '';

	async function start(): Promise<void> {
		try {
			running = await openNodeCore({
				url: `${options.url.replace(/^http/, 'ws')}/mux`,
				id: RUNNER_ID,
				getToken: async () => ok(await options.getToken()),
				WebSocket,
				storage,
				report,
			});
		} catch (error) {
			const reason = String(error);
			if (reason !== told) report(error, 'starting the runner: it is tried again');
			told = reason;
			if (!isStopped) retry = setTimeout(again, RETRY_MS);
		}
	}

	function again(): void {
		starting = start();
	}

	again();
	await starting;
	return {
		status: () => running?.core.status(),
		async listed(before) {
			const isThere = running?.core.status().connection === 'synced';
			return isThere ? storage.listed(before) : undefined;
		},
		async stop() {
			isStopped = true;
			clearTimeout(retry);
			await starting;
			await running?.stop();
			storage.close();
		},
	};
}
