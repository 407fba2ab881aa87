import type { Locale, Workspace } from '../model/workspace';
import { isKnown } from './attribute';
import { type FieldScope, findField } from './fields';
import { attributeFormat } from './index';
import { fillPlaceholders } from './placeholders';

/**
 * Fills `{{contact.name | fallback: "…"}}`. What is unknown is its fallback or nothing. One pass
 * over the author's text: a customer called `{{contact.email}}` stays called that (case 20).
 */
export function render(
	template: string,
	locale: Locale,
	workspace: Workspace,
	scope: FieldScope,
): string {
	return fillPlaceholders(template, (placeholder) =>
		'path' in placeholder
			? (valueOf(placeholder.path, locale, workspace, scope) ?? placeholder.fallback ?? '')
			: '',
	);
}

function valueOf(
	path: string,
	locale: Locale,
	workspace: Workspace,
	scope: FieldScope,
): string | undefined {
	const field = findField(path, workspace);
	const format = field && attributeFormat(field.format);
	const value = field?.get(scope);
	if (!field || !format || !isKnown(value)) return undefined;
	const settings = format.settings.safeParse(field.settings);
	return settings.success ? format.print(value, settings.data, locale) : undefined;
}
