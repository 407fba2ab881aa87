import type { Instant } from '../base/clock';
import type { ContactState } from '../model/contact-state';
import type { Conversation } from '../model/conversation';
import type { Summary } from '../model/kind-text';
import type { AttributeValue, DomainEvent } from '../model/event';
import type { PageRule } from '../model/page-rule';
import type { Reference, Written } from '../model/reference';
import type { z } from '../model/schema';
import type { Workspace } from '../model/workspace';

/**
 * The contract of a trigger kind. Channel, audience, frequency and schedule are settings of every
 * workflow, not of a kind.
 */
export type TriggerKind<P = Record<string, unknown>> = {
	kind: string;
	/** Whether customer-facing steps may stand under it. */
	customerFacing: 'yes' | 'no';
	params: z.ZodMiniType<P>;
	initial(): NoInfer<P>;
	/** The signals (model/event `signalOf`) that can start it; empty for manual. */
	listens: readonly string[];
	/**
	 * `state` is the fold up to and including the event (E-04). An event that names a workflow is
	 * offered to that workflow alone.
	 */
	match(params: P, event: DomainEvent, state: ContactState): boolean;
	summary(params: P, workspace: Workspace): Summary;
	/** Names of params that are lists of parts with ids: fields of a form (model/parts). */
	parts?: readonly string[];
	/** What is missing or contradictory; the schema has already passed (codes: `text.problems`). */
	problems?(params: P): { code: string; param?: string }[];
	references?(params: P): Reference[];
	/** What it wakes on when a step wrote it; for circles between workflows (W-SUB-04). */
	wakesOn?(params: P): Written[];
	/**
	 * Fires when nothing happens for a time: the situation that a conversation is in now, if it is
	 * one for this trigger (E-17). A pure function of the fold. The trigger listens to
	 * `engine.episodeDue`.
	 */
	episode?(params: P, state: ContactState, conversation: Conversation): Situation | undefined;
	/**
	 * A teammate starts it by hand, and answers these first (W-TRG-18). It listens to
	 * `teammate.shortcutUsed`.
	 */
	form?(params: P): StartField[];
	/** What a run knows from the start. */
	variables?(params: P, event: DomainEvent): Record<string, AttributeValue>;
	/** Waits for something on the customer's page; listens to `contact.pageRuleMet` (W-TRG-01). */
	page?(params: P): PageRule;
};

/**
 * `key` names the situation, such as the id of the message that nobody has answered: another one is
 * another situation. `since`: when it began; `due`: when the trigger fires.
 */
export type Situation = { key: string; since: Instant; due: Instant };

/** One field of what a teammate fills in; its answer is stored under its id. */
export type StartField = { id: string; label: string };

export function defineTrigger<P>(kind: TriggerKind<P>): TriggerKind<P> {
	return kind;
}
