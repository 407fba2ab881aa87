import { setup, createActor, assign } from 'xstate';
import { decide } from '../../src/lib/engine/decide';
import { asLive } from '../../src/lib/engine/rehearsal';
import { createWriter } from '../../src/lib/documents/event-log';
import {
	applyEvent,
	type ContactState,
	emptyContactState,
} from '../../src/lib/model/contact-state';
import { type DomainEvent, logOf } from '../../src/lib/model/event';
import { defaultSettings, type LiveWorkflow } from '../../src/lib/model/workflow';
import { emptyWorkspace, type Workspace } from '../../src/lib/model/workspace';
import { stepKind } from '../../src/lib/steps/index';
import type { View } from '../../src/lib/engine/contract';
import { type Measure, median } from './measure';

/** The targets that it speaks of. */
export const targets = ['P9', 'P10'];

const ROUNDS = 5;
const RUNS = 1_000;
const STEPS = 10;
const CONVERSATION = 'cnv_bench';
const HOUR_MS = 3_600_000;

/**
 * P9: the ten-step chat workflow of performance.md, durable: effects and journal of every wake are
 * encoded as the update that is stored and sent. The peer persists its snapshot at every wake and
 * starts from it.
 */
export function measureEngineSteps(): Measure {
	const ours: number[] = [];
	const theirs: number[] = [];
	// Interleaved, so that a slow minute of the machine slows both.
	for (let round = 0; round <= ROUNDS; round++) {
		const mine = stepsPerSecond(runOurs);
		const peers = stepsPerSecond(runXState);
		if (round === 0) continue;
		ours.push(mine);
		theirs.push(peers);
	}
	const value = median(ours);
	const peerValue = median(theirs);
	return {
		name: 'engine steps, durable',
		value,
		unit: 'steps/s',
		peer: 'XState 5.33.3, persisted snapshots',
		peerValue,
		ratio: value / peerValue,
		target: { id: 'P9', atLeast: 50_000 },
	};
}

/** P10: one customer message against 200 live workflows, each with an audience of six rules. */
export function measureEngineMatch(): Measure {
	const live = Array.from({ length: 200 }, (_, i) => keywordWorkflow(i));
	const state = emptyContactState('con_bench');
	const event = said(
		'evt_bench',
		1_000,
		'Buenos días, quería saber cuándo llega mi pedido. '.repeat(10),
	);
	applyEvent(state, event);
	const view = viewOf(state, live);
	const samples: number[] = [];
	for (let i = 0; i < 600; i++) {
		const started = performance.now();
		const decided = decide(view, { event }, { now: 2_000, host: 'bench' });
		const took = performance.now() - started;
		if (decided.length > 0) throw new Error('No keyword is in the message: nothing may start.');
		if (i >= 100) samples.push(took);
	}
	return {
		name: 'match one event against 200 live workflows',
		value: median(samples),
		unit: 'ms',
		target: { id: 'P10', atMost: 1 },
	};
}

function stepsPerSecond(run: (index: number) => number): number {
	let bytes = 0;
	const started = performance.now();
	for (let i = 0; i < RUNS; i++) bytes += run(i);
	const seconds = (performance.now() - started) / 1_000;
	if (bytes === 0) throw new Error('Nothing was made durable.');
	return (RUNS * STEPS) / seconds;
}

const workspace: Workspace = {
	...emptyWorkspace(),
	name: 'Bench',
	teammates: Object.fromEntries(
		['tea_a', 'tea_b', 'tea_c'].map((id) => [id, { id, name: id, role: 'agent' as const }]),
	),
	teams: { team_a: { id: 'team_a', name: 'A', members: ['tea_a', 'tea_b', 'tea_c'] } },
	tags: { tag_a: { id: 'tag_a', name: 'A' } },
};

const chat = chatWorkflow();

/** One run from the first message to the end; returns the bytes that a crash would not lose. */
function runOurs(index: number): number {
	const state = emptyContactState(`con_${index}`);
	const view = viewOf(state, [chat]);
	const writers = new Map([
		['shown', createWriter(1)],
		['desk', createWriter(2)],
	]);
	let bytes = 0;
	const take = (input: Parameters<typeof decide>[1], now: number) => {
		const decided = decide(view, input, { now, host: 'bench' });
		for (const event of decided) applyEvent(state, event);
		for (const [log, writer] of writers) {
			const events = decided.filter((event) => logOf(event) === log);
			if (events.length > 0) bytes += writer.append(events).byteLength;
		}
	};
	const hear = (event: DomainEvent) => {
		applyEvent(state, event);
		take({ event }, event.at + 1);
	};
	hear(said(`evt_a${index}`, 1_000, 'hi'));
	hear(said(`evt_b${index}`, 2_000, 'I want a refund'));
	const run = Object.values(state.runs)[0];
	const due = run?.park?.until ?? 0;
	take({ timer: { run: run?.id ?? '', node: 'rest', visit: 1, due } }, due);
	if (run?.id === undefined || !state.runs[run.id]?.ended) throw new Error('The run did not end.');
	return bytes;
}

