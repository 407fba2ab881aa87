import { PromptOption } from '../../model/prompt';
import { z } from '../../model/schema';

/** Of every attribute format that offers a choice: what it is made of, edited where it is made. */
export const ListSettings = z.object({
	items: z.array(PromptOption),
	multiple: z.optional(z.boolean()),
});
