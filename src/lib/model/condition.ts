import { z } from './schema';

/**
 * A typed predicate: what branches, rules, audiences and segments store. `field` is a path such as
 * `contact.email`, `conversation.tags` or `message.text`; the field's attribute format gives the
 * operators.
 */
export const Rule = z.object({
	field: z.string().check(z.maxLength(120)),
	operator: z.string().check(z.maxLength(32)),
	value: z.optional(z.unknown()),
});
export type Rule = z.infer<typeof Rule>;

/** More rules than this in one condition are refused: nobody can read them (W-RTE-04). */
export const MAX_RULES = 10;

export const Condition = z.object({
	match: z.enum(['all', 'any']),
	rules: z.array(Rule).check(z.maxLength(MAX_RULES)),
});
export type Condition = z.infer<typeof Condition>;
