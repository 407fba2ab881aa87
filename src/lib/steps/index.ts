import { applyRules } from './apply-rules';
import { askRating } from './ask-rating';
import { assign } from './assign';
import { branches } from './branches';
import { close } from './close';
import { collectData } from './collect-data';
import { collectReply } from './collect-reply';
import { message } from './message';
import { note } from './note';
import { priority } from './priority';
import { replyButtons } from './reply-buttons';
import { snooze } from './snooze';
import type { StepKind } from './step';
import { tag } from './tag';
import { wait } from './wait';

/** OPEN SET 2. The place in this list is the place in the picker. */
export const steps = [
	message,
	replyButtons,
	collectData,
	collectReply,
	askRating,
	branches,
	applyRules,
	tag,
	assign,
	priority,
	note,
	snooze,
	wait,
	close,
] as const;

/**
 * Undefined for a kind that a newer version brought: it is kept, shown as such, and never run here.
 */
export function stepKind(kind: string): StepKind | undefined {
	return byKind.get(kind);
}

const byKind = new Map<string, StepKind>(
	steps.map((step): [string, StepKind] => [step.kind, step]),
);
