import * as Y from 'yjs';
import { z } from '../model/schema';
import {
	TRIGGER_NODE,
	TRIGGER_PORT,
	type WorkflowDefinition,
	defaultSettings,
} from '../model/workflow';
import { type StepKind, defineStep } from '../steps/step';
import { type Draft, bindDraft } from './draft-shape';
import { createDraft } from './workflow-draft';

/** A draft with two kinds of step of its own, in any number of replicas. */

export const say = defineStep({
	kind: 'say',
	group: 'say',
	customerFacing: true,
	parks: false,
	params: z.object({ text: z.string(), mood: z.optional(z.string()) }),
	initial: () => ({ text: '' }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	problems: () => [],
	texts: ['text'],
	summary: ({ text }) => ({ text }),
	enter: () => ({ leave: 'next' }),
});
export const choose = defineStep({
	kind: 'choose',
	group: 'route',
	customerFacing: true,
	parks: true,
	params: z.object({ options: z.array(z.string()) }),
	initial: () => ({ options: ['a', 'b'] }),
	ports: ({ options }) => options.map((id) => ({ id })),
	references: () => [],
	problems: () => [],
	texts: [],
	summary: () => ({}),
	enter: () => ({ leave: 'a' }),
});
export const kinds = (kind: string) =>
	[say, choose].find((known) => known.kind === kind) as unknown as StepKind;
export const atStart = { node: TRIGGER_NODE, port: TRIGGER_PORT };

export function peer(clientId = 1, author?: string): Draft {
	const doc = new Y.Doc();
	doc.clientID = clientId;
	return bindDraft(doc, kinds, author);
}

export function sync(...drafts: Draft[]): void {
	for (const from of drafts) {
		for (const to of drafts) {
			Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)));
		}
	}
}

/** trigger → hello → pick → (a) thanks */
export function sample(): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: { channel: 'web' } },
		settings: { ...defaultSettings(), oncePerContact: true },
		start: 'hello',
		nodes: {
			hello: { kind: 'say', params: { text: 'Hello' }, next: { next: 'pick' } },
			pick: { kind: 'choose', name: 'Why', params: { options: ['a', 'b'] }, next: { a: 'thanks' } },
			thanks: { kind: 'say', params: { text: 'Thanks' }, next: {} },
		},
	};
}

export function sampleDraft(): Draft {
	const draft = peer();
	createDraft(draft, sample());
	return draft;
}
