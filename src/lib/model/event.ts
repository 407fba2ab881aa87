import type { Instant } from '../base/clock';
import { visibleName } from '../base/visible-text';
import { AssignmentDecision } from './assignment';
import { FileRef } from './file';
import { Id, Key, Moment } from './identifier';
import { marks, type Whereabouts } from './mark';
import { PromptInput } from './prompt';
import { contactRoom, LIVE_ROOM, type LogName, type Room } from './room';
import { z } from './schema';
import { TicketCategory, TicketState } from './ticket';
import { AttributeValue, Learned, MAX_TEXT_LENGTH } from './value';

export { AttributeValue, MAX_TEXT_LENGTH };

/**
 * Everything that happens to a contact is one of these, immutable and never removed. State is a
 * fold of them in (at, id) order. A member is only ever added: old readers keep what they do not
 * know (`readEvent`).
 */

const Text = z.string().check(z.maxLength(MAX_TEXT_LENGTH));
const Short = z.string().check(z.maxLength(500));
const Answers = z.record(Key.check(z.maxLength(64)), AttributeValue);

export const Author = z.object({ kind: z.enum(['contact', 'teammate', 'engine']), id: Id });
export type Author = z.infer<typeof Author>;

/** The engine's name wherever a customer reads: the host's is the team's business (P8). */
export const SHOWN_ENGINE: Author = { kind: 'engine', id: 'engine' };

export const Priority = z.enum(['none', 'low', 'medium', 'high', 'urgent']);
export type Priority = z.infer<typeof Priority>;

/** One condition as it was seen when it was evaluated: what the "why" shows. */
export const Evidence = z.object({
	field: z.string(),
	operator: z.string(),
	expected: z.optional(z.unknown()),
	actual: z.optional(z.unknown()),
	holds: z.boolean(),
});
export type Evidence = z.infer<typeof Evidence>;

/** One node visit inside `runAdvanced`; `left` is the port taken, absent while parked there. */
export const StepVisit = z.object({
	node: Id,
	kind: z.string(),
	visit: z.int(),
	left: z.optional(z.string()),
	/** Stem of the ids of what it wrote to `shown`: those events do not name their step (P8). */
	shown: z.optional(Id),
	because: z.optional(z.array(Evidence)),
	problem: z.optional(z.string()),
	/** Why it did nothing, or left another way than its own: a key of its kind's `reasons`. */
	skipped: z.optional(z.string()),
	/** How long after its deadline a timer was served, when that was more than the grace (E-18). */
	lateMs: z.optional(z.number()),
	/** The run of another workflow that it started (E-21). */
	called: z.optional(Id),
});
export type StepVisit = z.infer<typeof StepVisit>;

export const Park = z.object({
	node: Id,
	visit: z.int(),
	/** Absent: waits for a signal alone. */
	until: z.optional(Moment),
	/** Signals (see `signalOf`) that wake this run. */
	listens: z.array(z.string()),
	/** The id of the prompt event that the customer can answer here. */
	prompt: z.optional(Id),
	/** False: a deadline served later than the grace ends the run instead (E-18). */
	runLate: z.optional(z.boolean()),
});
export type Park = z.infer<typeof Park>;

export const RunEndReason = z.enum([
	'completed',
	'teammateReplied',
	'customerReplied',
	'assignedManually',
	'conversationClosed',
	'interrupted',
	'stoppedByTeammate',
	'workflowStopped',
	'failed',
	'loopLimit',
	'expired',
	'newerVersionNeeded',
]);
export type RunEndReason = z.infer<typeof RunEndReason>;

const inConversation = { conversation: Id };

