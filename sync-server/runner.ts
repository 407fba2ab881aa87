import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { ok } from '../src/lib/base/result';
import { openNodeCore } from '../src/lib/core/hosts/node';
import type { CoreStatus } from '../src/lib/core/status';

export type RunnerOptions = {
	/** The relay's origin, such as `http://localhost:8787`. */
	url: string;
	/** A token of role runner; asked again for every connection and before one expires. */
	getToken(): Promise<string>;
	report(error: unknown, where: string): void;
};

export type Runner = { status(): CoreStatus; stop(): Promise<void> };

/** The fastest level: each contact is packed more than once, and the others gain little. */
const packing = {
	// A copy: zlib's answer is a view into a buffer of 16 KB.
	pack: (text: string) => new Uint8Array(deflateRawSync(text, { level: 1 })),
	unpack: (packed: Uint8Array) => inflateRawSync(packed).toString(),
};

/** The author id under which the runner's automation appears. */
export const RUNNER_ID = 'runner';

/**
 * The same core as in a browser, beside the relay: automation goes on while no browser is open. It
 * is an ordinary client of the relay, over loopback, with no more rights than its token.
 */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
	const { core, stop } = await openNodeCore({
		url: `${options.url.replace(/^http/, 'ws')}/mux`,
		id: RUNNER_ID,
		getToken: async () => ok(await options.getToken()),
		WebSocket,
		packing,
		report: options.report,
	});
	return { status: () => core.status(), stop };
}
