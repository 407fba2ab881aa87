/**
 * One task at a time: everything that reads and then changes a fold or storage runs here, so that
 * between two tasks everything is whole. A task that throws is reported and the next one runs.
 */
export type Serial = {
	add(name: string, task: () => Promise<void>): void;
	/** Resolves when nothing is left to do. */
	idle(): Promise<void>;
};

export function createSerial(report: (error: unknown, where: string) => void): Serial {
	const tasks: { name: string; task: () => Promise<void> }[] = [];
	let running = false;
	let waiting: (() => void)[] = [];

	async function drain(): Promise<void> {
		running = true;
		for (let next = tasks.shift(); next; next = tasks.shift()) {
			try {
				await next.task();
			} catch (error) {
				report(error, next.name);
			}
		}
		running = false;
		const resolved = waiting;
		waiting = [];
		for (const resolve of resolved) resolve();
	}

	return {
		add(name, task) {
			tasks.push({ name, task });
			if (!running) void drain();
		},
		idle() {
			return running ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
		},
	};
}
