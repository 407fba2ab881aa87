import type { EventType } from './event';

/** Something in the workspace that params point to: checked at publish, remapped on import. */
export type Reference = {
	kind: 'tag' | 'team' | 'teammate' | 'attribute' | 'ticketType' | 'workflow';
	id: string;
};

/**
 * Something that a step may write, or that a trigger wakes on, as far as circles and contradictions
 * between workflows go (W-SUB-04). `what` narrows it down to one tag, attribute or state; absent:
 * any.
 */
export type Written = { type: EventType; what?: string };
