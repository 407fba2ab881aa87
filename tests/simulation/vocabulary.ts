import { HOUR, SECOND } from '../../src/lib/base/clock';
import { versionId } from '../../src/lib/engine/version';
import type { EventBody } from '../../src/lib/model/event';
import {
	defaultSettings,
	type WorkflowDefinition,
	type WorkflowNode,
	type WorkflowSettings,
} from '../../src/lib/model/workflow';
import { stepKind } from '../../src/lib/steps';
import { triggerKind } from '../../src/lib/triggers';
import { ATTRIBUTE, CANARY, TAG } from './cast';

/**
 * Workflows behind the scenes, of kinds that the one in the cast does not have: a seed draws some.
 * None speaks to the customer, so they take nothing from what is demanded of that one; and each is
 * sound, so none may fail or go round (E-20).
 */
export const SIDE_WORKFLOWS: Record<string, WorkflowDefinition> = {
	/** Fires when nobody on the team answers, and gives the conversation away (E-17). */
	wfl_side_silence: workflow(
		['teammate-unresponsive', { afterMs: 30 * SECOND }],
		{
			call: step(
				'trigger-workflow',
				{ workflow: 'wfl_side_called', mode: 'return' },
				{ next: 'by' },
			),
			by: step('priority', { priority: 'urgent' }),
		},
		{ frequency: { kind: 'atMost', times: 3, perMs: HOUR } },
	),
	/** Called by others, and comes back to whoever called (E-21). */
	wfl_side_called: workflow('manual', {
		split: step(
			'random-split',
			{
				paths: [
					{ id: 'one', label: 'One', weight: 2 },
					{ id: 'two', label: 'Two', weight: 1 },
				],
			},
			{ one: 'field', two: 'pause' },
		),
		pause: step('wait', { forMs: 2 * SECOND, interruptedBy: [] }, { done: 'field' }),
		field: step('set-attribute', { attribute: ATTRIBUTE, value: CANARY }),
	}),
	/** Wakes on what a person notes, and is woken out of its rest by a reply (E-16). */
	wfl_side_note: workflow('note-added', {
		wait: step(
			'wait',
			{ forMs: 3 * SECOND, interruptedBy: ['teammateReply'] },
			{ done: 'tag', interrupted: 'untag' },
		),
		tag: step('tag-contact', { add: [TAG], remove: [] }),
		untag: step('tag-contact', { add: [], remove: [TAG] }),
	}),
	/** Wakes on what the one above wrote: a chain across workflows (E-08). */
	wfl_side_tagged: workflow(['contact-tag-updated', { tags: [TAG] }], {
		hours: step('date-time', {}, { inside: 'jump', outside: 'note' }),
		jump: step('jump', { times: 2 }, { jump: 'pause', limit: 'note' }),
		pause: step('wait', { forMs: SECOND, interruptedBy: [] }, { done: 'jump' }),
		note: step('note', { text: `${CANARY} tagged` }),
	}),
	/** Counts what is closed and opens nothing; each conversation once (E-09). */
	wfl_side_closed: workflow(
		'conversation-closed',
		{
			send: step('send-email', { subject: CANARY, text: CANARY }, { next: 'away' }),
			away: step('unassign'),
		},
		{ oncePerContact: true },
	),
};

/** The longest of them, with every waking. */
export const MOST_STEPS_ASIDE = 10;

/** Which of them a seed sets live. */
export function drawSideWorkflows(random: () => number): string[] {
	return Object.keys(SIDE_WORKFLOWS).filter(() => random() < 0.6);
}

/** What a caller calls must be live with it, or its step fails (E-21). */
export function publishingAside(drawn: readonly string[]): EventBody[] {
	const live = new Set(drawn);
	if (live.has('wfl_side_silence')) live.add('wfl_side_called');
	return [...live].flatMap((id) => {
		const definition = SIDE_WORKFLOWS[id];
		if (!definition) return [];
		const version = versionId(definition);
		return [{ type: 'workflowPublished', workflow: id, version, number: 1, definition }];
	});
}

function workflow(
	trigger: string | [string, Record<string, unknown>],
	nodes: Record<string, WorkflowNode>,
	settings: Partial<WorkflowSettings> = {},
): WorkflowDefinition {
	const [kind, params] = typeof trigger === 'string' ? [trigger, {}] : trigger;
	// Ids of steps must not reach a visitor either.
	const named = (id: string) => `${CANARY}_${id}`;
	return {
		format: 'relevo.workflow/1',
		title: `${CANARY} aside`,
		trigger: { kind, params: { ...triggerKind(kind)?.initial(), ...params } },
		settings: { ...defaultSettings(), exits: [], ...settings },
		start: named(Object.keys(nodes)[0] ?? ''),
		nodes: Object.fromEntries(
			Object.entries(nodes).map(([id, node]) => [
				named(id),
				{
					...node,
					next: Object.fromEntries(
						Object.entries(node.next).map(([port, to]) => [port, named(to)]),
					),
				},
			]),
		),
	};
}

function step(
	kind: string,
	params: Record<string, unknown> = {},
	next: Record<string, string> = {},
): WorkflowNode {
	return { kind, params: { ...stepKind(kind)?.initial(), ...params }, next };
}
