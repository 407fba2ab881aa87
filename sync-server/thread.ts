import { parentPort, type ResourceLimits, Worker } from 'node:worker_threads';
import { codeOf, pathOf } from './start-problem';

/**
 * A worker thread that answers calls in the order they were made. A thread that dies rejects what
 * it owes and everything after it; one that takes too long over a call is ended. What an argument
 * or an answer holds as its `bytes` is handed over, not copied: the sender has it no more.
 */
export type Thread = {
	call<T>(name: string, ...args: unknown[]): Promise<T>;
	hasFailed(): boolean;
	/** When it resolves, the thread holds no file any more. */
	end(): Promise<void>;
	/** Without waiting for what it does. */
	stop(): Promise<void>;
};

/** The code of the error of a call that took longer than there is patience. */
export const TOO_SLOW = 'ETIMEDOUT';
/** Of a call for which the memory that the thread may take did not suffice. */
export const TOO_LARGE = 'ERR_WORKER_OUT_OF_MEMORY';

export type Bounds = { patienceMs?: number; heapMb?: number };

/** How an error crosses over: of its class only what the system gave it is left. */
type Failure = { message: string; code: string; path?: string | undefined };

export function startThread(name: string, data: string, bounds: Bounds = {}): Thread {
	const { patienceMs = Infinity, heapMb } = bounds;
	const resourceLimits = heapMb === undefined ? {} : { maxOldGenerationSizeMb: heapMb };
	const worker = openWorker(name, { workerData: { data }, resourceLimits });
	const calls = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
	let lastId = 0;
	let failure: Error | undefined;
	let patience: NodeJS.Timeout | undefined;

	worker.on('message', ({ id, value, error }: { id: number; value: never; error?: Failure }) => {
		const call = calls.get(id);
		calls.delete(id);
		watch();
		if (error === undefined) call?.resolve(value);
		else call?.reject(Object.assign(new Error(error.message), error));
	});
	worker.on('error', (error: unknown) => {
		if (codeOf(error) !== TOO_LARGE) return fail(asError(error));
		rejectFirst('has run out of memory', TOO_LARGE);
		fail(new Error('The thread has ended'));
	});
	const ended = new Promise<void>((resolve) => {
		worker.on('exit', () => {
			fail(new Error('The thread has ended'));
			resolve();
		});
	});

	/** Only what the thread is at can be too much for it; what waits behind is not at fault. */
	function watch() {
		clearTimeout(patience);
		if (calls.size === 0 || patienceMs === Infinity) return;
		patience = setTimeout(() => {
			rejectFirst('has run out of time', TOO_SLOW);
			void worker.terminate();
		}, patienceMs).unref();
	}

	function rejectFirst(what: string, code: string) {
		const [first] = calls;
		if (!first) return;
		const [id, { reject }] = first;
		calls.delete(id);
		reject(Object.assign(new Error(`${name} ${what}`), { code }));
	}

	function fail(error: Error) {
		clearTimeout(patience);
		failure ??= error;
		for (const call of calls.values()) call.reject(failure);
		calls.clear();
	}

	function call<T>(name: string, ...args: unknown[]): Promise<T> {
		return new Promise((resolve, reject) => {
			if (failure) return reject(failure);
			const id = ++lastId;
			calls.set(id, { resolve, reject });
			if (calls.size === 1) watch();
			worker.postMessage({ id, name, args }, args.flatMap(handedOver));
		});
	}

	return {
		call,
		hasFailed: () => failure !== undefined,
		async end() {
			await call('close');
			await ended;
		},
		async stop() {
			await worker.terminate();
		},
	};
}

/**
 * One that begins when it is first needed, because many relays never need it, and again after it
 * died: what it could not bear is no reason to refuse what comes later.
 */
export function lastingThread(name: string, bounds?: Bounds): Pick<Thread, 'call' | 'end'> {
	let thread: Thread | undefined;
	const running = () => (thread?.hasFailed() ? undefined : thread);
	return {
		call(call, ...args) {
			thread = running() ?? startThread(name, '', bounds);
			return thread.call(call, ...args);
		},
		end: async () => running()?.end(),
	};
}

type OwnOptions = { workerData: { data: string }; resourceLimits: ResourceLimits };

/** Bundled, a thread's file lies beside this one; run from source, it needs a loader first. */
function openWorker(name: string, options: OwnOptions): Worker {
	const here = import.meta.url;
	if (!here.endsWith('.ts')) {
		return new Worker(new URL(`./${name}.js`, here), { ...options, execArgv: [] });
	}
	const module = new URL(`./${name}.ts`, here).href;
	const boot = new URL('./thread-boot.mjs', here);
	const workerData = { ...options.workerData, module };
	return new Worker(boot, { ...options, workerData, execArgv: [] });
}

/** The thread's own side: answers each call with what `perform` returns or throws. */
export function serveThread<Call extends { name: string }>(perform: (call: Call) => unknown): void {
	const port = parentPort;
	port?.on('message', (call: Call & { id: number }) => {
		let answer: { id: number; value?: unknown; error?: Failure };
		try {
			answer = { id: call.id, value: perform(call) };
		} catch (error) {
			const { message } = asError(error);
			answer = { id: call.id, error: { message, code: codeOf(error), path: pathOf(error) } };
		}
		port.postMessage(answer, handedOver(answer.value));
		if (call.name === 'close') port.close();
	});
}

/** A thread that died hands over a bare object where the error was of a class of its own. */
function asError(error: unknown): Error {
	if (error instanceof Error) return error;
	const text = typeof error === 'object' && error ? Object.values(error).join(', ') : String(error);
	return new Error(text || 'The thread has failed');
}

function handedOver(value: unknown): ArrayBuffer[] {
	if (typeof value !== 'object' || value === null || !('bytes' in value)) return [];
	const { bytes } = value;
	return bytes instanceof Uint8Array && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];
}
