import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { MAX_TURN_BYTES } from '../src/lib/engine/advance';
import { rehearse, type Rehearsal } from '../src/lib/engine/rehearsal';
import { CONVERSATION, START, workspace } from '../src/lib/engine/stage.test-kit';
import { versionOf } from './live-version';
import { type Author, type DomainEvent, type EventBody, logOf } from '../src/lib/model/event';
import { contactRoom } from '../src/lib/model/room';
import type { WorkflowDefinition, WorkflowNode } from '../src/lib/model/workflow';
import { stepKind } from '../src/lib/steps';
import { defaultSettings, type LiveWorkflow } from '../src/lib/model/workflow';
import { bytesOf, MAX_EVENT_BYTES } from '../src/lib/model/writable';
import { writeAny, createEncoder, length } from 'lib0/encoding';
import { ADA, AGENT, createGuardedRoom, NOW } from './guard-harness';

/**
 * E-30: a run whose journal the relay refuses would wait without end. So everything that is decided
 * is offered to the relay's own guard, on versions that went live before anybody looked at them.
 */

const customer: Author = { kind: 'contact', id: ADA };
const inConversation = { conversation: CONVERSATION };

function step(kind: string, params: object = {}, next: Record<string, string> = {}): WorkflowNode {
	return { kind, params: { ...stepKind(kind)?.initial(), ...params }, next };
}

function live(id: string, trigger: string, nodes: Record<string, WorkflowNode>): LiveWorkflow {
	const definition: WorkflowDefinition = {
		format: 'relevo.workflow/1',
		title: id,
		trigger: { kind: trigger, params: {} },
		settings: { ...defaultSettings(), exits: [], onFailure: 'continue' },
		start: Object.keys(nodes)[0] ?? null,
		nodes,
	};
	return versionOf(id, definition);
}

/** What a run left behind that no relay would take, and whether any run waits for it. */
function refusedOf(s: Rehearsal): string[] {
	const rooms = new Map<string, ReturnType<typeof createGuardedRoom>>();
	const writer = createWriter(7);
	let written = 0;
	return s.events.flatMap((event) => {
		if (event.by.kind !== 'engine') return [];
		const log = logOf(event) ?? 'desk';
		written += bytesOf(event);
		// As a host opens chapters: before a turn, never in the middle of it.
		const name = contactRoom(ADA, 1 + Math.floor(written / MAX_TURN_BYTES), log);
		const room = rooms.get(name) ?? createGuardedRoom(name);
		rooms.set(name, room);
		const verdict = room.offer(writer.append([event]), { id: AGENT, role: 'agent' }, true);
		return verdict.kind === 'refused' ? [`${event.type}: ${verdict.reason}`] : [];
	});
}

function open(...flows: LiveWorkflow[]) {
	const settings = { ...workspace(), fallbackTeam: 'team_one' };
	const s = rehearse({ contact: ADA, workspace: settings, live: flows, startAt: START });
	const write = (body: EventBody) => s.write(customer, body);
	const prompt = () => s.state().conversations[CONVERSATION]?.prompts.at(-1);
	return Object.assign(s, {
		says: (text: string) => write({ type: 'messageSent', ...inConversation, text }),
		answers(value: string) {
			const { id = 'ev_none', input } = prompt() ?? {};
			const fields = input?.kind === 'form' ? input.fields : [];
			const answers = Object.fromEntries(fields.map((field) => [field.id, value]));
			return write({ type: 'answersGiven', ...inConversation, prompt: id, answers });
		},
		presses(place: number) {
			const { id = 'ev_none', input } = prompt() ?? {};
			const option = input?.kind === 'buttons' ? input.options[place]?.id : undefined;
			if (option !== undefined) {
				write({ type: 'buttonPressed', ...inConversation, prompt: id, option });
			}
		},
	});
}

const runs = (s: Rehearsal) => Object.values(s.state().runs);
const team = (s: Rehearsal) => s.state().conversations[CONVERSATION]?.team;

