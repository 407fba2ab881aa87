import type { ContactState } from '../model/contact-state';
import type { DomainEvent, Evidence, StepVisit } from '../model/event';
import { writerOf } from '../model/run';
import type { LiveWorkflow } from '../model/workflow';

/** Why an automatic effect happened: event → workflow version → step → values (E-28). */
export type Explanation = {
	run: string;
	workflow: string;
	version: string;
	/** Absent while the version is not on this device. */
	title?: string;
	number?: number;
	/** The event that started the run. */
	trigger: string;
	/** Absent for the run's own book-keeping. */
	step?: { node: string; kind: string; name?: string };
	/** Every condition that was looked at on the way here, oldest first, with the value it saw. */
	because: Evidence[];
	/** The way from the trigger to this step. */
	path: StepVisit[];
};

/** Undefined for what a person did. */
export function explain(
	event: DomainEvent,
	state: ContactState,
	version: (id: string) => LiveWorkflow | undefined,
): Explanation | undefined {
	const writer = writerOf(event, Object.values(state.runs));
	if (!writer) return undefined;
	const { run, visit } = writer;
	const bound = version(run.version);
	const path = visit ? run.steps.slice(0, run.steps.indexOf(visit) + 1) : [...run.steps];
	const node = visit?.node ?? event.node;
	const stored = node === undefined ? undefined : bound?.definition.nodes[node];
	const kind = stored?.kind ?? path.at(-1)?.kind;
	return {
		run: run.id,
		workflow: run.workflow,
		version: run.version,
		...(bound ? { title: bound.definition.title, number: bound.number } : {}),
		trigger: run.trigger,
		...(node !== undefined && kind !== undefined
			? { step: { node, kind, ...(stored?.name ? { name: stored.name } : {}) } }
			: {}),
		because: [...(run.because ?? []), ...path.flatMap(({ because = [] }) => because)],
		path,
	};
}
