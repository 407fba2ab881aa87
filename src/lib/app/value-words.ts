import { visibleText } from '../base/visible-text';
import { knownZone } from '../base/zone';
import { isKnown } from '../attributes/attribute';
import { readAnswer } from '../attributes/convert';
import { findAttribute } from '../attributes/fields';
import { attributeValue, recordedValue, type Values } from '../attributes/given';
import { attributeFormat } from '../attributes';
import { printAnswer } from '../attributes/form-field';
import { localeFor, type Writing } from '../attributes/reading';
import type { FormReading, PromptField } from '../model/prompt';
import { AttributeValue } from '../model/value';
import type { AttributeSchema, Workspace } from '../model/workspace';
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

/** The same of what a customer or a page gave: words that are no value stand as they were given. */
export function givenWords(id: string, given: AttributeValue, workspace: Workspace): string {
	const typed = findAttribute(id, workspace);
	const kind = typed && attributeFormat(typed.format);
	// What some write otherwise than others was read by a rule that is not known here.
	if (!typed || !kind || typeof given !== 'string' || kind.literal) {
		return valueWords(given, workspace, typed);
	}
	const read = readAnswer(typed, given, { ...writingHere(workspace), now: 0, phone: asTyped });
	return read === undefined ? visibleText(plainWords(given)) : valueWords(read, workspace, typed);
}

/**
 * An attribute as the record shows it: the value that conditions see, or what was given and is no
 * value (`unread`).
 */
export function recordOf(
	schema: AttributeSchema,
	values: Values,
	workspace: Workspace,
): { value: AttributeValue | undefined; words: string; unread: string | undefined } {
	const value = attributeValue(schema, values, workspace);
	const recorded = recordedValue(schema, values);
	const isUnread = value === undefined && isKnown(recorded);
	const words = isUnread ? visibleText(plainWords(recorded)) : valueWords(value, workspace, schema);
	return { value, words, unread: isUnread ? words : undefined };
}

/** The same of an answer in a form, which holds what was typed: it is read as the form says. */
export function answerWords(
	field: PromptField,
	answer: AttributeValue | undefined,
	{ form, at }: { form: { reading?: FormReading | undefined }; at: number },
	workspace: Workspace,
): string {
	const writing = writingHere(workspace);
	const { zone = writing.zone, ...told } = form.reading ?? {};
	const reading = { ...writing, ...told, zone: knownZone(zone), now: at, phone: asTyped };
	return visibleText(printAnswer(field, answer ?? null, reading, writing)) || '—';
}

/** Telephone numbers are shown as they were typed: nothing of the desk reads them. */
const asTyped = (text: string) => text;

function printed(value: unknown, workspace: Workspace, typed: NonNullable<Typed>) {
	const { data } = AttributeValue.safeParse(value);
	const format = attributeFormat(typed.format);
	const settings = format?.settings.safeParse(typed.settings ?? format.initialSettings());
	if (!format || !settings?.success || data === undefined || !isKnown(data)) return undefined;
	if (typeof data !== 'string') return format.print(data, settings.data, writingHere(workspace));
	const literal = format.literal?.(data);
	// What a page or a form writes for everybody is the value; other words may mean several.
	const isPlain =
		literal !== undefined &&
		format.plain?.(literal, settings.data) === data &&
		LOCALES.every((locale) => format.parse(data, settings.data, reader(locale)) === literal);
	return format.print(isPlain ? literal : data, settings.data, writingHere(workspace));
}

/** "1.234" is a thousand to some of them. */
const LOCALES = ['en', 'es'];
const reader = (locale: string) => ({ locale, zone: 'UTC', now: 0, phone: asTyped });

function writingHere(workspace: Workspace): Writing {
	return {
		locale: localeFor(locale.current, workspace),
		zone: knownZone(workspace.timeZone),
	};
}

function plainWords(value: unknown): string {
	if (value === null || value === undefined || value === '') return '—';
	if (typeof value === 'boolean') return value ? m.inbox_yes() : m.inbox_no();
	return Array.isArray(value) ? value.join(', ') : String(value);
}
