import type { AttributeValue } from '../model/event';
import type { Workspace } from '../model/workspace';
import { isKnown } from './attribute';
import { findAttribute, findField, type RunVariable } from './fields';
import { attributeFormat } from './index';
import { onlyPlaceholder, placeholdersOf } from './placeholders';
import type { Reading } from './reading';

/**
 * A value that an author gives: a literal of the attribute's format, or one placeholder that stands
 * for the value of another field (V-3). Formats that hold words take any text.
 */
export type GivenProblem = 'notOneVariable' | 'variableDoesNotFit' | 'valueDoesNotFit';

/** What keeps a run from storing the value, as far as that is certain before any run. */
export function givenProblem(
	{ attribute, value }: { attribute: string; value: AttributeValue },
	workspace: Workspace,
	variables: readonly RunVariable[] = [],
): GivenProblem | undefined {
	const { format, settings = {} } = findAttribute(attribute, workspace) ?? { format: '' };
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings);
	if (!kind || !known?.success || kind.holdsWords || !isKnown(value)) return undefined;
	if (typeof value === 'string' && placeholdersOf(value).length > 0) {
		const path = onlyPlaceholder(value)?.path;
		if (path === undefined) return 'notOneVariable';
		const source = sourceAt(path, workspace, variables);
		return source && !canHold(format, source) ? 'variableDoesNotFit' : undefined;
	}
	const typed = () => (typeof value === 'string' ? kind.parse(value, known.data, ANYBODY) : value);
	const literal = typeof value === 'string' ? (kind.literal?.(value) ?? typed()) : value;
	return kind.value(known.data).safeParse(literal).success ? undefined : 'valueDoesNotFit';
}

/** A literal says the same whoever the customer is. */
const ANYBODY: Reading = { locale: 'en', zone: 'UTC', now: 0, phone: (text) => text };

/**
 * Of one format, or read from words that may be such a value. What is printed of another format is
 * none.
 */
export function canHold(target: string, source: string): boolean {
	const [to, from] = [attributeFormat(target), attributeFormat(source)];
	return target === source || to?.holdsWords === true || from?.holdsWords === true;
}

/** The format at a path. What a run learns may be of any, unless the workflow says which. */
function sourceAt(
	path: string,
	workspace: Workspace,
	variables: readonly RunVariable[],
): string | undefined {
	const learned = variables.find(({ name }) => `run.${name}` === path);
	return learned?.format ?? findField(path, workspace)?.format;
}
