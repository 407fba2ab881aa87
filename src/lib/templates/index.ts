import { answerMail } from './answer-mail';
import { askForRating } from './ask-for-rating';
import { assignByTopic, assignToPerson, introduceAgent } from './assign-people';
import { assignAndRelease, assignInTurns, assignLeastOpen, assignWithinLimits } from './assignment';
import { closeAndResumeBot, markAsSpam, passOnShift } from './at-hand';
import { chatMenu } from './chat-menu';
import { classifyAndAssign } from './classify-and-assign';
import { collectLeadData } from './collect-lead-data';
import { directToTeam } from './direct-to-team';
import { followUpInactive } from './follow-up-inactive';
import {
	awayMessage,
	escalate,
	routeByLanguage,
	routeByShift,
	simpleMenu,
	vipFirst,
} from './routing';
import { selfService } from './self-service';
import { showReplyTime } from './show-reply-time';
import { supportButton } from './support-button';
import { tagKeywords } from './tag-keywords';
import type { WorkflowTemplate } from './template';
import { newOrReturning, privacyConsent, welcomeMessage } from './welcome';

/** The place in this list is the place in the gallery. */
export const templates: readonly WorkflowTemplate[] = [
	classifyAndAssign,
	welcomeMessage,
	chatMenu,
	selfService,
	collectLeadData,
	supportButton,
	directToTeam,
	simpleMenu,
	awayMessage,
	showReplyTime,
	answerMail,
	followUpInactive,
	askForRating,
	tagKeywords,
	assignInTurns,
	assignLeastOpen,
	assignAndRelease,
	assignWithinLimits,
	assignByTopic,
	introduceAgent,
	assignToPerson,
	routeByShift,
	routeByLanguage,
	vipFirst,
	escalate,
	newOrReturning,
	privacyConsent,
	markAsSpam,
	closeAndResumeBot,
	passOnShift,
];
