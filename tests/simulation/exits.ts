import type { Decide } from '../../src/lib/engine/contract';
import type { Violation } from './checks';

/** I6: no host adds to a run when its own replica already holds a teammate's later reply. */
export function guardExits(decide: Decide, violations: Violation[]): Decide {
	return (view, input, world) => {
		const events = decide(view, input, world);
		for (const event of events) {
			if (!event.node || !('conversation' in event) || !event.conversation) continue;
			const run = view.state.runs[event.cause?.at(-1) ?? ''];
			const replied = view.state.conversations[event.conversation]?.lastHumanReplyAt ?? 0;
			if (!run || run.startedAt >= replied || event.type === 'promptClosed') continue;
			violations.push({ invariant: 'I6', what: `${event.type} by ${run.id} after a human reply` });
		}
		return events;
	};
}
