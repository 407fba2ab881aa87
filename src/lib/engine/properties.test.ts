import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { foldContact } from '../model/contact-state';
import { type DomainEvent, logOf } from '../model/event';
import { mayBeShown } from '../model/shown';
import type { LiveWorkflow, WorkflowNode } from '../model/workflow';
import { decide } from './decide';
import { explain } from './explain';
import {
	agent,
	CONTACT,
	CONVERSATION,
	customer,
	type Stage,
	stage,
	step,
	workflow,
} from './stage.test-kit';
import { stepKind } from '../steps/index';
import { deadlineOf } from './timers';

/**
 * What must hold of any workflow under any sequence of events, not only of the ones that we thought
 * of.
 */

const NODES = ['n0', 'n1', 'n2', 'n3', 'n4'];
const target = fc.option(fc.constantFrom(...NODES), { nil: undefined });
const options = [
	{ id: 'yes', label: 'Yes' },
	{ id: 'no', label: 'No' },
];

const node: fc.Arbitrary<WorkflowNode> = fc
	.tuple(
		fc.constantFrom(
			step('message', { text: 'hello {{contact.name}}' }),
			step('reply-buttons', { text: '?', options, timeoutMs: 60_000 }),
			step('collect-data', { text: 'mail?' }),
			step('collect-reply'),
			step('ask-rating', { text: 'how?' }),
			step('tag', { add: ['tag_a'] }),
			step('tag', { remove: ['tag_a'] }),
			step('assign', { to: 'team-member', team: 'team_one' }),
			step('assign', { to: 'anyone', onlineOnly: true }),
			step('priority', { priority: 'high' }),
			step('note', { text: 'noted' }),
			step('snooze', { forMs: null }),
			step('wait', { forMs: 60_000 }),
			step('close'),
		),
		fc.array(target, { minLength: 8, maxLength: 8 }),
	)
	.map(([made, targets]) => ({ ...made, next: edges(targets) }));

/** Back only from steps that park: circles without rest have their own test (E-20). */
function forward(made: WorkflowNode, place: number): WorkflowNode {
	if (stepKind(made.kind)?.parks) return made;
	const ahead = Object.entries(made.next).filter(([, to]) => NODES.indexOf(to) > place);
	return { ...made, next: Object.fromEntries(ahead) };
}

const PORTS = ['next', 'yes', 'no', 'done', 'interrupted', 'timeout', 'rated', 'failure'];

function edges(targets: (string | undefined)[]): Record<string, string> {
	return Object.fromEntries(
		PORTS.flatMap((port, i) => (targets[i] === undefined ? [] : [[port, targets[i]]])),
	);
}

const live: fc.Arbitrary<LiveWorkflow[]> = fc
	.array(
		fc.tuple(
			fc.constantFrom('first-message', 'any-message', 'state-changed', 'note-added'),
			fc.array(node, { minLength: NODES.length, maxLength: NODES.length }),
			fc.subarray(['teammateReplied', 'customerReplied', 'assignedManually'] as const),
		),
		{ minLength: 1, maxLength: 4 },
	)
	.map((workflows) =>
		workflows.map(([trigger, nodes, exits], i) =>
			workflow(
				`wf_${i}`,
				trigger === 'state-changed' ? [trigger, { by: 'anyone' }] : trigger,
				Object.fromEntries(nodes.map((made, n) => [NODES[n] ?? '', forward(made, n)])),
				{ exits },
			),
		),
	);

type Action = (s: Stage) => void;
const inConversation = { conversation: CONVERSATION };
const action: fc.Arbitrary<Action> = fc.constantFrom<Action>(
	(s) => s.says('hello'),
	(s) => s.says('yes'),
	(s) => s.says('ana@example.org'),
	(s) => s.presses('no'),
	(s) => s.answers({ email: 'ana@example.org' }),
	(s) => s.answers({ email: 'nonsense' }),
	(s) => s.replies('a person'),
	(s) => s.pass(61_000),
	(s) =>
		s.write({ kind: 'teammate', id: 'tea_ben' }, { type: 'conversationClosed', ...inConversation }),
	(s) =>
		s.write(
			{ kind: 'teammate', id: 'tea_ben' },
			{ type: 'noteAdded', ...inConversation, text: 'n' },
		),
	(s) =>
		s.write(agent, {
			type: 'conversationAssigned',
			...inConversation,
			teammate: agent.id,
		}),
	(s) =>
		s.write(customer, {
			type: 'conversationRated',
			...inConversation,
			score: 4,
			...(s.prompt() ? { prompt: s.prompt()?.id } : {}),
		}),
);
const actions = fc.array(action, { minLength: 1, maxLength: 12 });

