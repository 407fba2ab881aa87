import { isCustomerFacing } from '../engine/exits';
import { foldLive, liveWorkflows } from '../model/live';
import type { LiveWorkflow } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { triggerKind } from '../triggers';
import type { StartField } from '../triggers/trigger';

/** A live workflow that teammates start by hand (W-TRG-18). */
export type Shortcut = {
	workflow: string;
	title: string;
	/** What is answered first; empty when nothing is. */
	fields: readonly StartField[];
	/** It talks to the customer: not while another workflow does (E-05). */
	speaks: boolean;
};

/** In the order of the list of workflows. */
export function shortcutsOf(log: readonly LiveLogEvent[], workspace: Workspace): Shortcut[] {
	return liveWorkflows(foldLive(log), workspace).flatMap((live) => {
		const fields = fieldsOf(live);
		const { workflow, definition } = live;
		return fields
			? [{ workflow, title: definition.title, fields, speaks: isCustomerFacing(live) }]
			: [];
	});
}

/** The versions whose runs talk to the customer. */
export function speakingVersions(log: readonly LiveLogEvent[]): ReadonlySet<string> {
	const { versions } = foldLive(log);
	return new Set([...versions.values()].filter(isCustomerFacing).map(({ version }) => version));
}

function fieldsOf({ definition: { trigger } }: LiveWorkflow): StartField[] | undefined {
	const kind = triggerKind(trigger.kind);
	const params = kind?.params.safeParse(trigger.params);
	return params?.success ? kind?.form?.(params.data) : undefined;
}
