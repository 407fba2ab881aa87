import { changeWorkflow } from '../../../app/configure';
import type { Desk } from '../../../app/desk';
import {
	cloneWorkflow,
	exportWorkflow,
	readableText,
	renameWorkflow,
} from '../../../app/workflow-files';
import { m } from '../../../i18n/paraglide/messages';
import type { WorkflowEntry } from '../../../model/workspace';
import type { LiveLogEvent } from '../../../read/queries/live-versions';
import { notify } from '../../../ui/notify';
import { problemText } from './problem-text';

/** What the list does to a workflow, with what is said when it could not be done. */

export async function rename(desk: Desk, entry: WorkflowEntry, title: string): Promise<void> {
	const done = await renameWorkflow(desk, entry, title);
	if (!done.ok) refuse(done.problem.kind);
}

export async function moveToFolder(desk: Desk, entry: WorkflowEntry, name: string): Promise<void> {
	const done = await changeWorkflow(desk, { ...entry, folder: name || undefined });
	if (!done.ok) refuse(done.problem.kind);
}

export async function clone(desk: Desk, entry: WorkflowEntry): Promise<string | undefined> {
	const title = m.lifecycle_copy_of({ name: entry.title }).slice(0, 120);
	const made = await cloneWorkflow(desk, entry.id, title);
	if (made.ok) return made.value;
	refuse(made.problem.kind);
	return undefined;
}

export function remove(desk: Desk, entry: WorkflowEntry): void {
	void changeWorkflow(desk, { ...entry, deleted: true });
	notify({
		text: m.workflows_deleted({ name: entry.title }),
		action: {
			text: m.workflows_undo(),
			run: () => void changeWorkflow(desk, { ...entry, deleted: false }),
		},
	});
}

/** Saves the file where the browser puts downloads. */
export async function download(
	desk: Desk,
	entry: WorkflowEntry,
	log: readonly LiveLogEvent[],
): Promise<void> {
	const file = await exportWorkflow(desk, entry.id, log);
	if (!file) return refuse('draftNotHere');
	const written = readableText(file);
	if ('problems' in written) {
		const problem = written.problems.map(problemText)[0] ?? '';
		return notify({ text: m.lifecycle_not_exported({ problem }), tone: 'problem' });
	}
	const url = URL.createObjectURL(new Blob([written.text], { type: 'application/json' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = `${entry.title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)}.relevo.json`;
	link.click();
	// The browser has taken the content by the next turn.
	setTimeout(() => URL.revokeObjectURL(url), 0);
}

function refuse(reason: string): void {
	const texts: Partial<Record<string, () => string>> = {
		draftNotHere: m.lifecycle_draft_not_here,
		tooManyWorkflows: m.lifecycle_too_many,
	};
	notify({ text: texts[reason]?.() ?? m.workflows_not_made({ reason }), tone: 'problem' });
}
