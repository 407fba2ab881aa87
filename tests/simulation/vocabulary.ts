import { HOUR, MINUTE, SECOND } from '../../src/lib/base/clock';
import { pageRuleId } from '../../src/lib/engine/page-rules';
import { versionId } from '../../src/lib/model/version';
import type { EventBody } from '../../src/lib/model/event';
import {
	defaultSettings,
	type WorkflowDefinition,
	type WorkflowNode,
	type WorkflowSettings,
} from '../../src/lib/model/workflow';
import { stepKind } from '../../src/lib/steps';
import { triggerKind } from '../../src/lib/triggers';
import { ATTRIBUTE, CANARY, TAG, TICKET_TYPE } from './cast';

/** What teammates start by hand, whether it is live or not. */
export const SHORTCUT = 'wfl_side_shortcut';
const PAGE = 'wfl_side_page';
/** The shortest that a step may wait for a customer. */
const PATIENCE_MS = 30 * SECOND;

/**
 * Workflows of kinds that the one in the cast does not have: a seed draws some. None speaks to a
 * customer before a person has closed the conversation, so they take nothing from what is demanded
 * of that one; and each is sound, so none may fail or go round (E-20).
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
		field: step('set-attribute', { attribute: ATTRIBUTE, value: CANARY }, { next: 'back' }),
		back: step('return'),
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
	/** Looks at what a person did to the state, and asks for what nobody carries out (E-11, E-19). */
	wfl_side_state: workflow(['state-changed', { to: ['closed', 'snoozed'] }], {
		branch: step(
			'branches',
			{
				branches: [{ id: 'open', label: CANARY, condition: is('conversation.state', 'snoozed') }],
			},
			{ open: 'rules', else: 'request' },
		),
		rules: step(
			'apply-rules',
			{
				rules: [
					{
						id: 'high',
						condition: is('conversation.priority', 'high'),
						actions: [
							{ do: 'priority', priority: 'low' },
							{ do: 'note', text: CANARY },
						],
					},
					{
						id: 'low',
						condition: is('conversation.priority', 'low'),
						actions: [{ do: 'tag', tag: TAG }],
					},
				],
			},
			{ next: 'request' },
		),
		request: step('http-request', { url: `https://example.org/${CANARY}`, body: CANARY }),
	}),
	/** Fires when the customer stays away, and wakes the next one with what it writes (E-08). */
	wfl_side_quiet: workflow(['customer-unresponsive', { afterMs: 30 * SECOND }], {
		name: step('set-attribute', { attribute: 'name', value: CANARY }),
	}),
	wfl_side_named: workflow(['contact-field-updated', { attribute: 'name' }], {
		rest: step('wait', { forMs: 2 * SECOND, interruptedBy: ['customerReply'] }, { done: 'clear' }),
		clear: step('set-attribute', { attribute: 'name', action: 'clear' }),
	}),
	/** Rests at every reply of a person until the customer answers it (E-16). */
	wfl_side_reply: workflow('teammate-message', {
		rest: step(
			'wait',
			{ forMs: 4 * SECOND, interruptedBy: ['customerReply'] },
			{ done: 'late', interrupted: 'soon' },
		),
		late: step('priority', { priority: 'high' }),
		soon: step('priority', { priority: 'none' }),
	}),
	wfl_side_opened: workflow('conversation-opened', { tag: step('tag', { add: [TAG] }) }),
	/** Started by hand, it puts the conversation away, closes it and takes it up again (W-TRG-18). */
	[SHORTCUT]: workflow('shortcut', {
		snooze: step('snooze', { forMs: MINUTE }, { next: 'rest' }),
		rest: step('wait', { forMs: 5 * SECOND, interruptedBy: [] }, { done: 'close' }),
		close: step('close', { category: CANARY }, { next: 'reopen' }),
		reopen: step('reopen'),
	}),
	/** Asks how it went once a person has closed the conversation (E-12, E-25). */
	wfl_side_survey: workflow(['state-changed', { to: ['closed'] }], {
		expect: step('expected-reply-time', { text: 'Hasta pronto.' }, { next: 'rate' }),
		rate: step('ask-rating', { text: '¿Qué tal?' }, { rated: 'noted', unrated: 'noted' }),
		noted: step('note', { text: CANARY }),
	}),
	/** Two that ask whoever is told good-bye for all that can be asked, and ask again (W-STP-07). */
	wfl_side_questions: workflow(['state-changed', { to: ['closed'] }], {
		ask: step(
			'ask-question',
			{
				text: '¿Volverías?',
				answer: 'choice',
				options: [
					{ id: 'yes', label: 'Sí', tag: TAG },
					{ id: 'no', label: 'No', tag: null },
				],
				saveAs: 'tag',
				timeoutMs: PATIENCE_MS,
			},
			{ next: 'data', invalid: 'data', timeout: 'data' },
		),
		data: step(
			'collect-data',
			{ text: '¿Tu correo?', skipKnown: false, timeoutMs: PATIENCE_MS },
			{ next: 'noted', timeout: 'noted', failure: 'noted' },
		),
		noted: step('note', { text: CANARY }),
	}),
	wfl_side_form: workflow(['state-changed', { to: ['closed'] }], {
		form: step(
			'send-ticket',
			{ text: '¿Qué pasó?', ticketType: TICKET_TYPE, timeoutMs: PATIENCE_MS },
			{ submitted: 'last', timeout: 'last', failure: 'last' },
		),
		last: step('collect-reply', { timeoutMs: PATIENCE_MS }, { next: 'noted', timeout: 'noted' }),
		noted: step('note', { text: CANARY }),
	}),
	/** Wakes on what the form of the one above made (W-TRG-10). */
	wfl_side_ticket: workflow('ticket-created', {
		urgent: step('priority', { priority: 'urgent' }),
	}),
	wfl_side_greeting: workflow('opens-messenger', {
		tag: step('tag-contact', { add: [TAG], remove: [] }),
	}),
	/** At every message, a few times an hour (E-09). */
	wfl_side_words: workflow(
		'any-message',
		{ low: step('priority', { priority: 'low' }) },
		{ frequency: { kind: 'atMost', times: 2, perMs: HOUR } },
	),
	/** The customer's page tells that its rule was met, perhaps again and again (W-TRG-01). */
	[PAGE]: workflow(
		['visits-page', { url: CANARY }],
		{ note: step('note', { text: CANARY }) },
		{ frequency: { kind: 'atMost', times: 1, perMs: HOUR } },
	),
};