describe('E-30, A8: steps that no event can name', () => {
	test.each(['a', 'n1', 'toString', '__proto__', 'constructor', 'x'.repeat(81), ''])(
		'a live version ends at one, and the team has it: %j',
		(id) => {
			const ask = step('reply-buttons', { text: '?', options: [{ id: 'on', label: 'On' }] });
			const nodes = Object.fromEntries([
				['stp_ask', { ...ask, next: { on: id } }],
				[id, step('note', { text: 'n' })],
			]);
			const s = open(live('wfl_a', 'first-message', nodes));
			s.says('hi');
			s.presses(0);
			expect(runs(s)).toMatchObject([{ ended: { reason: 'failed' } }]);
			expect(runs(s)[0]?.ended?.detail).toMatch(/^badId$|^noStep:/);
			expect(team(s)).toBe('team_one');
			expect(refusedOf(s)).toEqual([]);
		},
	);

	test.each(['a', 'toString'])(
		'as the first step, and as the one where a call begins: %s',
		(id) => {
			const child = live('wfl_child', 'manual', { [id]: step('note', { text: 'n' }) });
			const call = step('trigger-workflow', { workflow: 'wfl_child', node: id, mode: 'return' });
			const s = open(live('wfl_a', 'first-message', { stp_call: call }), child);
			s.says('hi');
			expect(runs(s).map(({ ended }) => ended?.reason)).toEqual(['completed', 'failed']);
			expect(team(s)).toBe('team_one');
			expect(refusedOf(s)).toEqual([]);
		},
	);
});

describe('E-30, A8: what is too much for one event', () => {
	const long = '漢'.repeat(10_000);
	const reply = (next: string) => step('collect-reply', {}, { next });
	const keep = (variable: string, next: string) =>
		step('ask-question', { text: '?', variable }, { next });

	test('variables that a run hands on end the run that should have had them', () => {
		const asks = ['one', 'two', 'three', 'four'];
		const nodes = Object.fromEntries(
			asks.map((name, i) => [`stp_${name}`, keep(name, `stp_${asks[i + 1] ?? 'call'}`)]),
		);
		const call = step('trigger-workflow', { workflow: 'wfl_child', mode: 'handOver' });
		const child = live('wfl_child', 'manual', { stp_say: step('message', { text: 'hello' }) });
		const s = open(live('wfl_a', 'first-message', { ...nodes, stp_call: call }), child);
		s.says('hi');
		for (let i = 0; i < asks.length; i++) s.answers(long);
		const [, called] = runs(s);
		expect(called?.ended).toMatchObject({ reason: 'failed', detail: 'tooLarge' });
		expect(team(s)).toBe('team_one');
		expect(refusedOf(s)).toEqual([]);
	});

	test('what many conditions saw is left out, and the run goes on', () => {
		const rules = Array.from({ length: 10 }, () => ({
			field: 'message.text',
			operator: 'contains',
			value: `z${long.slice(0, 500)}`,
		}));
		const branch = (i: number) => ({ id: `b${i}`, label: 'B', condition: { match: 'any', rules } });
		const branches = Array.from({ length: 9 }, (_, i) => branch(i));
		const route = step('branches', { branches }, { else: 'stp_say' });
		const s = open(
			live('wfl_a', 'first-message', {
				stp_route: route,
				stp_say: step('message', { text: 'ok' }),
			}),
		);
		s.says(long);
		expect(runs(s)).toMatchObject([{ ended: { reason: 'completed' } }]);
		expect(runs(s)[0]?.steps.map(({ node, because }) => [node, because])).toEqual([
			['stp_route', undefined],
			['stp_say', undefined],
		]);
		expect(refusedOf(s)).toEqual([]);
	});

	test('five hundred visits without a rest still end visibly', () => {
		const id = (i: number) => `stp_${String(i).padEnd(76, 'x')}`;
		const rule = { field: 'message.text', operator: 'contains', value: 'zzz' };
		const branches = [{ id: 'b', label: 'B', condition: { match: 'all', rules: [rule] } }];
		const nodes = {
			[id(0)]: step('branches', { branches }, { else: id(1) }),
			[id(1)]: step('branches', { branches }, { else: id(0) }),
		};
		const s = open(live('wfl_a', 'first-message', nodes));
		s.says('hi '.repeat(100));
		expect(runs(s)[0]?.ended?.reason).toMatch(/loopLimit|failed/);
		expect(team(s)).toBe('team_one');
		expect(refusedOf(s)).toEqual([]);
	});

	test.each(['toString', 'constructor', 'hasOwnProperty'])(
		'a variable that is called %s ends the run',
		(name) => {
			const s = open(
				live('wfl_a', 'first-message', { stp_ask: keep(name, 'stp_say'), stp_say: reply('') }),
			);
			s.says('hi');
			s.answers('blue');
			expect(refusedOf(s)).toEqual([]);
			expect(runs(s)).toMatchObject([{ ended: { reason: 'failed', detail: 'malformed' } }]);
			expect(team(s)).toBe('team_one');
		},
	);
});