const bodies = [
	// said: by the contact.
	z.object({
		type: z.literal('conversationStarted'),
		...inConversation,
		page: z.optional(Short),
		/** Absent: the web. */
		channel: z.optional(Short),
	}),
	/** What a workflow waits for on the customer's page has happened (E-09; see model/page-rule). */
	z.object({ type: z.literal('pageRuleMet'), ...inConversation, rule: Id, url: z.optional(Short) }),
	z.object({
		type: z.literal('buttonPressed'),
		...inConversation,
		prompt: Id,
		option: z.string().check(z.maxLength(64)),
	}),
	z.object({ type: z.literal('answersGiven'), ...inConversation, prompt: Id, answers: Answers }),
	z.object({
		type: z.literal('conversationRated'),
		...inConversation,
		prompt: z.optional(Id),
		score: z.int().check(z.minimum(1), z.maximum(10)),
		remark: z.optional(Text),
	}),
	z.object({
		type: z.literal('conversationRead'),
		...inConversation,
		upTo: Moment,
		/** What was new on the screen; absent: everything up to `upTo` (model/looked). */
		ids: z.optional(z.array(Id).check(z.maxLength(20))),
	}),
	z.object({ type: z.literal('detailsGiven'), details: Answers }),
	z.object({ type: z.literal('pageVisited'), url: Short, title: z.optional(Short) }),

	// said when by the contact, shown when by a teammate or the engine.
	z.object({
		type: z.literal('messageSent'),
		...inConversation,
		text: Text,
		files: z.optional(z.array(FileRef).check(z.maxLength(10))),
		/** The sender's name as the customer may know it, at the time of sending. */
		as: z.optional(Short.check(z.overwrite(visibleName))),
	}),

	// shown: what the customer may know.
	z.object({
		type: z.literal('promptShown'),
		...inConversation,
		text: Text,
		input: PromptInput,
		/** False takes the composer away until the prompt is closed (E-14). */
		typing: z.boolean(),
		/** The composer comes back then at the latest: a dead run must never silence a customer. */
		typingReturnsAt: z.optional(Moment),
	}),
	z.object({ type: z.literal('promptClosed'), ...inConversation, prompt: Id }),
	/** Nobody types in this run (W-ACT-08); `until`: a dead run must never silence a customer. */
	z.object({ type: z.literal('composerTakenAway'), ...inConversation, until: Moment }),
	z.object({ type: z.literal('composerGivenBack'), ...inConversation }),
	z.object({ type: z.literal('conversationClosed'), ...inConversation }),
	z.object({ type: z.literal('conversationReopened'), ...inConversation }),

	// desk: internal.
	z.object({ type: z.literal('noteAdded'), ...inConversation, text: Text }),
	z.object({
		type: z.literal('conversationAssigned'),
		...inConversation,
		/** Absent: unchanged. Null: nobody. */
		teammate: z.optional(z.nullable(Id)),
		team: z.optional(z.nullable(Id)),
		decision: z.optional(AssignmentDecision),
	}),
	/** Why it was closed (STG-08): the team's business, so it stands apart from the closing. */
	z.object({
		type: z.literal('closingNoteAdded'),
		...inConversation,
		category: z.optional(Short),
		summary: z.optional(Text),
	}),
	z.object({ type: z.literal('contactTagAdded'), conversation: z.optional(Id), tag: Id }),
	z.object({ type: z.literal('contactTagRemoved'), conversation: z.optional(Id), tag: Id }),
	z.object({
		type: z.literal('ticketCreated'),
		...inConversation,
		ticket: Id,
		ticketType: Id,
		ticketCategory: TicketCategory,
		title: z.optional(Short),
		answers: z.optional(Answers),
	}),
	z.object({
		type: z.literal('ticketStateChanged'),
		...inConversation,
		ticket: Id,
		ticketType: Id,
		from: z.optional(TicketState),
		to: TicketState,
	}),
	z.object({ type: z.literal('tagAdded'), ...inConversation, tag: Id }),
	z.object({ type: z.literal('tagRemoved'), ...inConversation, tag: Id }),
	z.object({ type: z.literal('priorityChanged'), ...inConversation, priority: Priority }),
	/** `until` absent: until the customer writes again. */
	z.object({
		type: z.literal('conversationSnoozed'),
		...inConversation,
		until: z.optional(Moment),
	}),
	z.object({ type: z.literal('conversationUnsnoozed'), ...inConversation }),
	z.object({
		type: z.literal('attributeChanged'),
		conversation: z.optional(Id),
		subject: z.enum(['contact', 'conversation']),
		attribute: Id,
		value: AttributeValue,
	}),
	z.object({
		type: z.literal('shortcutUsed'),
		...inConversation,
		workflow: Id,
		answers: z.optional(Answers),
	}),
	z.object({ type: z.literal('webhookReceived'), ...inConversation, workflow: Id, data: Answers }),
	/** A silence (E-17); `expired`: noticed too late to matter (E-18). */
	z.object({
		type: z.literal('episodeDue'),
		...inConversation,
		workflow: Id,
		key: Short,
		due: Moment,
		expired: z.optional(z.literal(true)),
	}),
	/** What leaves the system: shown as not sent until a connector takes it (E-11). */
	z.object({
		type: z.literal('externalRequested'),
		...inConversation,
		kind: Short,
		request: z.record(Key, z.unknown()),
	}),

	z.object({
		type: z.literal('runStarted'),
		...inConversation,
		run: Id,
		workflow: Id,
		version: Id,
		/** The event that started it. */
		trigger: Id,
		/** When the trigger happened: what came before it never ends this run (E-23). */
		triggeredAt: z.optional(Moment),
		/** The runs that led here, oldest first, without this one (E-08). */
		chain: z.array(Id).check(z.maxLength(10)),
		because: z.optional(z.array(Evidence)),
		/** The step of another run that called this one (E-21). */
		caller: z.optional(z.object({ run: Id, node: Id, visit: z.int() })),
		/** Absent: the first step of the workflow. */
		start: z.optional(Id),
		...Learned,
		/** The workflow's goal was met before it began: it converts nobody (W-SET-04). */
		goalHeld: z.optional(z.literal(true)),
		/** A person's act led here at once, without a deadline in between (E-08). */
		byPerson: z.optional(z.literal(true)),
	}),
	z.object({
		type: z.literal('runAdvanced'),
		...inConversation,
		run: Id,
		/** The event that woke it, or `timer`. */
		wokenBy: z.string(),
		/** When that happened: what came before it never wakes the run again (E-13). */
		wokenAt: z.optional(Moment),
		steps: z.array(StepVisit),
		...Learned,
		/** Steps that keywords took the run away from, the latest last (E-15). Absent: unchanged. */
		away: z.optional(z.array(Id).check(z.maxLength(10))),
		/** Absent when the run ended in this turn: then `runEnded` follows. */
		park: z.optional(Park),
	}),
	z.object({
		type: z.literal('runEnded'),
		...inConversation,
		run: Id,
		reason: RunEndReason,
		/** When what ended it happened; the event's own time is when a host carried it out. */
		happenedAt: z.optional(Moment),
		detail: z.optional(z.string()),
	}),
	z.object({ type: z.literal('goalReached'), ...inConversation, workflow: Id, run: Id }),
	z.object({ type: z.literal('chapterOpened'), chapter: z.int(), summary: z.unknown() }),

	// live: published workflows.
	z.object({
		type: z.literal('workflowPublished'),
		workflow: Id,
		/** The content hash of `definition`. */
		version: Id,
		number: z.int(),
		definition: z.unknown(),
		note: z.optional(Text),
		stopRunning: z.optional(z.boolean()),
	}),
	z.object({ type: z.literal('workflowStopped'), workflow: Id }),
] as const;

