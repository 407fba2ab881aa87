import type { Locale, Workspace } from '../model/workspace';
import { isKnown } from './attribute';
import { type FieldScope, findField } from './fields';
import { attributeFormat } from './index';

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
	if (!template.includes('{{')) return template;
	return template.replace(
		VARIABLE,
		(_whole, path: string, fallback: string | undefined) =>
			valueOf(path, locale, workspace, scope) ?? fallback ?? '',
	);
}

/** The paths of a template, for the checks at publish. */
export function variablesOf(template: string): { path: string; hasFallback: boolean }[] {
	return [...template.matchAll(VARIABLE)].map((match) => ({
		path: match[1] ?? '',
		hasFallback: match[2] !== undefined,
	}));
}

/** Bounded on every side, so that no text makes it slow. */
const VARIABLE =
	/\{\{ {0,8}([\w.-]{1,120}) {0,8}(?:\| {0,8}fallback: {0,8}["“]([^"”{}]{0,200})["”] {0,8})?\}\}/g;

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
