import type { Workspace } from '../model/workspace';
import { isKnown } from './attribute';
import { type FieldScope, findField } from './fields';
import { attributeFormat } from './index';
import type { TypedValue } from './convert';
import { fillPlaceholders, onlyPlaceholder } from './placeholders';
import type { Writing } from './reading';

/**
 * Fills `{{contact.name | fallback: "…"}}`. What is unknown is its fallback or nothing. One pass
 * over the author's text: a customer called `{{contact.email}}` stays called that (case 20).
 */
export function render(
	template: string,
	writing: Writing,
	workspace: Workspace,
	scope: FieldScope,
): string {
	return fillPlaceholders(template, (placeholder) =>
		'path' in placeholder
			? (wordsOf(placeholder.path, writing, workspace, scope) ?? placeholder.fallback ?? '')
			: '',
	);
}

/** The value itself of a text that is one placeholder and nothing else (V-3). */
export function valueOf(
	template: string,
	workspace: Workspace,
	scope: FieldScope,
): TypedValue | undefined {
	const only = onlyPlaceholder(template);
	return only && typedValue(only.path, workspace, scope);
}

function wordsOf(
	path: string,
	writing: Writing,
	workspace: Workspace,
	scope: FieldScope,
): string | undefined {
	const found = typedValue(path, workspace, scope);
	const format = found && attributeFormat(found.format);
	const settings = format?.settings.safeParse(found?.settings);
	return found && format && settings?.success
		? format.print(found.value, settings.data, writing)
		: undefined;
}

/** The value of a field with its format; undefined when nothing is known. */
function typedValue(path: string, workspace: Workspace, scope: FieldScope): TypedValue | undefined {
	const field = findField(path, workspace);
	const value = field?.get(scope);
	if (!field || !isKnown(value)) return undefined;
	return { format: field.formatOf?.(scope) ?? field.format, settings: field.settings, value };
}
