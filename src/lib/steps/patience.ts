import { DAY, type Instant, SECOND } from '../base/clock';
import { z } from '../model/schema';
import type { Outcome, Port } from './step';

/** How long a step waits for a customer, for every step that does; null waits for ever. */
export const Patience = z.nullable(z.number().check(z.gte(30 * SECOND), z.lte(100 * DAY)));
export type Patience = z.infer<typeof Patience>;

export function timeoutPort(timeoutMs: Patience): Port[] {
	return timeoutMs === null ? [] : [{ id: 'timeout' }];
}

/** The part of a park that says until when. */
export function patientUntil(now: Instant, timeoutMs: Patience): { until?: Instant } {
	return timeoutMs === null ? {} : { until: now + timeoutMs };
}

export const TIMED_OUT: Outcome = { leave: 'timeout', otherwise: 'expired' };
