import type { Instant } from '../base/clock';
import type { DomainEvent, RunEndReason } from '../model/event';
import { signalOf } from '../model/event';
import type { ContactState } from '../model/contact-state';
import type { Run } from '../model/run';
import { defaultSettings, type Exit, type LiveWorkflow } from '../model/workflow';
import { planOf } from './plan';

type InConversation = DomainEvent & { conversation: string };

/**
 * The event that meets each exit condition: a person's, never an automation's own (W-CTL-06, V-4).
 */
const EXIT_SIGNALS: Record<Exit, string> = {
	teammateReplied: 'teammate.messageSent',
	customerReplied: 'contact.messageSent',
	assignedManually: 'teammate.conversationAssigned',
};

/**
 * Why this event ends this run, if it does (E-23). Conditions are the contact's: what a person
 * does in one conversation counts in the others. They count from the trigger on: what happened
 * before it, and the trigger itself, end nothing, in whatever order events arrive.
 */
export function exitReason(
	run: Run,
	workflow: LiveWorkflow | undefined,
	event: InConversation,
): RunEndReason | undefined {
	if (event.id === run.trigger || event.at <= run.triggeredAt) return undefined;
	if (run.wokenBy.includes(event.id)) return undefined;
	const signal = signalOf(event);
	const { exits } = workflow?.definition.settings ?? defaultSettings();
	const met = exits.find((exit) => EXIT_SIGNALS[exit] === signal);
	if (met) return met;
	// E-24: closing by hand ends what speaks to the customer; work behind the scenes goes on.
	const isHere = event.conversation === run.conversation;
	const closed = isHere && signal === 'teammate.conversationClosed' && isCustomerFacing(workflow);
	return closed ? 'conversationClosed' : undefined;
}

/**
 * A reply that a person gave after the trigger, while no host was awake: the run is over before it
 * began.
 */
export function hasExitedAlready(
	{ definition }: LiveWorkflow,
	state: ContactState,
	trigger: DomainEvent,
): boolean {
	if (!definition.settings.exits.includes('teammateReplied')) return false;
	return lastHumanReplyAt(state) > trigger.at;
}

/**
 * A reply that this host can already see, though it has not come to it yet: whatever wakes the run
 * meanwhile, it adds nothing more (P7). A run that waits for the reply itself is left to it.
 */
export function isOverruled(
	run: Run,
	workflow: LiveWorkflow | undefined,
	state: ContactState,
): boolean {
	const { exits } = workflow?.definition.settings ?? defaultSettings();
	if (!exits.includes('teammateReplied')) return false;
	if (run.park?.listens.includes(EXIT_SIGNALS.teammateReplied)) return false;
	return lastHumanReplyAt(state) > Math.max(run.triggeredAt, run.wokenAt);
}

/** In any conversation of the contact. */
export function lastHumanReplyAt({ conversations }: ContactState): Instant {
	let last = 0;
	for (const id in conversations) {
		last = Math.max(last, conversations[id]?.lastHumanReplyAt ?? 0);
	}
	return last;
}

/**
 * A version that is not here (yet) may well speak to the customer: two at once would be worse than
 * waiting.
 */
export function isCustomerFacing(workflow: LiveWorkflow | undefined): boolean {
	return workflow ? planOf(workflow.definition).customerFacing : true;
}
