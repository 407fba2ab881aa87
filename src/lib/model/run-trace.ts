import type { Instant } from '../base/clock';
import { byTimeThenId } from '../base/order';
import type { AttributeValue, DomainEvent, EventOf, StepVisit } from './event';
import type { Run } from './run';

/**
 * A run as it went, visit by visit: what brought it to a step, what the step saw, wrote and learned
 * (U29). Made from the journal and from nothing else, so that a capsule from another workspace
 * reads like a run of one's own.
 */
export type Trace = {
	/** What started it; absent while it is not on this device. */
	trigger: DomainEvent | undefined;
	visits: TracedVisit[];
};

export type TracedVisit = {
	visit: StepVisit;
	at: Instant;
	/** Absent where the step before led straight here. */
	wokenBy?: DomainEvent | 'timer' | 'team' | 'unknown';
	wrote: DomainEvent[];
	/** What the run knows since this visit and did not know before. */
	learned: Record<string, AttributeValue>;
};

/** `events`: everything that happened to the run's contact, in any order. */
export function traceOf(run: Run, events: readonly DomainEvent[]): Trace {
	const byId = new Map(events.map((event) => [event.id, event]));
	const journal = events
		.filter((event) => event.type === 'runAdvanced' && event.run === run.id)
		.sort(byTimeThenId);
	const written = writtenByVisit(run, events);
	const visits = journal.flatMap((event) =>
		event.type === 'runAdvanced' ? visitsOf(event, byId, written) : [],
	);
	return { trigger: byId.get(run.trigger), visits };
}

/**
 * The ways that a run has gone, as `node`, `port` and the node that it came to: without one where
 * the run ended there.
 */
export type Way = { from: string; port: string; to: string | undefined };

export function waysOf(visits: readonly StepVisit[]): Way[] {
	return visits.flatMap(({ node, left }, index) =>
		left === undefined ? [] : [{ from: node, port: left, to: visits[index + 1]?.node }],
	);
}

function visitsOf(
	{ steps, at, wokenBy, variables = {} }: EventOf<'runAdvanced'>,
	byId: ReadonlyMap<string, DomainEvent>,
	written: ReadonlyMap<string, DomainEvent[]>,
): TracedVisit[] {
	return steps.map((visit, index) => ({
		visit,
		at,
		...(index === 0 ? { wokenBy: wakerOf(wokenBy, byId) } : {}),
		wrote: written.get(keyOf(visit)) ?? [],
		// The journal tells it of the whole way; steps learn from what wakes them.
		learned: index === 0 ? variables : {},
	}));
}

function wakerOf(wokenBy: string, byId: ReadonlyMap<string, DomainEvent>) {
	if (wokenBy === 'timer' || wokenBy === 'team') return wokenBy;
	return byId.get(wokenBy) ?? 'unknown';
}

/** An effect in `desk` names its step; one that a customer reads has the stem of its visit (P8). */
function writtenByVisit(run: Run, events: readonly DomainEvent[]): Map<string, DomainEvent[]> {
	const byStem = new Map(
		run.steps.flatMap((visit) => (visit.shown === undefined ? [] : [[visit.shown, keyOf(visit)]])),
	);
	const written = new Map<string, DomainEvent[]>();
	for (const event of events) {
		// A prompt is closed by whatever ends it, which need not be the step that asked.
		if (event.by.kind !== 'engine' || event.type === 'promptClosed') continue;
		const { node, visit, cause } = event;
		const key =
			cause?.at(-1) === run.id && node !== undefined && visit !== undefined
				? keyOf({ node, visit })
				: byStem.get(event.id.slice(0, event.id.indexOf('.')));
		if (key === undefined) continue;
		const list = written.get(key);
		if (list) list.push(event);
		else written.set(key, [event]);
	}
	for (const list of written.values()) list.sort(byTimeThenId);
	return written;
}

function keyOf({ node, visit }: { node: string; visit: number }): string {
	return `${visit} ${node}`;
}
