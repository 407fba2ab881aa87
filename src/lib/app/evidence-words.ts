import { fieldName } from '../attributes/field-name';
import { itemText } from '../attributes/field-text';
import { findField } from '../attributes/fields';
import type { Evidence } from '../model/event';
import type { Workspace } from '../model/workspace';
import { locale } from '../ui/locale.svelte';
import { attributeFormat } from '../attributes';
import { valueWords } from './value-words';
import { formatText } from './kind-text';

/** A condition with what it was given, in words: not what is true now, but what was then. */
export type EvidenceWords = {
	holds: boolean;
	field: string;
	operator: string;
	expected: string | undefined;
	actual: string;
};

export function evidenceWords(evidence: Evidence, workspace: Workspace): EvidenceWords {
	const { field, holds, expected, actual, operator } = evidence;
	return {
		holds,
		field: fieldName(field, workspace, locale.current),
		operator: operatorWords(evidence, workspace),
		expected: expected === undefined ? undefined : namedValue(field, expected, workspace, operator),
		actual: namedValue(field, actual, workspace),
	};
}

/** Lists keep ids: people know tags, teams and teammates by their names. */
function namedValue(path: string, value: unknown, workspace: Workspace, operator?: string): string {
	if (Array.isArray(value)) {
		return value.map((one) => namedValue(path, one, workspace, operator)).join(', ') || '—';
	}
	const typed = typedOf(path, workspace, operator);
	if (typeof value !== 'string') return valueWords(value, workspace, typed);
	const { tags, teams, teammates } = workspace;
	const entry = tags[value] ?? teams[value] ?? teammates[value];
	return (
		entry?.name ?? itemText[locale.current][path]?.[value] ?? valueWords(value, workspace, typed)
	);
}

/** An operator can expect another format than its field has: so many days of a date. */
function typedOf(path: string, workspace: Workspace, operator: string | undefined) {
	const field = findField(path, workspace);
	const expects =
		operator && field ? attributeFormat(field.format)?.operators[operator]?.expects : undefined;
	return expects === undefined ? field : { format: expects };
}

function operatorWords({ field, operator }: Evidence, workspace: Workspace): string {
	const format = findField(field, workspace)?.format;
	return (format && formatText(format)?.[locale.current].operators[operator]) || operator;
}
