import { applyRules } from './apply-rules';
import { askQuestion } from './ask-question';
import { askRating } from './ask-rating';
import { assign } from './assign';
import { branches } from './branches';
import { close } from './close';
import { collectData } from './collect-data';
import { collectReply } from './collect-reply';
import { dateTime } from './date-time';
import { expectedReplyTime } from './expected-reply-time';
import { httpRequest } from './http-request';
import { jump } from './jump';
import { message } from './message';
import { note } from './note';
import { priority } from './priority';
import { randomSplit } from './random-split';
import { reopen } from './reopen';
import { replyButtons } from './reply-buttons';
import { sendEmail } from './send-email';
import { sendTicket } from './send-ticket';
import { returnBack } from './return';
import { setAttribute } from './set-attribute';
import { snooze } from './snooze';
import type { StepKind } from './step';
import { tag } from './tag';
import { tagContact } from './tag-contact';
import { triggerWorkflow } from './trigger-workflow';
import { unassign } from './unassign';
import { wait } from './wait';

/** OPEN SET 2. The place in this list is the place in the picker. */
export const steps = [
	message,
	replyButtons,
	collectData,
	sendTicket,
	askQuestion,
	collectReply,
	askRating,
	expectedReplyTime,
	branches,
	dateTime,
	randomSplit,
	jump,
	triggerWorkflow,
	returnBack,
	applyRules,
	tag,
	tagContact,
	setAttribute,
	assign,
	unassign,
	priority,
	note,
	snooze,
	wait,
	close,
	reopen,
	sendEmail,
	httpRequest,
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
