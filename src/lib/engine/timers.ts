import { DAY, type Instant, MINUTE } from '../base/clock';
import type { Run } from '../model/run';

/** Served later than this, a deadline is late: it is recorded, and a step may refuse (E-18). */
export const LATE_AFTER_MS = 15 * MINUTE;
/** Served later than this, a deadline no longer means anything: the run ends, visibly (E-18). */
export const EXPIRES_AFTER_MS = 3 * DAY;

export type Deadline = { run: string; node: string; visit: number; due: Instant };

/** What a host has to remember for a run; undefined while it waits for a signal alone. */
export function deadlineOf({ id, park }: Run): Deadline | undefined {
	if (park?.until === undefined) return undefined;
	return { run: id, node: park.node, visit: park.visit, due: park.until };
}

export type Judgement =
	| { verdict: 'outdated' }
	| { verdict: 'early' }
	| { verdict: 'expired' }
	| { verdict: 'due'; due: Instant; lateMs?: number };

/**
 * What to do with a deadline at `now`. `outdated`: the run has moved on since, so that this was the
 * deadline of an earlier stay and nothing may happen.
 */
export function judgeDeadline(
	run: Run | undefined,
	{ node, visit }: Deadline,
	now: Instant,
): Judgement {
	const park = run?.park;
	if (!park || run.ended || park.until === undefined) return { verdict: 'outdated' };
	if (park.node !== node || park.visit !== visit) return { verdict: 'outdated' };
	const lateMs = now - park.until;
	if (lateMs < 0) return { verdict: 'early' };
	if (lateMs <= LATE_AFTER_MS) return { verdict: 'due', due: park.until };
	const refused = lateMs > EXPIRES_AFTER_MS || park.runLate === false;
	return refused ? { verdict: 'expired' } : { verdict: 'due', due: park.until, lateMs };
}
