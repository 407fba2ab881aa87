import { askForRating } from './ask-for-rating';
import { classifyAndAssign } from './classify-and-assign';
import type { WorkflowTemplate } from './template';

/** The place in this list is the place in the gallery. */
export const templates: readonly WorkflowTemplate[] = [classifyAndAssign, askForRating];
