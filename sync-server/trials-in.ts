import { codeOf } from './start-problem';
import { type Thread, TOO_LARGE, TOO_SLOW } from './thread';
import type { Outcome, Trials } from './trials';

/** The trials in a thread of their own, which may die of what it is given. */
export function trialsIn(thread: Pick<Thread, 'call'>): Trials {
	return {
		/** Once more in a new thread: the one that died held other canvases too. */
		load: (room, stored) =>
			thread.call<number[]>('load', room, stored).catch((error: unknown) => {
				if (codeOf(error) === TOO_SLOW) throw error;
				return thread.call<number[]>('load', room, stored);
			}),
		tryOut: (room, update) => thread.call<Outcome>('tryOut', room, update).catch(outcomeOf),
		forget: (room) => thread.call('forget', room),
	};
}

/** What takes longer here takes as long on the device of everybody who opens the canvas. */
function outcomeOf(error: unknown): Outcome {
	switch (codeOf(error)) {
		case TOO_SLOW:
			return 'unsound';
		case TOO_LARGE:
			return 'exhausted';
		default:
			throw error;
	}
}
