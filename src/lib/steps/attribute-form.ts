import { isKnown } from '../attributes/attribute';
import { canBeAsked, readAnswer } from '../attributes/convert';
import { attributeName, findAttribute } from '../attributes/fields';
import { attributeValue } from '../attributes/given';
import { formatOfField, formReading } from '../attributes/form-field';
import { typedAnswers } from '../attributes/typed-answers';
import { type AttributeValue } from '../model/event';
import { MAX_ASKS, type PromptField } from '../model/prompt';
import type { AttributeSchema, Locale, Workspace } from '../model/workspace';
import { askedAgain, type Why } from './ask-again';
import { asking } from './long-words';
import { patientUntil, type Patience, TIMED_OUT } from './patience';
import type { Effect, Outcome, StepContext, Wake } from './step';

/**
 * A form of attributes in the messenger, for every step that asks for some. Answers come from a
 * stranger: each is read by the attribute's own format, and what the format does not accept is
 * asked for again, a few times (case 43). So is all of it after words that answer none of it.
 */
export type FormField = { schema: AttributeSchema; required: boolean };
type Asking = { text: string; timeoutMs: Patience };

/** Of the attributes wanted, those that there are and that somebody can answer (V-11). */
export function formFields(
	wanted: readonly { attribute: string; required: boolean }[],
	workspace: Workspace,
): FormField[] {
	return wanted.flatMap(({ attribute, required }) => {
		const schema = findAttribute(attribute, workspace);
		return schema && canBeAsked(schema) ? [{ schema, required }] : [];
	});
}

/** True when one of them is there and cannot be asked for: a list without items (V-11). */
export function hasUnfinished(
	wanted: readonly { attribute: string }[],
	workspace: Workspace,
): boolean {
	return wanted.some(({ attribute }) => {
		const schema = findAttribute(attribute, workspace);
		return schema !== undefined && !canBeAsked(schema);
	});
}

export function askForm(
	{ text, timeoutMs }: Asking,
	fields: readonly FormField[],
	context: StepContext,
	effects: readonly Effect[] = [],
	why?: Why,
): Outcome {
	const { now, locale, render, reading } = context;
	const { before, question } = asking(askedAgain(render(text), why, context));
	return {
		effects: [
			...effects,
			...before,
			{
				type: 'promptShown',
				text: question,
				input: {
					kind: 'form',
					fields: fields.map((field) => promptField(field, locale)),
					reading: formReading(reading),
				},
				typing: true,
			},
		],
		park: {
			listens: ['contact.answersGiven', 'contact.messageSent'],
			prompt: effects.length + before.length,
			...patientUntil(now, timeoutMs),
		},
	};
}

/**
 * What follows from what woke the step: `done` once all that was required is known, with the
 * changes that this answer made to attributes.
 */
export function readForm(
	asking: Asking,
	fields: readonly FormField[],
	wake: Wake,
	context: StepContext,
	done: (effects: Effect[]) => Outcome,
): Outcome | undefined {
	if ('timer' in wake) return TIMED_OUT;
	if (!('event' in wake)) return undefined;
	const { event } = wake;
	const asked = askedNow(fields, context);
	const answered = asked.length > 0 ? fields.length - asked.length : 0;
	if (event.type === 'messageSent') {
		if (asked.length === 0) return undefined;
		const { isDone, effects, outcome } = readWords(asking, asked, event.text, context, answered);
		return isDone ? done(effects) : outcome;
	}
	if (event.type !== 'answersGiven') return undefined;
	const effects: Effect[] = [];
	const again: FormField[] = [];
	const wrong: FormField[] = [];
	for (const field of fields) {
		const { schema } = field;
		const answer = Object.hasOwn(event.answers, schema.id) ? event.answers[schema.id] : undefined;
		const value = isKnown(answer) ? readAnswer(schema, answer, context.reading) : undefined;
		if (value !== undefined) {
			effects.push(changeOf(schema, value));
		} else if (isKnown(answer) || isMissing(field, context)) {
			again.push(field);
			if (isKnown(answer)) wrong.push(field);
		}
	}
	if (again.length === 0) return done(effects);
	return askOrFail(asking, again, context, { effects, wrong, answered });
}

/**
 * What follows from words that were typed beside the form. They answer it as far as they can be
 * read; the rest is asked for again, and again after words that answer something.
 */
function readWords(
	asking: Asking,
	asked: readonly FormField[],
	words: string,
	context: StepContext,
	answered: number,
): { effects: Effect[] } & (
	{ isDone: true; outcome?: never } | { isDone?: false; outcome: Outcome }
) {
	const { locale, reading } = context;
	const fields = asked.map(({ schema }) => ({
		id: schema.id,
		label: attributeName(schema, locale),
		typed: schema,
	}));
	const answers = typedAnswers(words, fields, reading);
	const effects: Effect[] = [];
	for (const { schema } of asked) {
		const value = answers.get(schema.id);
		if (value !== undefined) effects.push(changeOf(schema, value));
	}
	const again = asked.filter(({ schema }) => !answers.has(schema.id));
	if (effects.length === 0) {
		const outcome = askOrFail(asking, again, context, { effects, wrong: again, answered });
		return { effects, outcome };
	}
	if (!again.some((field) => isMissing(field, context))) return { effects, isDone: true };
	const missing = { missing: labelsOf(again, locale) };
	return { effects, outcome: askForm(asking, again, context, effects, missing) };
}

/** A customer who was not understood never leaves by the path of those who answered (E-14). */
function askOrFail(
	asking: Asking,
	again: readonly FormField[],
	context: StepContext,
	so: { effects: Effect[]; wrong: readonly FormField[]; answered: number },
): Outcome {
	const { effects, wrong, answered } = so;
	// Who answers one thing after the other is asked again as often as there are answers.
	if (context.parked >= MAX_ASKS + answered) {
		return { leave: 'failure', otherwise: 'failed', problem: 'answersNotUnderstood', effects };
	}
	const why: Why =
		wrong.length > 0
			? { wrong: wrong.map(({ schema }) => schema) }
			: { missing: labelsOf(again, context.locale) };
	return askForm(asking, again, context, effects, why);
}

function isMissing({ schema, required }: FormField, context: StepContext): boolean {
	return required && !isKnown(valueOf(schema, context));
}

function labelsOf(fields: readonly FormField[], locale: Locale): string[] {
	return fields.map(({ schema }) => attributeName(schema, locale));
}

function changeOf({ subject, id }: AttributeSchema, value: AttributeValue): Effect {
	return { type: 'attributeChanged', subject, attribute: id, value };
}

/** What the open form asks for; empty where a form is not open any more. */
function askedNow(
	fields: readonly FormField[],
	{ run, conversation }: StepContext,
): readonly FormField[] {
	const open = conversation.prompts.find(({ id }) => id === run.park?.prompt)?.input;
	if (open?.kind !== 'form') return fields.length === 1 ? fields : [];
	return fields.filter(({ schema }) => open.fields.some(({ id }) => id === schema.id));
}

export function valueOf(
	schema: AttributeSchema,
	{ state, conversation, workspace, reading: { phone } }: StepContext,
): AttributeValue | undefined {
	return attributeValue(schema, { state, conversation, phone }, workspace);
}

function promptField({ schema, required }: FormField, locale: Locale): PromptField {
	return {
		id: schema.id,
		label: attributeName(schema, locale),
		required,
		...formatOfField(schema),
	};
}
