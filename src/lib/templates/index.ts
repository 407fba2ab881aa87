import { askForRating } from './ask-for-rating';
import { assignAndRelease, assignInTurns, assignLeastOpen, assignWithinLimits } from './assignment';
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
import { tagKeywords } from './tag-keywords';
import type { WorkflowTemplate } from './template';
import { newOrReturning, privacyConsent, welcomeMessage } from './welcome';

/**
 * The place in this list is the place in the gallery. There is none that answers e-mails
 * (W-TPL-08): nothing receives any.
 */
export const templates: readonly WorkflowTemplate[] = [
	classifyAndAssign,
	welcomeMessage,
	chatMenu,
	selfService,
	collectLeadData,
	directToTeam,
	simpleMenu,
	awayMessage,
	showReplyTime,
	followUpInactive,
	askForRating,
	tagKeywords,
	assignInTurns,
	assignLeastOpen,
	assignAndRelease,
	assignWithinLimits,
	routeByShift,
	routeByLanguage,
	vipFirst,
	escalate,
	newOrReturning,
	privacyConsent,
];
