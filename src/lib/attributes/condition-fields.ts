import type { Rule } from '../model/condition';
import type { Locale, Workspace } from '../model/workspace';
import type { Operator } from './attribute';
import { fieldName } from './field-name';
import { itemText } from './field-text';
import { type Field, fieldsOf, findField, type RunVariable } from './fields';
import { attributeFormat } from './index';

/** A field as the condition editor shows it. */
export type ConditionField = {
	path: string;
	name: string;
	format: string;
	operators: Record<string, Operator>;
	settings: unknown;
};

/**
 * A field that is gone still has a row, with the operators of text: the person must be able to mend
 * it.
 */
export function describeField(
	path: string,
	workspace: Workspace,
	locale: Locale,
	variables: readonly RunVariable[] = [],
): ConditionField {
	const custom = fieldsOf(workspace).find((field) => field.path === path);
	const field = custom ?? findField(path, workspace);
	const variable = variables.find(({ name }) => `run.${name}` === path);
	const format = variable?.format ?? field?.format ?? 'text';
	return {
		path,
		name: fieldName(path, workspace, locale),
		format,
		operators: attributeFormat(format)?.operators ?? {},
		settings: withItemNames(field, locale),
	};
}

export function fieldChoices(
	workspace: Workspace,
	locale: Locale,
	variables: readonly RunVariable[] = [],
): { id: string; text: string }[] {
	const paths = fieldsOf(workspace).map((field) => field.path);
	const learned = variables.map(({ name }) => `run.${name}`);
	return [...new Set([...paths, ...RUN_FIELDS, ...learned])].map((path) => ({
		id: path,
		text: describeField(path, workspace, locale).name,
	}));
}

export function startRule(
	path: string,
	workspace: Workspace,
	variables: readonly RunVariable[] = [],
): Rule {
	const { operators } = describeField(path, workspace, workspace.locale, variables);
	return { field: path, operator: Object.keys(operators)[0] ?? 'is' };
}

/** What a run learns by itself; steps write it, so it is in no workspace. */
const RUN_FIELDS = ['run.reply'];

/** Lists that every workspace has are stored by id and named in the reader's language. */
function withItemNames(field: Field | undefined, locale: Locale): unknown {
	const names = field && itemText[locale][field.path];
	if (!names) return field?.settings;
	return { items: Object.entries(names).map(([id, label]) => ({ id, label })) };
}
