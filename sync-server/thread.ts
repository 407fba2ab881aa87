import { parentPort, Worker } from 'node:worker_threads';

/**
 * A worker thread that answers calls in the order they were made. A thread that dies rejects what
 * it owes and everything after it. What an argument or an answer holds as its `bytes` is handed
 * over, not copied: the sender has it no more.
 */
export type Thread = {
	call<T>(name: string, ...args: unknown[]): Promise<T>;
	/** When it resolves, the thread holds no file any more. */
	end(): Promise<void>;
};

export function startThread(name: string, data: string): Thread {
	const worker = openWorker(name, data);
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
	const ended = new Promise<void>((resolve) => {
		worker.on('exit', () => {
			fail(new Error('The thread has ended'));
			resolve();
		});
	});

	function fail(error: Error) {
		failure ??= error;
		for (const call of calls.values()) call.reject(failure);
		calls.clear();
	}

	function call<T>(name: string, ...args: unknown[]): Promise<T> {
		return new Promise((resolve, reject) => {
			if (failure) return reject(failure);
			const id = ++lastId;
			calls.set(id, { resolve, reject });
			worker.postMessage({ id, name, args }, args.flatMap(handedOver));
		});
	}

	return {
		call,
		async end() {
			await call('close');
			await ended;
		},
	};
}

/** Bundled, a thread's file lies beside this one; run from source, it needs a loader first. */
function openWorker(name: string, data: string): Worker {
	const here = import.meta.url;
	if (!here.endsWith('.ts')) {
		return new Worker(new URL(`./${name}.js`, here), { workerData: { data }, execArgv: [] });
	}
	const module = new URL(`./${name}.ts`, here).href;
	const boot = new URL('./thread-boot.mjs', here);
	return new Worker(boot, { workerData: { module, data }, execArgv: [] });
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
		port.postMessage(answer, handedOver(answer.value));
		if (call.name === 'close') port.close();
	});
}

function handedOver(value: unknown): ArrayBuffer[] {
	if (typeof value !== 'object' || value === null || !('bytes' in value)) return [];
	const { bytes } = value;
	return bytes instanceof Uint8Array && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];
}
