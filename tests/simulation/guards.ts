import type { Decide, View } from '../../src/lib/engine/contract';
import type { DomainEvent } from '../../src/lib/model/event';
import { AGENTS } from './cast';
import type { Violation } from './checks';

/**
 * What is looked at while it happens: no host may decide against what its own replica knows (I6,
 * I7).
 */
export function guardDecisions(
	decide: Decide,
	{ onlineOnly }: { onlineOnly: boolean },
	violations: Violation[],
): Decide {
	return (view, input, world) => {
		const events = decide(view, input, world);
		for (const event of events) {
			const what = afterReply(view, events, event);
			if (what) violations.push({ invariant: 'I6', what });
			const who = wrongTeammate(view, event, onlineOnly);
			if (who) violations.push({ invariant: 'I7', what: who });
		}
		return events;
	};
}

/** I6: no host adds to a run when its own replica already holds a teammate's later reply. */
function afterReply(
	view: View,
	events: readonly DomainEvent[],
	event: DomainEvent,
): string | undefined {
	if (!('conversation' in event) || !event.conversation) return undefined;
	const run = view.state.runs[writerAmong(events, event) ?? ''];
	const replied = view.state.conversations[event.conversation]?.lastHumanReplyAt ?? 0;
	if (!run || run.startedAt >= replied || event.type === 'promptClosed') return undefined;
	// What works behind the scenes may go on, if its author said so.
	const { exits } = view.version(run.version)?.definition.settings ?? {};
	if (!exits?.includes('teammateReplied')) return undefined;
	return `${event.type} by ${run.id} after a human reply`;
}

/** Nobody who is not of the team, and where it matters nobody who is known to be away. */
function wrongTeammate(view: View, event: DomainEvent, onlineOnly: boolean): string | undefined {
	if (event.type !== 'conversationAssigned' || !event.teammate) return undefined;
	const { teammate } = event;
	if (!AGENTS.some(({ id }) => id === teammate)) return `${teammate} is not of the team`;
	const isAway = onlineOnly && !view.team.online.includes(teammate);
	return isAway ? `${teammate} is not online` : undefined;
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