const NODES = ['stp_one', 'stp_two', 'stp_three', 'a', 'toString', 'con espacio', 'x'.repeat(80)];
const words = fc.constantFrom(
	'hi',
	'漢'.repeat(10_000),
	'😀'.repeat(5_000),
	'x'.repeat(10_000),
	'',
);
const name = fc.constantFrom('reply', 'toString', 'x', 'colour');
const field = fc.constantFrom('message.text', 'run.reply', 'run.colour', 'contact.name');
const rules = fc.array(
	fc.record({ field, operator: fc.constantFrom('contains', 'is', 'isKnown'), value: words }),
	{ maxLength: 10 },
);
const template = fc
	.tuple(words, name)
	.map(([text, variable]) => `${text.slice(0, 9_000)} {{run.${variable}}} {{message.text}}`);
const made = fc.oneof(
	template.map((text) => step('message', { text })),
	template.map((text) => step('note', { text })),
	template.map((text) => step('send-email', { subject: text.slice(0, 500), text })),
	fc.tuple(template, name).map(([text, variable]) => step('ask-question', { text, variable })),
	template.map((text) =>
		step('reply-buttons', {
			text,
			options: Array.from({ length: 10 }, (_, i) => ({ id: `o${i}`, label: text.slice(0, 200) })),
		}),
	),
	fc.constantFrom(
		step('collect-reply'),
		step('collect-data', { text: '?' }),
		step('tag', { add: ['x', 'tag_a', 'toString'] }),
		step('assign', { to: 'team', team: 'x' }),
		step('set-attribute', { attribute: 'name', value: '{{message.text}}{{message.text}}' }),
		step('snooze', { forMs: null }),
		step('close', { category: 'c', summary: '{{message.text}}' }),
		step('trigger-workflow', { workflow: 'wfl_1', node: 'a', mode: 'return' }),
		step('trigger-workflow', { workflow: 'wfl_0', mode: 'handOver' }),
	),
	rules.map((all) =>
		step('branches', {
			branches: Array.from({ length: 9 }, (_, i) => ({
				id: `b${i}`,
				label: 'B',
				condition: { match: 'any', rules: all },
			})),
		}),
	),
	fc.tuple(rules, template).map(([all, text]) =>
		step('apply-rules', {
			rules: Array.from({ length: 10 }, (_, i) => ({
				id: `r${i}`,
				condition: { match: 'any', rules: all },
				actions: [{ do: 'note', text }],
			})),
		}),
	),
);
const PORTS = ['next', 'else', 'failure', 'invalid', 'o0', 'b0', 'timeout'];
const graph = fc
	.array(fc.tuple(made, fc.array(fc.constantFrom(...NODES), { minLength: 7, maxLength: 7 })), {
		minLength: NODES.length,
		maxLength: NODES.length,
	})
	.map((all) =>
		Object.fromEntries(
			all.map(([node, targets], i) => [
				NODES[i] ?? '',
				{ ...node, next: Object.fromEntries(PORTS.map((port, p) => [port, targets[p] ?? ''])) },
			]),
		),
	);
const acts = fc.array(
	fc.oneof(
		words.map((text) => (s: ReturnType<typeof open>) => void s.says(text)),
		words.map((text) => (s: ReturnType<typeof open>) => void s.answers(text)),
		fc.nat(9).map((place) => (s: ReturnType<typeof open>) => s.presses(place)),
	),
	{ minLength: 1, maxLength: 4 },
);

test('E-30: whatever is decided, the relay takes it', () => {
	fc.assert(
		fc.property(graph, graph, acts, (one, two, script) => {
			const s = open(live('wfl_0', 'any-message', one), live('wfl_1', 'manual', two));
			for (const act of script) {
				const before = s.events.length;
				if (before < 200) act(s);
				expect(bytesOf(s.events.slice(before))).toBeLessThan(4 * 1024 * 1024);
			}
			expect(refusedOf(s)).toEqual([]);
		}),
		{ numRuns: 20 },
	);
});

test('what an event weighs is never less than it takes in a log', () => {
	const value = fc
		.anything({ withNullPrototype: false, maxDepth: 3 })
		.map((any): unknown => JSON.parse(JSON.stringify({ any }) ?? 'null'));
	fc.assert(
		fc.property(value, words, (any, text) => {
			const encoder = createEncoder();
			const event = { any, text, at: NOW, half: 0.1 };
			writeAny(encoder, event as never);
			expect(bytesOf(event)).toBeGreaterThanOrEqual(length(encoder));
		}),
	);
	const event: Partial<DomainEvent> = { id: 'ev_1', at: NOW };
	expect(bytesOf({ ...event, text: 'x'.repeat(1_000) })).toBeLessThan(1_100);
	expect(MAX_EVENT_BYTES).toBeLessThan(64 * 1024);
});
