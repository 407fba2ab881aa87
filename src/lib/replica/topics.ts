/**
 * Signals without a framework: who shows something is told in the moment in which it changes, so
 * that the screen changes in the same frame.
 */
export type Topics = {
	/** Returns how to stop. */
	follow(topic: string, callback: () => void): () => void;
	/** Told once `work` is done, each topic once, however often it was touched. */
	batch(work: () => void): void;
	touch(topic: string): void;
};

export function createTopics(report: (error: unknown) => void): Topics {
	const followers = new Map<string, Set<() => void>>();
	const touched = new Set<string>();
	let depth = 0;

	function tell(): void {
		const topics = [...touched];
		touched.clear();
		for (const callback of new Set(topics.flatMap((topic) => [...(followers.get(topic) ?? [])]))) {
			try {
				callback();
			} catch (error) {
				// One screen that fails must not keep the others from being told.
				report(error);
			}
		}
	}

	return {
		follow(topic, callback) {
			const known = followers.get(topic) ?? new Set();
			followers.set(topic, known.add(callback));
			return () => {
				known.delete(callback);
				if (!known.size && followers.get(topic) === known) followers.delete(topic);
			};
		},
		batch(work) {
			depth++;
			try {
				work();
			} finally {
				if (--depth === 0) tell();
			}
		},
		touch(topic) {
			touched.add(topic);
			if (depth === 0) tell();
		},
	};
}