function viewOf(state: ContactState, live: LiveWorkflow[]): View {
	return {
		state,
		workspace,
		live,
		version: (id) => live.find(({ version }) => version === id),
		team: { online: ['tea_a', 'tea_b'], open: { tea_a: 2, tea_b: 1 }, lastAssignedAt: {} },
		stateAt: () => state,
	};
}

function said(id: string, at: number, text: string): DomainEvent {
	const by = { kind: 'contact' as const, id: 'con_bench' };
	return { id, at, by, type: 'messageSent', conversation: CONVERSATION, text };
}

function chatWorkflow(): LiveWorkflow {
	const node = (kind: string, params: object, next: Record<string, string> = {}) => ({
		kind,
		params: { ...stepKind(kind)?.initial(), ...params },
		next,
	});
	const refund = {
		match: 'any' as const,
		rules: [{ field: 'message.text', operator: 'containsAnyOf', value: ['refund', 'return'] }],
	};
	return asLive('wf_bench', {
		format: 'relevo.workflow/1',
		title: 'Ten steps',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: 'hello',
		nodes: {
			hello: node(
				'message',
				{ text: 'Hello {{contact.name | fallback: "there"}}' },
				{ next: 'ask' },
			),
			ask: node('message', { text: 'How can we help?' }, { next: 'reply' }),
			reply: node('collect-reply', {}, { next: 'route' }),
			route: node(
				'branches',
				{ branches: [{ id: 'refund', label: 'Refund', condition: refund }] },
				{ refund: 'tag' },
			),
			tag: node('tag', { add: ['tag_a'] }, { next: 'assign' }),
			assign: node('assign', { team: 'team_a' }, { next: 'note' }),
			note: node('note', { text: 'Refund: {{run.reply}}' }, { next: 'rest' }),
			rest: node('wait', { forMs: HOUR_MS }, { done: 'bye' }),
			bye: node('message', { text: 'Anything else?' }, { next: 'close' }),
			close: node('close', {}),
		},
	});
}

function keywordWorkflow(index: number): LiveWorkflow {
	const word = (n: number) => `keyword${index}x${n}`;
	const rules = [
		...[0, 1, 2, 3].map((n) => ({ field: 'message.text', operator: 'contains', value: word(n) })),
		{ field: 'message.text', operator: 'containsAnyOf', value: [word(4), word(5), word(6)] },
		{ field: 'conversation.tags', operator: 'isAnyOf', value: [`tag_${index}`] },
	];
	return asLive(`wf_${index}`, {
		...chat.definition,
		title: `Workflow ${index}`,
		trigger: { kind: 'any-message', params: {} },
		settings: { ...defaultSettings(), audience: { match: 'any', rules } },
	});
}

type Effects = { effects: object[]; reply: string };
const write = (effect: object) =>
	assign<
		Effects,
		{ type: string; text?: string },
		undefined,
		{ type: string; text?: string },
		never
	>({
		effects: ({ context }) => [...context.effects, effect],
	});

const machine = setup({
	types: { context: {} as Effects, events: {} as { type: string; text?: string } },
}).createMachine({
	initial: 'hello',
	context: { effects: [], reply: '' },
	states: {
		hello: { entry: write({ do: 'say', text: 'Hello there' }), always: 'ask' },
		ask: { entry: write({ do: 'say', text: 'How can we help?' }), always: 'reply' },
		reply: {
			on: {
				said: { target: 'route', actions: assign({ reply: ({ event }) => event.text ?? '' }) },
			},
		},
		route: {
			always: [
				{ guard: ({ context }) => /refund|return/i.test(context.reply), target: 'tag' },
				{ target: 'end' },
			],
		},
		tag: { entry: write({ do: 'tag', tag: 'tag_a' }), always: 'assign' },
		assign: { entry: write({ do: 'assign', teammate: 'tea_a' }), always: 'note' },
		note: { entry: write({ do: 'note', text: 'Refund' }), always: 'rest' },
		rest: { on: { timer: 'bye' } },
		bye: { entry: write({ do: 'say', text: 'Anything else?' }), always: 'close' },
		close: { entry: write({ do: 'close' }), always: 'end' },
		end: { type: 'final' },
	},
});

function runXState(index: number): number {
	let actor = createActor(machine).start();
	let bytes = 0;
	for (const event of [{ type: 'said', text: `I want a refund ${index}` }, { type: 'timer' }]) {
		const saved = JSON.stringify(actor.getPersistedSnapshot());
		bytes += saved.length;
		actor.stop();
		actor = createActor(machine, { snapshot: JSON.parse(saved) }).start();
		actor.send(event);
	}
	if (actor.getSnapshot().status !== 'done') throw new Error('The peer did not end.');
	return bytes + JSON.stringify(actor.getPersistedSnapshot()).length;
}