/** What a customer's page calls the rule of the one that waits for it. */
export const PAGE_RULE = pageRuleId({ workflow: PAGE, version: versionId(SIDE_WORKFLOWS[PAGE]!) });

/** The longest of them, with every waking and everything that is asked three times. */
export const MOST_STEPS_ASIDE = 16;

/** Four of them at a time: what a seed costs is what it lets happen. */
const DRAWN = 4 / Object.keys(SIDE_WORKFLOWS).length;
/** Of those that wait for one closing only the first speaks, and a snooze is rare. */
const MORE_OFTEN: Record<string, number> = {
	wfl_side_questions: 1.5,
	wfl_side_survey: 3,
	wfl_side_state: 2,
};

/** What teammates do that begins a workflow. */
export type Deed = 'messageSent' | 'noteAdded' | 'priorityChanged' | 'shortcutUsed' | StateChange;
type StateChange = 'conversationSnoozed' | 'conversationClosed';
const STATE_CHANGES: [state: string, StateChange][] = [
	['snoozed', 'conversationSnoozed'],
	['closed', 'conversationClosed'],
];

/** What a teammate must do so that the workflow begins; nothing where it begins without them. */
export function startedBy(id: string): Deed[] {
	const writer = NEEDED_BY[id];
	const { kind, params } = SIDE_WORKFLOWS[id]?.trigger ?? {};
	const to = Array.isArray(params?.to) ? params.to : [];
	switch (kind) {
		case 'note-added':
			return ['noteAdded'];
		case 'contact-tag-updated':
			return writer === undefined ? [] : startedBy(writer);
		case 'state-changed':
			return STATE_CHANGES.filter(([state]) => to.includes(state)).map(([, deed]) => deed);
		case 'conversation-closed':
			return ['conversationClosed'];
		case 'shortcut':
			return ['shortcutUsed'];
		default:
			return [];
	}
}

/** Which of them a seed sets live. */
export function drawSideWorkflows(random: () => number): string[] {
	return Object.keys(SIDE_WORKFLOWS).filter((id) => random() < DRAWN * (MORE_OFTEN[id] ?? 1));
}

/**
 * What must be live with them: what a caller calls, or its step fails (E-21); and what writes that
 * which another one wakes on.
 */
const NEEDED_BY: Record<string, string> = {
	wfl_side_silence: 'wfl_side_called',
	wfl_side_tagged: 'wfl_side_note',
	wfl_side_named: 'wfl_side_quiet',
};

export function publishingAside(drawn: readonly string[]): EventBody[] {
	const live = new Set(drawn.flatMap((id) => [id, NEEDED_BY[id] ?? id]));
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

function is(field: string, item: string) {
	return { match: 'all' as const, rules: [{ field, operator: 'isAnyOf', value: [item] }] };
}
