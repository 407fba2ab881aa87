import { assert } from '../base/assert';
import type { Instant } from '../base/clock';
import type { Author, DomainEvent, EventBody } from '../model/event';
import { nextDeadline, type Rehearsal, rehearse } from './rehearsal';

/**
 * A rehearsal with a clock that somebody moves (W-LIFE-06): play the customer and the team, skip to
 * whatever time brings next, or jump to Monday at nine. Nothing leaves it.
 */
export type Simulation = {
	/** What somebody does now. */
	play(by: Author, body: EventBody): DomainEvent;
	/** Goes to the next deadline and serves it; undefined when time alone brings nothing more. */
	skipToNextTimer(): Instant | undefined;
	/** Goes there, serving every deadline on the way when it is due. */
	jumpTo(instant: Instant): void;
	now(): Instant;
	/** When time alone brings something next. */
	nextTimer(): Instant | undefined;
	/** Everything that happened, and what the engine made of it. */
	readonly rehearsal: Rehearsal;
};

export function simulate(options: Parameters<typeof rehearse>[0]): Simulation {
	const rehearsal = rehearse(options);
	const nextTimer = () => nextDeadline(rehearsal.state(), options.live)?.due;
	function jumpTo(instant: Instant): void {
		assert(instant >= rehearsal.now(), 'time goes on and never back');
		rehearsal.pass(instant - rehearsal.now());
	}
	return {
		rehearsal,
		play: (by, body) => rehearsal.write(by, body),
		now: () => rehearsal.now(),
		nextTimer,
		jumpTo,
		skipToNextTimer() {
			const due = nextTimer();
			if (due !== undefined) jumpTo(Math.max(due, rehearsal.now()));
			return due;
		},
	};
}
