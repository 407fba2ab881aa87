/** How much has come of what was missing when the connection was made, in entries of the feed. */
export type CatchUp = { done: number; of: number };

/** Less is there before anybody has read it. */
export const WORTH_TELLING = 1_000;

export type Progress = {
	/** The feed is asked for from behind `cursor`; it ends at `head` for now. */
	begin(cursor: number, head: number): void;
	reached(cursor: unknown): void;
	end(): void;
	/** Undefined when nothing is missing, or hardly anything. */
	now(): CatchUp | undefined;
};

export function createProgress(): Progress {
	let from = 0;
	let to = 0;
	let at = 0;
	return {
		begin(cursor, head) {
			from = at = cursor;
			to = head;
		},
		reached(cursor) {
			if (typeof cursor === 'number') at = cursor;
		},
		end: () => void (to = from),
		now() {
			const of = to - from;
			if (of < WORTH_TELLING) return undefined;
			return { done: Math.min(of, Math.max(0, at - from)), of };
		},
	};
}
