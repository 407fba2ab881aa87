import { DAY } from '../base/clock';
import type { Author, DomainEvent, EventOf } from '../model/event';
import type { Run } from '../model/run';
import {
	defaultSettings,
	type LiveWorkflow,
	type WorkflowDefinition,
	type WorkflowNode,
	type WorkflowSettings,
} from '../model/workflow';
import { emptyWorkspace, type Workspace } from '../model/workspace';
import { stepKind } from '../steps/index';
import { triggerKind } from '../triggers/index';
import { asLive, type Rehearsal, rehearse } from './rehearsal';

/**
 * What tests of the engine are written with: a small team, a customer, and workflows in a few
 * lines.
 */

export const CONTACT = 'con_1';
export const CONVERSATION = 'cnv_1';
export const START = 1_000 * DAY;
export const customer: Author = { kind: 'contact', id: CONTACT };
export const agent: Author = { kind: 'teammate', id: 'tea_ana' };

export function workspace(): Workspace {
	return {
		...emptyWorkspace(),
		name: 'Relevo',
		locale: 'en',
		teammates: Object.fromEntries(
			['tea_ana', 'tea_ben', 'tea_cleo'].map((id) => [
				id,
				{ id, name: id, role: 'agent' as const },
			]),
		),
		teams: {
			team_one: { id: 'team_one', name: 'One', members: ['tea_ana', 'tea_ben', 'tea_cleo'] },
		},
		tags: { tag_a: { id: 'tag_a', name: 'A' }, tag_b: { id: 'tag_b', name: 'B' } },
	};
}

/** Params that are not given are the kind's initial ones. */
export function step(
	kind: string,
	params: Record<string, unknown> = {},
	next: Record<string, string> = {},
): WorkflowNode {
	return { kind, params: { ...stepKind(kind)?.initial(), ...params }, next };
}

export function definition(
	trigger: string | [string, Record<string, unknown>],
	nodes: Record<string, WorkflowNode>,
	settings: Partial<WorkflowSettings> = {},
): WorkflowDefinition {
	const [kind, params] = typeof trigger === 'string' ? [trigger, {}] : trigger;
	return {
		format: 'relevo.workflow/1',
		title: 'Test',
		trigger: { kind, params: { ...triggerKind(kind)?.initial(), ...params } },
		settings: { ...defaultSettings(), ...settings },
		start: Object.keys(nodes)[0] ?? null,
		nodes,
	};
}

export function workflow(id: string, ...args: Parameters<typeof definition>): LiveWorkflow {
	return asLive(id, definition(...args));
}

export type Stage = Rehearsal & {
	says(text: string): DomainEvent;
	replies(text: string): DomainEvent;
	presses(option: string): DomainEvent;
	answers(answers: EventOf<'answersGiven'>['answers']): DomainEvent;
	/** What the engine said to the customer, in order. */
	said(): string[];
	prompt(): EventOf<'promptShown'> | undefined;
	/** The only run, or the only one of this workflow. */
	run(workflow?: string): Run;
	runs(): Run[];
	ofType<T extends DomainEvent['type']>(type: T): EventOf<T>[];
};

export function stage(...live: LiveWorkflow[]): Stage {
	const rehearsal = rehearse({ contact: CONTACT, workspace: workspace(), live, startAt: START });
	const inConversation = { conversation: CONVERSATION };
	const { write } = rehearsal;
	const prompt = () => rehearsal.state().conversations[CONVERSATION]?.prompts.at(-1);
	const runs = () => Object.values(rehearsal.state().runs);
	return Object.assign(rehearsal, {
		says: (text: string) => write(customer, { type: 'messageSent', ...inConversation, text }),
		replies: (text: string) => write(agent, { type: 'messageSent', ...inConversation, text }),
		presses: (option: string) =>
			write(customer, {
				type: 'buttonPressed',
				...inConversation,
				prompt: prompt()?.id ?? 'ev_none',
				option,
			}),
		answers: (answers: EventOf<'answersGiven'>['answers']) =>
			write(customer, {
				type: 'answersGiven',
				...inConversation,
				prompt: prompt()?.id ?? 'ev_none',
				answers,
			}),
		said: () =>
			rehearsal.events.flatMap((event) =>
				event.by.kind === 'engine' && (event.type === 'messageSent' || event.type === 'promptShown')
					? [event.text]
					: [],
			),
		prompt,
		runs,
		run(workflow?: string) {
			const found = runs().filter((run) => !workflow || run.workflow === workflow);
			const [only] = found;
			if (!only || found.length > 1) throw new Error(`Expected one run, found ${found.length}.`);
			return only;
		},
		ofType: <T extends DomainEvent['type']>(type: T) =>
			rehearsal.events.filter((event): event is EventOf<T> => event.type === type),
	});
}
