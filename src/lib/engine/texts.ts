import { type Placeholder, placeholdersOf } from '../attributes/placeholders';
import type { Workspace } from '../model/workspace';
import { findField } from '../attributes/fields';
import type { FilledText, StepKind } from '../steps/step';

/** Every text of a step that variables are filled into: labels, notes and values too. */
export function filledTexts(kind: StepKind, params: Record<string, unknown>): FilledText[] {
	return [
		...kind.texts.map((param) => ({ param, text: String(params[param] ?? '') })),
		...(kind.filled?.(params) ?? []),
	];
}

/** The params of a step in which a text cannot be set live, each with the reason (T-10). */
export function brokenTexts(
	kind: StepKind,
	params: Record<string, unknown>,
	workspace: Workspace,
): { code: string; param: string }[] {
	const filled = filledTexts(kind, params);
	const found = new Map<string, { code: string; param: string }>();
	const tell = (code: string, param: string) => found.set(`${code} ${param}`, { code, param });
	for (const { param, text } of filled) {
		for (const placeholder of placeholdersOf(text)) {
			if ('broken' in placeholder) tell('brokenVariable', param);
			else if (!findField(placeholder.path, workspace)) tell('unknownVariable', param);
		}
	}
	const known = new Set(filled.map(({ text }) => text));
	for (const [param, value] of Object.entries(params)) {
		const others = stringsIn(value).filter((text) => !known.has(text));
		if (others.some(hasPlaceholder)) tell('variableNotFilled', param);
	}
	return [...found.values()];
}

/** In what is no text to fill, a variable would stand for itself. */
export function hasPlaceholders(value: unknown): boolean {
	return stringsIn(value).some(hasPlaceholder);
}

export function variablesOf(text: string): Extract<Placeholder, { path: string }>[] {
	return placeholdersOf(text).filter((one) => 'path' in one);
}

function hasPlaceholder(text: string): boolean {
	return placeholdersOf(text).length > 0;
}

/** Params are parsed JSON of bounded depth. */
function stringsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(stringsIn);
}
