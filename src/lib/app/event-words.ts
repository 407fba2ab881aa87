import { isolated } from '../base/isolate';
import { unreachable } from '../base/assert';
import type { AttributeValue, DomainEvent, EventOf } from '../model/event';
import type { TicketState } from '../model/ticket';
import { nameOf, type Workspace } from '../model/workspace';
import { m } from '../i18n/paraglide/messages';
import { fullTime } from '../ui/format';
import { locale } from '../ui/locale.svelte';
import { hasDied } from '../model/run';
import { priorityWord } from './priority-word';
import { deathWords, endWords } from './run-words';
import { attributeWords, givenWords } from './value-words';

/**
 * What happened, in a few words without the author: `Asignada a Ana López por turno (2 en línea)`.
 */
export function eventWords(event: DomainEvent, workspace: Workspace): string {
	switch (event.type) {
		case 'conversationStarted':
			return event.page
				? m.inbox_event_started_at({ page: shortPage(event.page) })
				: m.inbox_event_started();
		case 'conversationClosed':
			return m.inbox_event_closed();
		case 'conversationReopened':
			return m.inbox_event_reopened();
		case 'conversationSnoozed':
			return event.until === undefined
				? m.inbox_event_snoozed()
				: m.inbox_event_snoozed_until({ time: fullTime(event.until, locale.current) });
		case 'conversationUnsnoozed':
			return m.inbox_event_unsnoozed();
		case 'runEnded':
			return diedWords(event);
		case 'conversationAssigned':
			return assignedWords(event, workspace);
		case 'tagAdded':
			return m.inbox_event_tagged({ tag: workspace.tags[event.tag]?.name ?? m.inbox_removed() });
		case 'tagRemoved':
			return m.inbox_event_untagged({
				tag: workspace.tags[event.tag]?.name ?? m.inbox_removed(),
			});
		case 'priorityChanged':
			return m.inbox_event_priority({ priority: priorityWord(event.priority) });
		case 'attributeChanged':
			return m.inbox_event_attribute({
				attribute: attributeName(event.attribute, workspace),
				value: attributeWords(event.attribute, event.value, workspace),
			});
		case 'buttonPressed':
			return m.inbox_event_pressed();
		case 'answersGiven':
			return m.inbox_event_answered({
				answers: recordWords(event.answers, workspace),
			});
		case 'conversationRated':
			return m.inbox_event_rated({ score: event.score });
		case 'detailsGiven':
			return m.inbox_event_details({
				details: recordWords(event.details, workspace),
			});
		case 'pageVisited':
			return m.inbox_event_page({ page: event.title ?? shortPage(event.url) });
		case 'chapterOpened':
			return m.inbox_event_chapter();
		case 'messageSent':
		case 'promptShown':
		case 'promptClosed':
		case 'composerTakenAway':
		case 'composerGivenBack':
		case 'noteAdded':
		case 'conversationRead':
		case 'runStarted':
		case 'runAdvanced':
		case 'workflowPublished':
		case 'workflowStopped':
			// Drawn in another way, or not part of a thread.
			return '';
		default:
			return automationWords(event, workspace);
	}
}

/** What started a workflow or came of one, beside what it said. */
function automationWords(event: AutomationEvent, workspace: Workspace): string {
	switch (event.type) {
		case 'pageRuleMet':
			return m.inbox_event_rule_met();
		case 'closingNoteAdded':
			return m.inbox_event_closing_note({ text: event.summary ?? event.category ?? '' });
		case 'contactTagAdded':
			return m.inbox_event_contact_tagged({
				tag: workspace.tags[event.tag]?.name ?? m.inbox_removed(),
			});
		case 'contactTagRemoved':
			return m.inbox_event_contact_untagged({
				tag: workspace.tags[event.tag]?.name ?? m.inbox_removed(),
			});
		case 'ticketCreated':
			return m.inbox_event_ticket_created({
				type: nameOf(workspace.ticketTypes, event.ticketType),
			});
		case 'ticketStateChanged':
			return m.inbox_event_ticket_state({ state: ticketStateWord(event.to) });
		case 'shortcutUsed':
			return m.inbox_event_shortcut();
		case 'webhookReceived':
			return m.inbox_event_webhook();
		case 'episodeDue':
			return m.inbox_event_silence();
		case 'externalRequested':
			return m.inbox_event_external({ kind: event.kind });
		case 'goalReached':
			return m.inbox_event_goal();
		default:
			return unreachable(event);
	}
}

function ticketStateWord(state: TicketState): string {
	switch (state) {
		case 'submitted':
			return m.inbox_ticket_submitted();
		case 'inProgress':
			return m.inbox_ticket_in_progress();
		case 'waitingOnCustomer':
			return m.inbox_ticket_waiting();
		case 'resolved':
			return m.inbox_ticket_resolved();
		default:
			return unreachable(state);
	}
}

type AutomationEvent = EventOf<
	| 'pageRuleMet'
	| 'closingNoteAdded'
	| 'contactTagAdded'
	| 'contactTagRemoved'
	| 'ticketCreated'
	| 'ticketStateChanged'
	| 'shortcutUsed'
	| 'webhookReceived'
	| 'episodeDue'
	| 'externalRequested'
	| 'goalReached'
>;

/** Standard attributes are ours to name; the others carry the name that the team gave. */
export function attributeName(id: string, workspace: Workspace): string {
	switch (id) {
		case 'name':
			return m.inbox_attribute_name();
		case 'email':
			return m.inbox_attribute_email();
		case 'phone':
			return m.inbox_attribute_phone();
		case 'language':
			return m.inbox_attribute_language();
		default:
			return workspace.attributes[id]?.name ?? m.inbox_removed_attribute();
	}
}

/** Of forms and pages, which name attributes. */
function recordWords(values: Record<string, AttributeValue>, workspace: Workspace): string {
	return Object.entries(values)
		.map(([id, value]) => isolated(givenWords(id, value, workspace)))
		.join(', ');
}

/** An address as people say it: without protocol, query and the last slash. */
function shortPage(page: string): string {
	return page
		.replace(/^https?:\/\//, '')
		.replace(/[?#].*$/, '')
		.replace(/\/$/, '');
}

function assignedWords(event: EventOf<'conversationAssigned'>, workspace: Workspace): string {
	const words = [];
	if (event.teammate) {
		const name = workspace.teammates[event.teammate]?.name ?? m.inbox_removed_teammate();
		const count = event.decision?.eligible.length;
		words.push(
			count === undefined
				? m.inbox_event_assigned({ name })
				: m.inbox_event_assigned_chosen({ name, logic: logicWord(event.decision?.logic), count }),
		);
	} else if (event.teammate === null) words.push(m.inbox_event_unassigned());
	if (event.team) {
		words.push(
			m.inbox_event_team({ team: workspace.teams[event.team]?.name ?? m.inbox_removed() }),
		);
	} else if (event.team === null && !words.length) words.push(m.inbox_event_no_team());
	return words.join(' · ');
}

export function logicWord(logic: string | undefined): string {
	switch (logic) {
		case 'round-robin':
			return m.inbox_logic_round_robin();
		case 'least-open':
			return m.inbox_logic_least_open();
		default:
			return m.inbox_logic_other();
	}
}

/** A run that died is told where its customer waits (E-30); any other end is not. */
function diedWords({ reason, detail }: EventOf<'runEnded'>): string {
	if (!hasDied(reason)) return '';
	const because = deathWords({ reason, detail });
	const words = m.inbox_event_run_died({ reason: endWords(reason) });
	return because === undefined ? words : `${words} ${because}`;
}
