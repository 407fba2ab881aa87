import { fieldText, itemText } from '../attributes/field-text';
import { findField } from '../attributes/fields';
import type { Evidence } from '../model/event';
import type { Workspace } from '../model/workspace';
import { locale } from '../ui/locale.svelte';
import { valueWords } from './event-words';
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
	const { field, holds, expected, actual } = evidence;
	return {
		holds,
		field: fieldText[locale.current][field] ?? findField(field, workspace)?.name ?? field,
		operator: operatorWords(evidence, workspace),
		expected: expected === undefined ? undefined : namedValue(field, expected, workspace),
		actual: namedValue(field, actual, workspace),
	};
}

/** Lists keep ids: people know tags, teams and teammates by their names. */
function namedValue(path: string, value: unknown, workspace: Workspace): string {
	if (Array.isArray(value)) {
		return value.map((one) => namedValue(path, one, workspace)).join(', ') || '—';
	}
	if (typeof value !== 'string') return valueWords(value);
	const { tags, teams, teammates } = workspace;
	const entry = tags[value] ?? teams[value] ?? teammates[value];
	return entry?.name ?? itemText[locale.current][path]?.[value] ?? valueWords(value);
}

function operatorWords({ field, operator }: Evidence, workspace: Workspace): string {
	const format = findField(field, workspace)?.format;
	return (format && formatText(format)?.[locale.current].operators[operator]) || operator;
}
