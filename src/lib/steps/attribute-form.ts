import { isKnown } from '../attributes/attribute';
import { canBeAsked, readAnswer } from '../attributes/convert';
import { attributeName, findAttribute } from '../attributes/fields';
import { formatOfField, formReading } from '../attributes/form-field';
import { type AttributeValue, type DomainEvent, MAX_TEXT_LENGTH } from '../model/event';
import { MAX_ASKS, type PromptField } from '../model/prompt';
import type { AttributeSchema, Locale, Workspace } from '../model/workspace';
import { askedAgain } from './ask-again';
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
	wrong: readonly FormField[] = [],
): Outcome {
	const { now, locale, render, reading } = context;
	const question = askedAgain(
		render(text),
		wrong.map(({ schema }) => schema),
		context,
	);
	return {
		effects: [
			...effects,
			{
				type: 'promptShown',
				text: question.slice(0, MAX_TEXT_LENGTH),
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
			prompt: effects.length,
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
	const asked = askedNow(fields, context);
	const answers = answersOf(wake.event, asked);
	if (!answers) return asked.length > 1 ? askOrFail(asking, asked, context, []) : undefined;
	const effects: Effect[] = [];
	const again: FormField[] = [];
	const wrong: FormField[] = [];
	for (const field of fields) {
		const { schema, required } = field;
		const answer = answers.get(schema.id);
		const value = isKnown(answer) ? readAnswer(schema, answer, context.reading) : undefined;
		if (value !== undefined) {
			const { subject, id } = schema;
			effects.push({ type: 'attributeChanged', subject, attribute: id, value });
		} else if (isKnown(answer) || (required && !isKnown(valueOf(schema, context)))) {
			again.push(field);
			if (isKnown(answer)) wrong.push(field);
		}
	}
	return again.length === 0 ? done(effects) : askOrFail(asking, again, context, effects, wrong);
}

function askOrFail(
	asking: Asking,
	again: readonly FormField[],
	context: StepContext,
	effects: Effect[],
	wrong: readonly FormField[] = [],
): Outcome {
	if (context.parked >= MAX_ASKS) return { fail: 'answersNotUnderstood', effects };
	return askForm(asking, again, context, effects, wrong);
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
	{ subject, id }: AttributeSchema,
	{ state, conversation }: StepContext,
): AttributeValue | undefined {
	const values = subject === 'contact' ? state.contact.attributes : conversation.attributes;
	return Object.hasOwn(values, id) ? values[id] : undefined;
}

function promptField({ schema, required }: FormField, locale: Locale): PromptField {
	return {
		id: schema.id,
		label: attributeName(schema, locale),
		required,
		...formatOfField(schema),
	};
}

/** A form's answers; or a typed message, where there was only one thing to answer. */
function answersOf(
	event: DomainEvent,
	asked: readonly FormField[],
): Map<string, AttributeValue> | undefined {
	if (event.type === 'answersGiven') return new Map(Object.entries(event.answers));
	const only = asked.length === 1 ? asked[0] : undefined;
	return event.type === 'messageSent' && only ? new Map([[only.schema.id, event.text]]) : undefined;
}