const Envelope = z.object({
	id: Id,
	at: Moment,
	by: Author,
	/**
	 * The runs that led to this event, oldest first; the last one wrote it (E-08, E-28). What a
	 * customer may read names neither runs nor step: `writerOf` finds them in the journal.
	 */
	cause: z.optional(z.array(Id).check(z.maxLength(11))),
	/** The step that wrote it. */
	node: z.optional(Id),
	visit: z.optional(z.int()),
	...marks,
});

export const EventBody = z.discriminatedUnion('type', bodies);
/** Envelope and body in one pass: every event is read on every device that may see it. */
const [first, ...others] = bodies;
const Whole = z.discriminatedUnion('type', [
	z.extend(first, Envelope.shape),
	...others.map((body) => z.extend(body, Envelope.shape)),
]);
export type EventBody = z.infer<typeof EventBody>;
export type EventType = EventBody['type'];

type Envelope = z.infer<typeof Envelope>;
export type DomainEvent = Envelope & Whereabouts & EventBody;
/** The event of one type: `EventOf<'messageSent'>`. */
export type EventOf<T extends EventType> = Extract<DomainEvent, { type: T }>;

/** An entry that this version cannot read: kept, shown as made with a newer one, never dropped. */
export type UnknownEvent = { id: string; at: Instant; unknown: true; raw: unknown };

/**
 * Parses one stored entry. The key under which it was stored must be its id: a log cannot hold the
 * same event twice under two names.
 */
export function readEvent(key: string, raw: unknown): DomainEvent | UnknownEvent {
	const whole = Whole.safeParse(raw);
	if (whole.success && whole.data.id === key) return whole.data;
	const envelope = Envelope.safeParse(raw);
	return { id: key, at: envelope.success ? envelope.data.at : 0, unknown: true, raw };
}

export function isUnknown(event: DomainEvent | UnknownEvent): event is UnknownEvent {
	return 'unknown' in event;
}

/**
 * Which log of a contact an event belongs to; undefined for events of the workspace's `live` log.
 */
export function logOf(event: {
	type: EventType;
	by: { kind: Author['kind'] };
}): LogName | undefined {
	switch (event.type) {
		case 'messageSent':
			return event.by.kind === 'contact' ? 'said' : 'shown';
		case 'conversationStarted':
		case 'pageRuleMet':
		case 'buttonPressed':
		case 'answersGiven':
		case 'conversationRated':
		case 'conversationRead':
		case 'detailsGiven':
		case 'pageVisited':
			return 'said';
		case 'promptShown':
		case 'promptClosed':
		case 'composerTakenAway':
		case 'composerGivenBack':
		case 'conversationClosed':
		case 'conversationReopened':
			return 'shown';
		case 'workflowPublished':
		case 'workflowStopped':
			return undefined;
		default:
			return 'desk';
	}
}

/** Where an event of a contact lies; the contact's name is empty for the `live` log. */
export function roomOf(contact: string, chapter: number, event: DomainEvent): Room {
	const log = logOf(event);
	return log ? contactRoom(contact, chapter, log) : LIVE_ROOM;
}

/** What a parked run listens to and a trigger wakes on: `contact.messageSent`. */
export function signalOf(event: DomainEvent): string {
	return `${event.by.kind}.${event.type}`;
}