function play(workflows: LiveWorkflow[], script: Action[]): Stage {
	const s = stage(...workflows);
	for (const act of script) if (s.events.length < 300) act(s);
	return s;
}

const RUNS = { numRuns: 60 };

test.prop([live, actions], RUNS)(
	'E-10: repeating any input gives nothing new',
	(workflows, script) => {
		const s = play(workflows, script);
		for (const event of s.events.slice(-40)) expect(s.take({ event })).toEqual([]);
	},
);

test.prop([live, actions], RUNS)('E-10: every effect has an id of its own', (workflows, script) => {
	const s = play(workflows, script);
	expect(new Set(s.events.map(({ id }) => id)).size).toBe(s.events.length);
});

test.prop([live, actions], RUNS)(
	'E-10: two hosts that take the same input write the same, but for their name',
	(workflows, script) => {
		const s = play(workflows, script);
		const event = s.write(customer, { type: 'messageSent', ...inConversation, text: 'again' });
		const before = s.events.slice(0, s.events.indexOf(event) + 1);
		const view = {
			...s.view(),
			state: foldContact(CONTACT, before),
			stateAt: () => foldContact(CONTACT, before),
		};
		const frozen = deepFreeze(view.state);
		const [one, two] = ['host_one', 'host_two'].map((host) =>
			decide(view, { event }, { now: s.now(), host }),
		);
		const unsigned = (events: DomainEvent[] = []) => events.map(({ by: _, ...rest }) => rest);
		expect(unsigned(one)).toEqual(unsigned(two));
		expect(view.state).toBe(frozen);
	},
);

test.prop([live, actions], RUNS)(
	'E-05: one voice at a time in a conversation',
	(workflows, script) => {
		const s = stage(...workflows);
		for (const act of script) {
			if (s.events.length < 300) act(s);
			const facing = s.runs().filter(({ ended, version }) => !ended && speaks(workflows, version));
			expect(facing.length).toBeLessThanOrEqual(1);
		}
	},
);

test.prop([live, actions], RUNS)(
	'E-06: runs of one event start in list order',
	(workflows, script) => {
		const s = play(workflows, script);
		const order = new Map(workflows.map(({ workflow }, i) => [workflow, i]));
		const started = s.ofType('runStarted');
		for (const { trigger } of started) {
			const places = started
				.filter((other) => other.trigger === trigger)
				.map(({ workflow }) => order.get(workflow) ?? -1);
			expect(places).toEqual([...places].sort((a, b) => a - b));
		}
	},
);

test.prop([live, actions], RUNS)(
	'E-08: no run is caused by its own workflow, and no chain is long',
	(workflows, script) => {
		const s = play(workflows, script);
		const runs = s.state().runs;
		for (const { workflow, chain } of s.runs()) {
			expect(chain.map((id) => runs[id]?.workflow)).not.toContain(workflow);
			expect(chain.length).toBeLessThan(10);
		}
	},
);

test.prop([live, actions], RUNS)(
	'E-16: no deadline is in the past of what set it, and serving it twice does nothing',
	(workflows, script) => {
		const s = play(workflows, script);
		for (const run of s.runs()) {
			const timer = run.ended ? undefined : deadlineOf(run);
			if (!timer) continue;
			expect(timer.due).toBeGreaterThan(run.startedAt);
			s.sleep(Math.max(0, timer.due - s.now()));
			s.take({ timer });
			expect(s.take({ timer })).toEqual([]);
		}
	},
);

