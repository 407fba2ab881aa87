/**
 * Placeholders in an author's text, `{{contact.name | fallback: "…"}}`, and everything that an
 * author takes for one: it is told before the text is set live, and no customer reads it.
 *
 * Each expression is bounded on every side, so that no text makes it slow (case 30).
 */
const VARIABLE =
	/\{\{\s{0,8}([\w.-]{1,120})\s{0,8}(?:\|\s{0,8}fallback\s{0,2}:\s{0,8}["'“”„‟«»‘’‚‛`´]([^{}]{0,200})["'“”„‟«»‘’‚‛`´]\s{0,8})?\}\}/;
/** Two braces and more around anything else, or that are never closed. */
const BROKEN =
	/\{{3,9}[^{}]{0,300}\}{0,9}|\{\{[^{}]{0,300}\}{1,2}|\{\{\s{0,8}[\w.-]{0,120}|｛{1,2}[^{}｛｝]{1,300}｝{1,2}/;
/** One of our paths in the marks of another system. */
const PATH = '(?:contact|conversation|message|run|workspace)\\.[\\w.-]{1,120}';
const FOREIGN = new RegExp(
	`\\$?\\{[\\s{%]{0,4}${PATH}[^{}]{0,200}\\}(?:\\s{0,4}\\})?|\\[\\[\\s{0,8}${PATH}\\s{0,8}\\]\\]|%${PATH}%`,
);
const PLACEHOLDER = new RegExp(`${VARIABLE.source}|${BROKEN.source}|${FOREIGN.source}`, 'gi');
/** Most texts hold none of these. */
const MARKS = /[{｛[%]/;

/** `fallback` is undefined where there is none. */
export type Placeholder = { path: string; fallback: string | undefined } | { broken: string };

export function placeholdersOf(template: string): Placeholder[] {
	const found: Placeholder[] = [];
	fillPlaceholders(template, (placeholder) => {
		found.push(placeholder);
		return '';
	});
	return found;
}

/** The placeholder that a text consists of, with nothing but spaces around it. */
export function onlyPlaceholder(
	template: string,
): Extract<Placeholder, { path: string }> | undefined {
	const [only, other] = placeholdersOf(template);
	if (!only || !('path' in only) || other) return undefined;
	return fillPlaceholders(template, () => '').trim() === '' ? only : undefined;
}

/** False: the text says what it says, whatever is known. */
export function mayHoldPlaceholders(template: string): boolean {
	return MARKS.test(template);
}

/** One pass: what a placeholder is filled with is not read again. */
export function fillPlaceholders(
	template: string,
	fill: (placeholder: Placeholder) => string,
): string {
	if (!mayHoldPlaceholders(template)) return template;
	return template.replace(
		PLACEHOLDER,
		(whole, path: string | undefined, fallback: string | undefined) =>
			fill(path === undefined ? { broken: whole } : { path, fallback }),
	);
}
