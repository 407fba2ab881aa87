import { instantAfter } from '../base/clock';
import { hashId } from '../base/hash';
import { isTrueVersion } from '../model/version';
import type { Input } from './contract';
import { endRun } from './ending';
import { record, type Turn } from './turn';

type Stopping = Extract<Input, { live: unknown }>['live'];

/** E-02: stopping a workflow ends its runs of every version, wherever they are parked. */
export function ejectRuns(turn: Turn, event: Stopping): void {
	if (!stopsRuns(event)) return;
	for (const run of Object.values(turn.state.runs)) {
		const isOlder = run.workflow === event.workflow && run.startedAt < event.at;
		if (run.ended || !isOlder) continue;
		endRun(turn, run, { reason: 'workflowStopped', at: turn.world.now });
	}
}

/** Whether runs of its workflow that have begun before it end. */
function stopsRuns(event: Stopping): boolean {
	if (event.type === 'workflowStopped') return true;
	return event.stopRunning === true && isTrueVersion(event);
}

type Snooze = Extract<Input, { snoozeOver: unknown }>['snoozeOver'];

/** Nothing where it was woken, closed or snoozed again meanwhile. */
export function wakeConversation(turn: Turn, { conversation, due }: Snooze): void {
	const now = turn.state.conversations[conversation];
	if (now?.state !== 'snoozed' || now.snoozedUntil !== due) return;
	record(turn, {
		id: `${hashId('ev', conversation, 'unsnooze', due)}.0`,
		at: instantAfter(turn.state.newest.at, turn.world.now),
		by: { kind: 'engine', id: turn.world.host },
		type: 'conversationUnsnoozed',
		conversation,
	});
}
