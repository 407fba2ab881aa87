import { parentPort, Worker } from 'node:worker_threads';

/**
 * A worker thread that answers calls in the order they were made. A thread that dies rejects what
 * it owes and everything after it.
 */
export type Thread = { call<T>(name: string, ...args: unknown[]): Promise<T> };

export function startThread(module: URL, data: string): Thread {
	const worker = new Worker(new URL('./thread-boot.mjs', import.meta.url), {
		workerData: { module: module.href, data },
		execArgv: [],
	});
	const calls = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
	let lastId = 0;
	let failure: Error | undefined;

	worker.on('message', ({ id, value, error }: { id: number; value: never; error?: string }) => {
		const call = calls.get(id);
		calls.delete(id);
		if (error === undefined) call?.resolve(value);
		else call?.reject(new Error(error));
	});
	worker.on('error', fail);
	worker.on('exit', () => fail(new Error('The thread has ended')));

	function fail(error: Error) {
		failure ??= error;
		for (const call of calls.values()) call.reject(failure);
		calls.clear();
	}

	return {
		call(name, ...args) {
			return new Promise((resolve, reject) => {
				if (failure) return reject(failure);
				const id = ++lastId;
				calls.set(id, { resolve, reject });
				worker.postMessage({ id, name, args });
			});
		},
	};
}

/** The thread's own side: answers each call with what `perform` returns or throws. */
export function serveThread<Call extends { name: string }>(perform: (call: Call) => unknown): void {
	const port = parentPort;
	port?.on('message', (call: Call & { id: number }) => {
		let answer: { id: number; value?: unknown; error?: string };
		try {
			answer = { id: call.id, value: perform(call) };
		} catch (error) {
			answer = { id: call.id, error: error instanceof Error ? error.message : String(error) };
		}
		port.postMessage(answer);
		if (call.name === 'close') port.close();
	});
}
