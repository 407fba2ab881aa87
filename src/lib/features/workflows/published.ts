import type { Scenario } from '../../model/scenario';
import type { LiveLogEvent } from '../../read/queries/live-versions';
import { WorkflowDefinition } from '../../model/workflow';

/** What is set live, and how. */
export type Publication = {
	definition: WorkflowDefinition;
	scenarios: readonly Scenario[];
	/** The version's name; empty for none. */
	note: string;
	stopRunning: boolean;
};

/** What the log of publishing says about one workflow. */
export type Published = {
	/** The newest version that was ever set live; undefined when it cannot be read here. */
	definition: WorkflowDefinition | undefined;
	number: number;
	at: number;
	by: string;
	isLive: boolean;
};

/** One act of setting live. The same content again is the same version under a new number. */
export type Version = {
	/** Of the act; unlike the version it is there once. */
	id: string;
	version: string;
	number: number;
	name: string | undefined;
	at: number;
	by: string;
	/** Undefined when this release cannot read it. */
	definition: WorkflowDefinition | undefined;
	isLive: boolean;
};

/** Every version of a workflow that was ever live, the newest first. */
export function versionsOf(log: readonly LiveLogEvent[], workflow: string): Version[] {
	const versions: Version[] = [];
	for (const event of log) {
		if (event.workflow !== workflow) continue;
		for (const version of versions) version.isLive = false;
		if (event.type !== 'workflowPublished') continue;
		const { id, version, number, note, at, by } = event;
		const definition = WorkflowDefinition.safeParse(event.definition).data;
		versions.unshift({ id, version, number, name: note, at, by: by.id, definition, isLive: true });
	}
	return versions;
}

/** `log` is in the order of time; a workflow that was never set live is not in the answer. */
export function publishedWorkflows(log: readonly LiveLogEvent[]): Map<string, Published> {
	const published = new Map<string, Published>();
	for (const event of log) {
		if (event.type === 'workflowPublished') {
			const definition = WorkflowDefinition.safeParse(event.definition);
			published.set(event.workflow, {
				definition: definition.success ? definition.data : undefined,
				number: event.number,
				at: event.at,
				by: event.by.id,
				isLive: true,
			});
		} else {
			const known = published.get(event.workflow);
			if (known) published.set(event.workflow, { ...known, isLive: false });
		}
	}
	return published;
}
