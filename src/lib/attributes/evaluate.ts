import { knownZone } from '../base/zone';
import type { Condition, Rule } from '../model/condition';
import type { AttributeValue, Evidence } from '../model/event';
import type { Workspace } from '../model/workspace';
import { isKnown, type Operator, type Where } from './attribute';
import { type Field, type FieldScope, findField } from './fields';
import { attributeFormat } from './index';
import type { Writing } from './reading';

export type Verdict = { holds: boolean; because: Evidence[] };

/**
 * Whether the condition holds, and each rule that was looked at with the value that it saw (E-28).
 */
export function evaluate(condition: Condition, workspace: Workspace, scope: FieldScope): Verdict {
	const because: Evidence[] = [];
	const rules = compiled(condition, workspace);
	const needed = condition.match === 'all';
	let holds = needed;
	for (const rule of rules) {
		const actual = rule.field?.get(scope);
		const met = isMet(rule, actual, scope);
		because.push(evidence(rule.rule, actual, met));
		if (met !== needed) {
			holds = met;
			break;
		}
	}
	// "Any of nothing" would shut everybody out; an empty condition asks for nothing, so it holds.
	return { holds: rules.length === 0 || holds, because };
}

/**
 * The same answer without the evidence: for matching, where most conditions do not hold and nobody
 * asks why.
 */
export function holds(condition: Condition, workspace: Workspace, scope: FieldScope): boolean {
	const rules = compiled(condition, workspace);
	const needed = condition.match === 'all';
	for (const rule of rules) {
		const met = isMet(rule, rule.field?.get(scope), scope);
		if (met !== needed) return met;
	}
	return needed || rules.length === 0;
}

type CompiledRule = {
	rule: Rule;
	field: Field | undefined;
	operator: Operator | undefined;
	where: Where;
	writing: Writing;
};

function isMet(
	{ rule, field, operator, where, writing }: CompiledRule,
	actual: AttributeValue | undefined,
	scope: FieldScope,
): boolean {
	const format = field?.formatOf?.(scope);
	const own = format === undefined ? undefined : attributeFormat(format);
	if (!own || !isKnown(actual))
		return operator?.holds(actual, rule.value, scope.now, where) ?? false;
	const { value } = rule;
	if (!Object.hasOwn(own.operators, rule.operator)) {
		const words = own.print(actual, {}, writing);
		return operator?.holds(words, value, scope.now, where) ?? false;
	}
	// A rule from before the variable had a format says "5", not 5 (V-5).
	const expected = typeof value === 'string' ? (own.literal?.(value) ?? value) : value;
	return own.operators[rule.operator]?.holds(actual, expected, scope.now, where) ?? false;
}

/**
 * Longer values are cut in the evidence: it explains, it does not store the message a second time.
 */
const MAX_EVIDENCE_LENGTH = 200;

/**
 * Conditions of published versions never change, so each is resolved once per state of the
 * workspace.
 */
const cache = new WeakMap<Condition, { workspace: Workspace; rules: CompiledRule[] }>();

function compiled(condition: Condition, workspace: Workspace): CompiledRule[] {
	const known = cache.get(condition);
	if (known?.workspace === workspace) return known.rules;
	const rules = condition.rules.map((rule) => compileRule(rule, workspace));
	cache.set(condition, { workspace, rules });
	return rules;
}

/**
 * A field or operator that is not known here gives a rule that does not hold: never an error
 * (E-19).
 */
function compileRule(rule: Rule, workspace: Workspace): CompiledRule {
	const field = findField(rule.field, workspace);
	// A deleted attribute is unknown, and "is unknown" must say so: the operator is then the text
	// format's.
	const operators = attributeFormat(field?.format ?? 'text')?.operators ?? {};
	const operator = Object.hasOwn(operators, rule.operator) ? operators[rule.operator] : undefined;
	const where = { zone: knownZone(workspace.timeZone), settings: field?.settings };
	return { rule, field, operator, where, writing: { ...where, locale: workspace.locale } };
}

function evidence(rule: Rule, actual: AttributeValue | undefined, holds: boolean): Evidence {
	return {
		field: rule.field,
		operator: rule.operator,
		expected: rule.value,
		actual: typeof actual === 'string' ? actual.slice(0, MAX_EVIDENCE_LENGTH) : actual,
		holds,
	};
}
