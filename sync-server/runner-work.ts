import type { Storage } from '../src/lib/core/ports';
import { queuedRunsOf } from '../src/lib/core/queue';
import type { ContactState } from '../src/lib/model/contact-state';
import { forAll, type Sql } from './runner-tables';
import { numberOf, textOf } from './sqlite-rows';

/**
 * What the engine asks across contacts: who has how much to do, where a workflow is still running,
 * and who waits for the team.
 */
type Work = {
	/** Teammate, 1 while the conversation is open, when it was assigned. */
	assigned: [string, number, number][];
	workflows: string[];
	/** Since when it waits, and its id. */
	queued: [number, string][];
};

const NONE: Work = { assigned: [], workflows: [], queued: [] };

/** Inside a transaction of the caller. */
export function commitWork(sql: Sql, states: readonly ContactState[] = []): void {
	if (!states.length) return;
	const byContact = new Map(states.map((state) => [state.contact.id, state]));
	const before = knownOf(sql, [...byContact.keys()]);
	const load = new Map<string, [open: number, last: number]>();
	const changed: [string, Work][] = [];
	for (const [contact, state] of byContact) {
		const work = workOf(state);
		const known = before.get(contact) ?? NONE;
		if (JSON.stringify(work) === JSON.stringify(known)) continue;
		for (const assignment of known.assigned) count(load, assignment, -1);
		for (const assignment of work.assigned) count(load, assignment, 1);
		changed.push([contact, work]);
	}
	if (!changed.length) return;
	const contacts = changed.map(([contact]) => contact);
	forAll(
		sql.putWork,
		changed.map(([contact, work]) => [contact, JSON.stringify(work)]),
	);
	forAll(
		sql.addLoad,
		[...load].map(([teammate, [open, last]]) => [teammate, open, last]),
	);
	forAll(sql.dropRunning, contacts);
	forAll(
		sql.putRunning,
		changed.flatMap(([contact, { workflows }]) => workflows.map((id) => [id, contact])),
	);
	forAll(sql.dropQueue, contacts);
	forAll(
		sql.putQueue,
		changed.flatMap(([contact, { queued }]) => queued.map(([at, id]) => [at, id, contact])),
	);
}

export function loadOf(sql: Sql): Awaited<ReturnType<Storage['load']>> {
	const load: Awaited<ReturnType<Storage['load']>> = {};
	for (const row of sql.load.all()) {
		const open = numberOf(row, 'open') ?? 0;
		load[textOf(row, 'teammate') ?? ''] = { open, lastAssignedAt: numberOf(row, 'last') ?? 0 };
	}
	return load;
}

function knownOf(sql: Sql, contacts: readonly string[]): Map<string, Work> {
	const rows = sql.work.all(JSON.stringify(contacts));
	return new Map(
		rows.map((row) => [textOf(row, 'contact') ?? '', JSON.parse(textOf(row, 'json') ?? '')]),
	);
}

function workOf(state: ContactState): Work {
	const assigned: Work['assigned'] = [];
	for (const { teammate, state: is, assignedAt } of Object.values(state.conversations)) {
		if (teammate) assigned.push([teammate, Number(is === 'open'), assignedAt ?? 0]);
	}
	const running = Object.values(state.runs).filter((run) => !run.ended);
	const workflows = [...new Set(running.map((run) => run.workflow))];
	const queued = queuedRunsOf(state).map(({ at, id }): [number, string] => [at, id]);
	return { assigned, workflows, queued };
}

function count(
	load: Map<string, [open: number, last: number]>,
	[teammate, open, at]: Work['assigned'][number],
	by: 1 | -1,
): void {
	const [before, last] = load.get(teammate) ?? [0, 0];
	load.set(teammate, [before + open * by, Math.max(last, at)]);
}
