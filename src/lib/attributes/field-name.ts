import type { Locale, Workspace } from '../model/workspace';
import { fieldText } from './field-text';
import { attributeName, findAttribute } from './fields';
import { fillPlaceholders } from './placeholders';

/** What a person calls the field at this path; never the path of one that is gone. */
export function fieldName(path: string, workspace: Workspace, locale: Locale): string {
	const known = Object.hasOwn(fieldText[locale], path) ? fieldText[locale][path] : undefined;
	if (known !== undefined) return known;
	const dot = path.indexOf('.');
	const [subject, id] = [path.slice(0, dot), path.slice(dot + 1)];
	if (subject === 'run') return `${id} (${VARIABLE[locale]})`;
	const attribute = findAttribute(id, workspace);
	return attribute?.subject === subject ? attributeName(attribute, locale) : GONE[locale];
}

/** An author's text as others read it: with the names of its attributes, and without fallbacks. */
export function namedPlaceholders(text: string, workspace: Workspace, locale: Locale): string {
	return fillPlaceholders(text, (placeholder) => {
		if ('broken' in placeholder) return placeholder.broken;
		const { path } = placeholder;
		return `{{${path.startsWith('run.') ? path.slice(4) : fieldName(path, workspace, locale)}}}`;
	});
}

const VARIABLE: Record<Locale, string> = { es: 'en este flujo', en: 'in this workflow' };
const GONE: Record<Locale, string> = { es: 'Atributo eliminado', en: 'Removed attribute' };
