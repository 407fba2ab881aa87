import type { StoredEvent } from '../core/ports';
import { textAttribute } from '../model/contact';
import type { ContactState } from '../model/contact-state';
import { conversationKey, isListed } from '../model/conversation';
import { type DomainEvent, isUnknown, type UnknownEvent } from '../model/event';
import { parseRoom, type Room } from '../model/room';
import { hasDied, queuedSince, type Run } from '../model/run';
import { NOBODY } from './names';
import { whoOf } from './search-text';
import type { ContactRow, ConversationRow, EntryRow, PendingRow, RunRow, RunState } from './tables';

/** The rows of one contact, derived from its fold: pure, and inverse to `stateOf`. */
export type ContactRows = {
	contact: ContactRow;
	conversations: ConversationRow[];
	runs: RunRow[];
};

export function rowsOf(state: ContactState): ContactRows {
	const { contact } = state;
	const name = textAttribute(contact, 'name');
	const email = textAttribute(contact, 'email');
	const who = whoOf(contact);
	return {
		contact: { id: contact.id, contact, newest: state.newest },
		conversations: Object.values(state.conversations).map((conversation) => ({
			id: conversationKey(contact.id, conversation.id),
			contact: contact.id,
			shelf: isListed(conversation) ? conversation.state : 'hidden',
			assignee: conversation.teammate ?? NOBODY,
			group: conversation.team ?? NOBODY,
			updatedAt: conversation.updatedAt,
			...(name !== undefined && { name }),
			...(email !== undefined && { email }),
			...(who.trim() && { who }),
			conversation,
		})),
		runs: Object.values(state.runs).map((run) => runRow(contact.id, run)),
	};
}

export function stateOf(rows: ContactRows): ContactState {
	return {
		contact: rows.contact.contact,
		newest: rows.contact.newest,
		conversations: Object.fromEntries(
			rows.conversations.map(({ conversation }) => [conversation.id, conversation]),
		),
		runs: Object.fromEntries(rows.runs.map((row) => [row.id, row.run])),
	};
}

/** The row of an event that the relay has confirmed. */
export function entryOf({ contact, chapter, event, writer }: StoredEvent): EntryRow {
	return { ...entry(contact, chapter, event), delivery: 'sent', writer };
}

/** The row of an event that waits on this device, or that the relay has refused. */
export function pendingEntryOf({ room, contact, event, failed }: PendingRow): EntryRow {
	const row = entry(contact, placeOf(room)?.chapter ?? 1, event);
	if (failed === undefined) return { ...row, delivery: 'saved' };
	return { ...row, delivery: 'failed', reason: failed };
}

function entry(contact: string, chapter: number, event: DomainEvent | UnknownEvent) {
	const conversation = threadOf(event);
	return {
		id: event.id,
		contact,
		chapter,
		at: event.at,
		...(conversation !== undefined && { thread: conversationKey(contact, conversation) }),
		event,
	};
}

/** Whose events a log holds: a contact's chapter, or `''` for the workspace's `live` log. */
export function placeOf(room: Room): { contact: string; chapter: number } | undefined {
	const parsed = parseRoom(room);
	if (parsed?.kind === 'contact') return { contact: parsed.contact, chapter: parsed.chapter };
	return parsed?.kind === 'live' ? { contact: '', chapter: 1 } : undefined;
}

/** The counters that count this row: those of the views in which it is listed. */
export function countersOf(row: ConversationRow): string[] {
	switch (row.shelf) {
		case 'hidden':
			return [];
		case 'snoozed':
		case 'closed':
			return [row.shelf];
		case 'open':
			return row.group === NOBODY
				? ['open', assigneeCounter(row.assignee)]
				: ['open', assigneeCounter(row.assignee), groupCounter(row.group)];
	}
}

function runRow(contact: string, run: Run): RunRow {
	const queuedAt = queuedSince(run);
	return {
		id: run.id,
		contact,
		workflow: run.workflow,
		state: stateOfRun(run),
		startedAt: run.startedAt,
		...(queuedAt !== undefined && { queuedAt }),
		run,
	};
}

/** It failed where nobody meant it to end: what somebody who looks after workflows must see. */
function stateOfRun({ ended }: Run): RunState {
	switch (ended?.reason) {
		case undefined:
			return 'running';
		case 'failed':
		case 'loopLimit':
		case 'newerVersionNeeded':
			return 'failed';
		default:
			return 'ended';
	}
}

const ASSIGNEE = 'assignee:';

export function assigneeCounter(teammate: string): string {
	return ASSIGNEE + teammate;
}

/** The teammate whom a counter is about, if it is about one. */
export function counterAssignee(counter: string): string | undefined {
	return counter.startsWith(ASSIGNEE) && counter.length > ASSIGNEE.length
		? counter.slice(ASSIGNEE.length)
		: undefined;
}

export function groupCounter(team: string): string {
	return `group:${team}`;
}

function threadOf(event: DomainEvent | UnknownEvent): string | undefined {
	if (isUnknown(event)) return conversationOfUnknown(event.raw);
	switch (event.type) {
		case 'conversationRead':
		case 'promptClosed':
		case 'runStarted':
		case 'runAdvanced':
			return undefined;
		case 'runEnded':
			// One that died left a customer to the team (E-30).
			return hasDied(event.reason) ? event.conversation : undefined;
		default:
			return 'conversation' in event ? event.conversation : undefined;
	}
}

/**
 * Where an event of a newer version says that it belongs: it is shown there as "made with a newer
 * version".
 */
function conversationOfUnknown(raw: unknown): string | undefined {
	if (typeof raw !== 'object' || raw === null || !('conversation' in raw)) return undefined;
	return typeof raw.conversation === 'string' ? raw.conversation : undefined;
}
