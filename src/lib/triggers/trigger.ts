import type { ContactState } from '../model/contact-state';
import type { Summary } from '../model/kind-text';
import type { DomainEvent } from '../model/event';
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
	/** `state` is the fold up to and including the event (E-04). */
	match(params: P, event: DomainEvent, state: ContactState): boolean;
	summary(params: P, workspace: Workspace): Summary;
};

export function defineTrigger<P>(kind: TriggerKind<P>): TriggerKind<P> {
	return kind;
}
