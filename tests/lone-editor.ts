import { onTestFinished } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { openLoneDesk } from './lone-desk';
import { DraftSession } from '../src/lib/app/draft-session.svelte';
import { bindDraft } from '../src/lib/documents/draft-shape';
import { createDraft } from '../src/lib/documents/workflow-draft';
import type { Steps } from '../src/lib/model/copied-steps';
import { defaultSettings } from '../src/lib/model/workflow';
import { stepKind } from '../src/lib/steps';
import { Editor } from '../src/lib/features/workflows/editor.svelte';

/** trigger → hello → note → close */
export const story: Steps = {
	hello: { kind: 'message', params: { text: 'Hi' }, next: { next: 'note' } },
	note: { kind: 'note', params: { text: 'Asked' }, next: { next: 'shut' } },
	shut: { kind: 'close', params: {}, next: {} },
};

/** An editor on a draft of its own, with nobody else there. */
export async function openEditor(nodes: Steps = story, canEdit = true): Promise<Editor> {
	const desk = await openLoneDesk();
	const doc = new Y.Doc();
	const [start = null] = Object.keys(nodes);
	createDraft(bindDraft(doc, stepKind), {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start,
		nodes,
	});
	const session = new DraftSession({ doc, awareness: new Awareness(doc) }, desk.me, () => 'Ana');
	onTestFinished(async () => {
		session.close();
		await desk.close();
	});
	return new Editor(session, desk, { workflow: 'wfl_a', canEdit, log: () => [], onrename() {} });
}

export const kindsOf = (editor: Editor) => editor.steps.slice(1).map(({ kind }) => kind);
