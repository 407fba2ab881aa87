import { runOf } from '../model/contact-state';
import type { AttributeValue } from '../model/event';
import { z } from '../model/schema';
import type { LiveWorkflow } from '../model/workflow';
import { stepKind } from '../steps/index';
import { defineStep, type StepKind } from '../steps/step';
import { triggerKind } from '../triggers/index';
import { defineTrigger, type TriggerKind } from '../triggers/trigger';
import { planOf } from './plan';
import { workflow } from './stage.test-kit';

/** Kinds that use each word of the contract plainly: tests show what the engine makes of it. */

const callParams = z.object({
	workflow: z.string(),
	node: z.optional(z.string()),
	mode: z.enum(['handOver', 'return']),
	/** Names of variables that come back. */
	takes: z.optional(z.array(z.string())),
	gives: z.optional(z.record(z.string(), z.string())),
});

const call = defineStep({
	kind: 'probe-call',
	group: 'route',
	customerFacing: false,
	parks: true,
	params: callParams,
	initial: () => ({ workflow: '', mode: 'handOver' as const }),
	ports: () => [{ id: 'next' }, { id: 'failure' }],
	references: () => [],
	problems: () => [],
	calls: ({ workflow: callee, node }) => ({
		workflow: callee,
		...(node === undefined ? {} : { node }),
	}),
	texts: [],
	summary: () => ({}),
	enter: ({ workflow: callee, node, mode, gives = {} }) => ({
		call: { workflow: callee, ...(node === undefined ? {} : { node }), variables: gives },
		mode,
	}),
	resume({ takes = [] }, wake, { state }) {
		if (!('event' in wake) || wake.event.type !== 'runEnded') return undefined;
		if (wake.event.reason !== 'completed') return { fail: wake.event.reason };
		const learned = runOf(state, wake.event.run)?.variables ?? {};
		const variables: Record<string, AttributeValue> = {};
		for (const name of takes) if (learned[name] !== undefined) variables[name] = learned[name];
		return { leave: 'next', variables };
	},
});

/** A step with one way out and nothing to be wrong. */
const plain = {
	group: 'route' as const,
	customerFacing: false,
	parks: false,
	ports: () => [{ id: 'next' }],
	references: () => [],
	problems: () => [],
	texts: [],
	summary: () => ({}),
};

const back = defineStep({
	...plain,
	kind: 'probe-back',
	params: z.object({}),
	initial: () => ({}),
	enter: () => ({ back: 'next' }),
});

/** The customer has not heard from anybody for so long. */
const silence = defineTrigger({
	kind: 'probe-silence',
	customerFacing: 'yes',
	params: z.object({ forMs: z.number() }),
	initial: () => ({ forMs: 60_000 }),
	listens: ['engine.episodeDue'],
	match: () => true,
	episode({ forMs }, _state, { waitingSince }) {
		if (waitingSince === undefined) return undefined;
		return { key: `waiting ${waitingSince}`, since: waitingSince, due: waitingSince + forMs };
	},
	summary: () => ({}),
});

const page = defineTrigger({
	kind: 'probe-page',
	customerFacing: 'yes',
	params: z.object({}),
	initial: () => ({}),
	listens: ['contact.pageRuleMet'],
	match: () => true,
	page: () => ({ seconds: 5 }),
	summary: () => ({}),
});

/** Writes no more than it says. */
const tag = defineStep({
	...plain,
	kind: 'probe-tag',
	params: z.object({ tag: z.string() }),
	initial: () => ({ tag: 'tag_a' }),
	writes: ({ tag: what }) => [{ type: 'tagAdded' as const, what }],
	enter: ({ tag: added }) => ({ leave: 'next', effects: [{ type: 'tagAdded', tag: added }] }),
});

const set = defineStep({
	...plain,
	kind: 'probe-set',
	params: z.object({ attribute: z.string() }),
	initial: () => ({ attribute: 'plan' }),
	writes: ({ attribute: what }) => [{ type: 'attributeChanged' as const, what }],
	enter: () => ({ leave: 'next' }),
});

const tagged = defineTrigger({
	kind: 'probe-tagged',
	customerFacing: 'no',
	params: z.object({ tag: z.string() }),
	initial: (): { tag: string } => ({ tag: 'tag_a' }),
	listens: ['engine.tagAdded', 'teammate.tagAdded'],
	match: (params, event) => event.type === 'tagAdded' && event.tag === params.tag,
	wakesOn: ({ tag: what }) => [{ type: 'tagAdded' as const, what }],
	summary: () => ({}),
});

/** Throws where it is told to. */
const broken = defineStep({
	...plain,
	kind: 'probe-throw',
	parks: true,
	params: z.object({ at: z.enum(['enter', 'resume', 'references']) }),
	initial: (): { at: 'enter' | 'resume' | 'references' } => ({ at: 'enter' }),
	references({ at }) {
		if (at === 'references') throw new Error('broken');
		return [];
	},
	enter({ at }, { now }) {
		if (at === 'enter') throw new Error('broken');
		return { park: { until: now + 60_000, listens: [] } };
	},
	resume() {
		throw new Error('broken');
	},
});

/** A live workflow that may also use the probes. */
export function probing(...args: Parameters<typeof workflow>): LiveWorkflow {
	const live = workflow(...args);
	planOf(live.definition, {
		step: (kind) => STEPS.find((one) => one.kind === kind) ?? stepKind(kind),
		trigger: (kind) => TRIGGERS.find((one) => one.kind === kind) ?? triggerKind(kind),
	});
	return live;
}

const STEPS: StepKind[] = [call, back, tag, set, broken];
const TRIGGERS: TriggerKind[] = [silence, page, tagged];
