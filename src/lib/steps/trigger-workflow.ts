import type { KindText } from '../model/kind-text';
import { runOf } from '../model/contact-state';
import type { RunEndReason } from '../model/event';
import { hasDied } from '../model/run';
import { z } from '../model/schema';
import { defineStep } from './step';

/** It could not do what it was started for. Any other end is one to go on from. */
const FAILURES: ReadonlySet<RunEndReason> = new Set([
	'failed',
	'loopLimit',
	'newerVersionNeeded',
] as const);

const Id = z.nullable(z.string().check(z.maxLength(80)));

/**
 * Starts another workflow in this conversation: for good, or to come back when it has ended. What
 * this run has learned goes along (W-SUB-01, E-21).
 */
export const triggerWorkflow = defineStep({
	kind: 'trigger-workflow',
	group: 'route',
	customerFacing: false,
	parks: false,
	params: z.object({
		workflow: Id,
		/** Null: from its first step. */
		node: Id,
		mode: z.enum(['handOver', 'return']),
	}),
	initial: () => ({ workflow: null, node: null, mode: 'handOver' as const }),
	ports: ({ mode }) => [...(mode === 'return' ? [{ id: 'next' }] : []), { id: 'failure' }],
	references: ({ workflow }) => (workflow ? [{ kind: 'workflow' as const, id: workflow }] : []),
	calls: ({ workflow, node }) => (workflow ? { workflow, ...(node ? { node } : {}) } : undefined),
	beginningAt: (params, node) => ({ ...params, node }),
	problems: ({ workflow }) => (workflow ? [] : [{ code: 'noWorkflow', param: 'workflow' }]),
	texts: [],
	summary: ({ workflow, mode }, { workflows }) => ({
		mode: [mode],
		workflow: (workflow && workflows[workflow]?.title) || '—',
	}),
	enter({ workflow, node, mode }, { run }) {
		if (!workflow) return { fail: 'noWorkflow' };
		const { variables, formats } = run;
		const call = { workflow, ...(node ? { node } : {}), variables: { ...variables }, formats };
		return { call, mode };
	},
	resume(_params, wake, { state, run }) {
		if (!('event' in wake) || wake.event.type !== 'runEnded') return undefined;
		const called = runOf(state, wake.event.run);
		if (called?.caller?.run !== run.id) return undefined;
		const { reason } = wake.event;
		if (FAILURES.has(reason)) return { fail: reason };
		const { variables, formats } = called;
		const learned = { variables: { ...variables }, formats };
		return { leave: 'next', ...learned, ...(hasDied(reason) ? { otherwise: reason } : {}) };
	},
});

export const text: KindText = {
	es: {
		title: 'Activar otro flujo de trabajo',
		description: 'Sigue en otro flujo, para siempre o hasta que termine.',
		summary: '{mode}: {workflow}',
		ports: { next: 'Al volver', failure: 'No se pudo activar' },
		problems: { noWorkflow: 'Elige un flujo de trabajo.' },
		fields: {
			workflow: 'Flujo de trabajo',
			node: 'Empieza en',
			first: 'Su primer paso',
			mode: 'Después',
			handOver: 'Seguir allí',
			return: 'Ir y volver',
		},
	},
	en: {
		title: 'Trigger another workflow',
		description: 'Goes on in another workflow, for good or until it ends.',
		summary: '{mode}: {workflow}',
		ports: { next: 'On return', failure: 'Could not be started' },
		problems: { noWorkflow: 'Choose a workflow.' },
		fields: {
			workflow: 'Workflow',
			node: 'Begins at',
			first: 'Its first step',
			mode: 'Afterwards',
			handOver: 'Stay there',
			return: 'Go and come back',
		},
	},
};
