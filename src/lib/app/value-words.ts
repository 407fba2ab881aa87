import { visibleText } from '../base/visible-text';
import { knownZone } from '../base/zone';
import { isKnown } from '../attributes/attribute';
import { findAttribute } from '../attributes/fields';
import { attributeFormat } from '../attributes';
import { localeFor } from '../attributes/reading';
import { AttributeValue } from '../model/value';
import type { Workspace } from '../model/workspace';
import { m } from '../i18n/paraglide/messages';
import { locale } from '../ui/locale.svelte';

/** Of which format a value is, where that is known. */
type Typed = { format: string; settings?: unknown } | undefined;

/** A value as the reader of the desk writes it, by its format; as it is where none can print it. */
export function valueWords(value: unknown, workspace: Workspace, typed?: Typed): string {
	// It stands amid other words, which it must not turn round or hide in.
	return visibleText((typed && printed(value, workspace, typed)) || plainWords(value));
}

/** The same of an attribute, which may have been archived since. */
export function attributeWords(id: string, value: unknown, workspace: Workspace): string {
	return valueWords(value, workspace, findAttribute(id, workspace));
}

function printed(value: unknown, workspace: Workspace, typed: NonNullable<Typed>) {
	const { data } = AttributeValue.safeParse(value);
	const format = attributeFormat(typed.format);
	const settings = format?.settings.safeParse(typed.settings ?? format.initialSettings());
	if (!format || !settings?.success || data === undefined || !isKnown(data)) return undefined;
	return format.print(data, settings.data, {
		locale: localeFor(locale.current, workspace),
		zone: knownZone(workspace.timeZone),
	});
}

function plainWords(value: unknown): string {
	if (value === null || value === undefined || value === '') return '—';
	if (typeof value === 'boolean') return value ? m.inbox_yes() : m.inbox_no();
	return Array.isArray(value) ? value.join(', ') : String(value);
}
