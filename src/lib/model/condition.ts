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

/**
 * Whether `wide` holds wherever `narrow` does, as far as their rules alone can tell: never wrongly
 * yes.
 */
export function covers(wide: Condition, narrow: Condition): boolean {
	// An empty condition asks for nothing.
	if (wide.rules.length === 0) return true;
	if (narrow.rules.length === 0) return false;
	if (narrow.match === 'any' && narrow.rules.length > 1) {
		const isPart = narrow.rules.every((rule) => wide.rules.some((other) => isSame(rule, other)));
		return isPart && (wide.match === 'any' || wide.rules.length === 1);
	}
	const shared = (rule: Rule) => narrow.rules.some((other) => isSame(rule, other));
	return wide.match === 'any' ? wide.rules.some(shared) : wide.rules.every(shared);
}

function isSame(one: Rule, other: Rule): boolean {
	return (
		one.field === other.field &&
		one.operator === other.operator &&
		JSON.stringify(one.value) === JSON.stringify(other.value)
	);
}