test.prop([live, actions], RUNS)(
	'E-20: between two rests there are at most 500 visits',
	(workflows, script) => {
		const s = play(workflows, script);
		for (const { steps } of s.ofType('runAdvanced')) expect(steps.length).toBeLessThanOrEqual(500);
	},
);

test.prop([live, actions, fc.constantFrom('teammateReplied', 'assignedManually')], RUNS)(
	'E-23: what a person does ends every run that has it as an exit and did not wait for it',
	(workflows, script, exit) => {
		const s = play(workflows, script);
		const before = s.runs().filter(({ ended }) => !ended);
		const event =
			exit === 'teammateReplied'
				? s.replies('a person')
				: s.write(agent, {
						type: 'conversationAssigned',
						...inConversation,
						teammate: agent.id,
					});
		const runs = s.state().runs;
		for (const { id, version } of before) {
			const exits = workflows.find((one) => one.version === version)?.definition.settings.exits;
			const after = runs[id];
			if (!exits?.some((one) => one === exit) || after?.wokenBy.includes(event.id)) continue;
			expect(after?.ended?.reason).toBe(exit);
		}
	},
);

const EXIT_EVENTS: Partial<Record<string, (event: DomainEvent) => boolean>> = {
	teammateReplied: ({ by, type }) => by.kind === 'teammate' && type === 'messageSent',
	customerReplied: ({ by, type }) => by.kind === 'contact' && type === 'messageSent',
	assignedManually: ({ by, type }) => by.kind === 'teammate' && type === 'conversationAssigned',
};

test.prop([live, actions], RUNS)(
	'E-23: no run is ended by what an automation did, nor by what was before it began',
	(workflows, script) => {
		const s = play(workflows, script);
		for (const run of s.runs()) {
			const isMet = EXIT_EVENTS[run.ended?.reason ?? ''];
			if (!isMet || !run.ended) continue;
			const { happenedAt } = run.ended;
			const met = s.events.filter((event) => isMet(event) && event.at === happenedAt);
			expect(met).not.toEqual([]);
			expect(happenedAt).toBeGreaterThan(run.triggeredAt);
		}
	},
);

test.prop([live, actions], RUNS)(
	'E-14, E-23: a run that is over, or rests elsewhere, leaves no prompt open',
	(workflows, script) => {
		const s = play(workflows, script);
		const waiting = new Set(s.runs().flatMap(({ park }) => park?.prompt ?? []));
		const open = s.state().conversations[CONVERSATION]?.prompts ?? [];
		expect(open.filter(({ id }) => !waiting.has(id))).toEqual([]);
	},
);

test.prop([live, actions], RUNS)(
	'P8: what a customer reads names no host, run or step, and the team still knows them (E-28)',
	(workflows, script) => {
		const s = play(workflows, script);
		for (const event of s.events.filter((one) => logOf(one) === 'shown')) {
			expect(mayBeShown(event)).toBe(true);
			if (event.by.kind !== 'engine' || event.type === 'promptClosed') continue;
			const why = explain(event, s.state(), s.view().version);
			const writer = s.state().runs[why?.run ?? ''];
			expect(writer?.steps.map(({ node }) => node)).toContain(why?.step?.node);
		}
	},
);

test.prop([live, actions], RUNS)(
	'times only grow, so that every replica folds in the order of the decision',
	(workflows, script) => {
		const s = play(workflows, script);
		const written = s.events.filter(({ by }) => by.kind === 'engine').map(({ at }) => at);
		expect(written).toEqual([...new Set(written)].sort((a, b) => a - b));
	},
);

function speaks(workflows: LiveWorkflow[], version: string): boolean {
	const kinds = ['message', 'reply-buttons', 'collect-data', 'collect-reply', 'ask-rating'];
	const bound = workflows.find((workflow) => workflow.version === version);
	return Object.values(bound?.definition.nodes ?? {}).some(({ kind }) => kinds.includes(kind));
}

function deepFreeze<T>(value: T): T {
	if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
	Object.freeze(value);
	for (const member of Object.values(value)) deepFreeze(member);
	return value;
}
