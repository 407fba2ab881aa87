import { assert } from '../base/assert';
import { nextInstant } from '../base/clock';
import { byTimeThenId } from '../base/order';
import {
	applyEvent,
	type ContactState,
	emptyContactState,
	foldContact,
} from '../model/contact-state';
import type { Author, DomainEvent, EventBody } from '../model/event';
import type { LiveWorkflow, WorkflowDefinition } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import type { TeamSnapshot } from '../steps/step';
import type { Input, View, World } from './contract';
import { decide } from './decide';
import { silencesOf } from './episodes';
import { deadlineOf } from './timers';
import { versionId } from '../model/version';

/**
 * A host in memory for one contact: the log, the inbox and the clock around `decide`, as small as
 * they can be. Preview rehearses a draft with it and tests rehearse everything; nothing leaves it.
 */
export type Rehearsal = {
	readonly events: readonly DomainEvent[];
	/** Changes as events are written: look, do not keep. */
	state(): ContactState;
	now(): number;
	/**
	 * Writes an event as this author, a moment later, and lets the engine take everything that
	 * follows.
	 */
	write(by: Author, body: EventBody): DomainEvent;
	/** Puts an event into the log and nothing more: what a device wrote while no host was awake. */
	append(event: DomainEvent): void;
	/** Decides this input and everything that follows from it; returns what was written. */
	take(input: Input): DomainEvent[];
	/** Lets time pass, serving each deadline when it is due. */
	pass(durationMs: number): void;
	/** Lets time pass with every host asleep: no deadline is served. */
	sleep(durationMs: number): void;
	team: TeamSnapshot;
	view(): View;
};

/** More inputs than this in a row mean that the engine never comes to rest. */
const MAX_INPUTS = 1_000;

export function rehearse(options: {
	contact: string;
	workspace: Workspace;
	live: readonly LiveWorkflow[];
	startAt: number;
	host?: string;
	team?: TeamSnapshot;
}): Rehearsal {
	const { contact, workspace, live, host = 'rehearsal' } = options;
	const events: DomainEvent[] = [];
	let now = options.startAt;
	let written = 0;
	let state = emptyContactState(contact);
	const world = (): World => ({ now, host });

	function record(event: DomainEvent): void {
		events.push(event);
		// An event that arrives late belongs in the middle, so everything is folded again.
		if (byTimeThenId(event, state.newest) > 0) applyEvent(state, event);
		else state = foldContact(contact, events);
	}

	function take(input: Input): DomainEvent[] {
		const queue: Input[] = [input];
		const all: DomainEvent[] = [];
		for (let count = 0; queue.length > 0; count++) {
			assert(count < MAX_INPUTS, 'the engine comes to rest');
			const next = queue.shift();
			assert(next, 'the queue is not empty');
			const decided = decide(rehearsal.view(), next, world());
			decided.forEach(record);
			all.push(...decided);
			queue.push(...decided.map((event): Input => ({ event })));
		}
		return all;
	}

	const rehearsal: Rehearsal = {
		events,
		team: options.team ?? { online: [], open: {}, lastAssignedAt: {} },
		state: () => state,
		now: () => now,
		write(by, body) {
			// Whoever writes has read what stands there, as every device's clock ensures.
			now = nextInstant(state.newest.at, now + 1);
			const event: DomainEvent = { id: `evt_${String(++written)}`, at: now, by, ...body };
			record(event);
			take({ event });
			return event;
		},
		append: record,
		take,
		pass(durationMs) {
			const end = now + durationMs;
			for (;;) {
				const next = nextDeadline(rehearsal.state(), live);
				if (!next || next.due > end) break;
				now = Math.max(now, next.due);
				if (take(next.input).length === 0) break;
			}
			now = end;
		},
		sleep: (durationMs) => void (now += durationMs),
		view: () => ({
			state,
			workspace,
			live,
			version: (id) => live.find(({ version }) => version === id),
			team: rehearsal.team,
			stateAt: (event) =>
				event.id === state.newest.id
					? state
					: foldContact(
							contact,
							events.filter((other) => byTimeThenId(other, event) <= 0),
						),
		}),
	};
	return rehearsal;
}

/** A definition as if it had been set live, without a log to publish it in. */
export function asLive(
	workflow: string,
	definition: WorkflowDefinition,
	liveSince = 0,
): LiveWorkflow {
	return { workflow, version: versionId(definition), number: 1, definition, liveSince };
}

/**
 * What time alone brings next: a parked run's deadline, a silence that a trigger waits for, or the
 * end of a snooze.
 */
export function nextDeadline(
	state: ContactState,
	live: readonly LiveWorkflow[],
): { due: number; input: Input } | undefined {
	const deadlines = Object.values(state.runs)
		.filter((run) => !run.ended)
		.flatMap((run) => deadlineOf(run) ?? [])
		.map((timer) => ({ due: timer.due, input: { timer } }));
	const silences = Object.keys(state.conversations)
		.flatMap((conversation) => silencesOf(state, conversation, live))
		.flatMap(({ episode }) => episode ?? [])
		.map((episode) => ({ due: episode.due, input: { episode } }));
	const snoozes = Object.values(state.conversations).flatMap((each) => {
		const { id, state: now, snoozedUntil: due } = each;
		if (now !== 'snoozed' || due === undefined) return [];
		return { due, input: { snoozeOver: { conversation: id, due } } };
	});
	return [...deadlines, ...silences, ...snoozes].sort((a, b) => a.due - b.due)[0];
}
