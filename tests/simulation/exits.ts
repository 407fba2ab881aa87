import type { Decide } from '../../src/lib/engine/contract';
import type { DomainEvent } from '../../src/lib/model/event';
import type { Violation } from './checks';

/** I6: no host adds to a run when its own replica already holds a teammate's later reply. */
export function guardExits(decide: Decide, violations: Violation[]): Decide {
	return (view, input, world) => {
		const events = decide(view, input, world);
		for (const event of events) {
			if (!('conversation' in event) || !event.conversation) continue;
			const run = view.state.runs[writerAmong(events, event) ?? ''];
			const replied = view.state.conversations[event.conversation]?.lastHumanReplyAt ?? 0;
			if (!run || run.startedAt >= replied || event.type === 'promptClosed') continue;
			violations.push({ invariant: 'I6', what: `${event.type} by ${run.id} after a human reply` });
		}
		return events;
	};
}

/** The run that a step's effect belongs to: its own word, or the journal's of the same decision. */
function writerAmong(events: readonly DomainEvent[], event: DomainEvent): string | undefined {
	if (event.node) return event.cause?.at(-1);
	const stem = event.id.slice(0, event.id.indexOf('.'));
	for (const other of events) {
		if (other.type === 'runAdvanced' && other.steps.some(({ shown }) => shown === stem)) {
			return other.run;
		}
	}
	return undefined;
}
