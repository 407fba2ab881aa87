import { foldText } from '../base/fold-text';
import type { AttributeValue } from '../model/event';
import { isKnown } from './attribute';
import { readAnswer, type Typed } from './convert';
import { attributeFormat } from './index';
import type { Reading } from './reading';

/** A field that is still open: its label as the customer reads it, and the kind of its values. */
export type OpenField = { id: string; label: string; typed: Typed };
type Answer = [id: string, value: AttributeValue];

/**
 * The values in a text that was typed while a form is open (W-STP-02). A value belongs to the one
 * field that can read it; a value that several could read belongs to none. A field that takes any
 * words takes them only where it is the only one, or where its label stands before them; so does
 * one of yes and no: a "sure" among several questions may be meant for none of them.
 */
export function typedAnswers(
	text: string,
	fields: readonly OpenField[],
	reading: Reading,
): Map<string, AttributeValue> {
	const [only, other] = fields;
	if (only && !other) return new Map(valueIn(text, only, reading));
	if (text.length > MAX_LENGTH) return new Map();
	const whole = meant(text, fields, reading);
	if (whole) return new Map([whole]);
	const answers = new Map<string, AttributeValue>();
	const rest = takeWords(text, fields, reading, answers);
	const parts = rest.split(BETWEEN).filter((part) => /[\p{L}\p{N}]/u.test(part));
	const open = () => fields.filter(({ id }) => !answers.has(id));
	const unlabelled: string[] = [];
	for (const part of parts) {
		const { field, value } = labelled(part, fields);
		if (!field) unlabelled.push(part);
		else if (!answers.has(field.id)) valueIn(value, field, reading).forEach(put);
	}
	// A number amid a sentence is no answer: all of the rest is understood, or nothing of it.
	const found = unlabelled.map((part) => meant(part, open(), reading));
	const ids = found.map((one) => one?.[0]);
	if (!ids.includes(undefined) && new Set(ids).size === ids.length) {
		for (const one of found) if (one) put(one);
	}
	return answers;

	function put([id, value]: Answer): void {
		answers.set(id, value);
	}
}

/** Longer texts tell a story: they are for a person to read. */
const MAX_LENGTH = 500;
const BETWEEN = /[\n;|·]|,(?=\s|$)|\s(?:y|e|and|&)\s/iu;

/** Takes the values that stand out from the words around them; returns what is left of the text. */
function takeWords(
	text: string,
	fields: readonly OpenField[],
	reading: Reading,
	answers: Map<string, AttributeValue>,
): string {
	return text.replace(/\S+/g, (word) => {
		const among = fields.filter((field) => standsOut(word, field));
		const [id, value] = meant(word, among, reading) ?? [];
		if (id === undefined || value === undefined) return word;
		if (!answers.has(id)) answers.set(id, value);
		return '\n';
	});
}

/** "Monto: 25.000" and "mi monto es 25.000" are for the field of that label. */
function labelled(
	part: string,
	fields: readonly OpenField[],
): { field?: OpenField | undefined; value: string } {
	const [, name = '', value = ''] = NAMED.exec(part) ?? [];
	if (!name) return { value: part };
	const label = foldText(name).trim();
	const whole = fields.find((one) => foldText(one.label).trim() === label);
	if (whole) return { field: whole, value };
	// "Fono" for "Teléfono", "correo" for "Correo electrónico": where it can be only one.
	const near = label.length < SHORTEST_NAME ? [] : fields.filter((one) => holds(one, label));
	return { field: near.length === 1 ? near[0] : undefined, value };
}

function holds({ label }: OpenField, name: string): boolean {
	return foldText(label).includes(name);
}

const SHORTEST_NAME = 4;
const NAMED =
	/^\s*(?:(?:mi|el|la|my|the)\s+)?(\p{L}[\p{L}\p{M} -]{0,60}?)(?:\s+(?:es|is)(?:\s*[:：]|\s)|\s*[:：])\s*(.*)$/isu;

/** The answer of the only field that can read this text, or in which alone it stands out. */
function meant(text: string, fields: readonly OpenField[], reading: Reading): Answer | undefined {
	const able = fields.filter(
		(field) => !takesLooseWords(field) && valueIn(text, field, reading).length > 0,
	);
	const clear = able.length > 1 ? able.filter((field) => standsOut(text, field)) : able;
	const [only, other] = clear;
	return only && !other ? valueIn(text, only, reading)[0] : undefined;
}

function valueIn(text: string, { id, typed }: OpenField, reading: Reading): Answer[] {
	const value = text.trim() ? readAnswer(typed, text, reading) : undefined;
	return isKnown(value) ? [[id, value]] : [];
}

function takesLooseWords({ typed: { format, settings = {} } }: OpenField): boolean {
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings);
	return known?.success === true && kind?.takesLooseWords?.(known.data) === true;
}

function standsOut(text: string, { typed: { format, settings = {} } }: OpenField): boolean {
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings);
	return known?.success === true && kind?.standsOut?.(text, known.data) === true;
}
