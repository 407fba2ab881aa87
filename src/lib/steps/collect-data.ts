import { isKnown } from '../attributes/attribute';
import { attributeName, findAttribute } from '../attributes/fields';
import { attributeFormat } from '../attributes/index';
import { type AttributeValue, type DomainEvent, MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { MAX_ASKS, type PromptField } from '../model/prompt';
import { z } from '../model/schema';
import type { AttributeSchema, Locale, Workspace } from '../model/workspace';
import { patientUntil, Patience, TIMED_OUT, timeoutPort } from './patience';
import { readAnswer } from './read-answer';
import { defineStep, type Effect, type Outcome, type StepContext } from './step';

/** A longer form is not filled in. */
const MAX_FIELDS = 10;

const Params = z.object({
	text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
	fields: z
		.array(z.object({ attribute: z.string().check(z.maxLength(64)), required: z.boolean() }))
		.check(z.maxLength(MAX_FIELDS)),
	/** What is known already is not asked for. */
	skipKnown: z.boolean(),
	timeoutMs: Patience,
});
type Params = z.infer<typeof Params>;

/**
 * Asks for attributes and writes what was answered. Answers come from a stranger: each is read by
 * the attribute's own format, and what the format does not accept is asked for again, a few times
 * (case 43).
 */
export const collectData = defineStep({
	kind: 'collect-data',
	group: 'say',
	customerFacing: true,
	parks: true,
	params: Params,
	initial: () => ({
		text: '',
		fields: [{ attribute: 'email', required: true }],
		skipKnown: true,
		timeoutMs: null,
	}),
	ports: ({ timeoutMs }) => [{ id: 'next' }, ...timeoutPort(timeoutMs), { id: 'failure' }],
	references: ({ fields }) =>
		fields.map(({ attribute }) => ({ kind: 'attribute' as const, id: attribute })),
	writes: ({ fields }) =>
		fields.map(({ attribute }) => ({ type: 'attributeChanged' as const, what: attribute })),
	problems: ({ text, fields }) => [
		...(text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
		...(fields.length > 0 ? [] : [{ code: 'noFields', param: 'fields' }]),
		...(new Set(fields.map(({ attribute }) => attribute)).size === fields.length
			? []
			: [{ code: 'twice', param: 'fields' }]),
	],
	texts: ['text'],
	summary: ({ text, fields }) => ({
		text,
		fields: fields.map(({ attribute }) => attribute),
	}),
	enter(params, context) {
		const asked = fieldsToAsk(params, context.workspace).filter(
			({ schema }) => !params.skipKnown || !isKnown(valueOf(schema, context)),
		);
		return asked.length === 0 ? { leave: 'next' } : ask(params, asked, [], context);
	},
	resume(params, wake, context) {
		if ('timer' in wake) return TIMED_OUT;
		if (!('event' in wake)) return undefined;
		const fields = fieldsToAsk(params, context.workspace);
		const answers = answersOf(wake.event, fields);
		return answers && take(params, fields, answers, context);
	},
});

export const text: KindText = {
	es: {
		title: 'Recopilar datos',
		description: 'Pide datos al cliente y los guarda en su ficha o en la conversación.',
		summary: '{text} — {fields}',
		ports: { next: 'Después', timeout: 'No respondió a tiempo', failure: 'No se entendió' },
		problems: {
			empty: 'Escribe la pregunta.',
			noFields: 'Elige al menos un dato.',
			twice: 'El mismo dato se pide dos veces.',
		},
		fields: {
			text: 'Pregunta',
			fields: 'Datos',
			required: 'Obligatorio',
			skipKnown: 'No preguntar lo que ya se sabe',
			timeoutMs: 'Esperar como máximo',
			name: 'nombre',
			email: 'correo electrónico',
			phone: 'teléfono',
			language: 'idioma',
		},
	},
	en: {
		title: 'Collect data',
		description: 'Asks the customer for data and keeps it on the contact or the conversation.',
		summary: '{text} — {fields}',
		ports: { next: 'Next', timeout: 'No answer in time', failure: 'Not understood' },
		problems: {
			empty: 'Write the question.',
			noFields: 'Choose at least one attribute.',
			twice: 'The same attribute is asked for twice.',
		},
		fields: {
			text: 'Question',
			fields: 'Attributes',
			required: 'Required',
			skipKnown: 'Do not ask for what is known',
			timeoutMs: 'Wait at most',
			name: 'name',
			email: 'e-mail',
			phone: 'phone',
			language: 'language',
		},
	},
};

type AskedField = { schema: AttributeSchema; required: boolean };

/** An attribute that was deleted since is not asked for: publishing warned, and the run goes on. */
function fieldsToAsk(params: Params, workspace: Workspace): AskedField[] {
	return params.fields.flatMap(({ attribute, required }) => {
		const schema = findAttribute(attribute, workspace);
		return schema && attributeFormat(schema.format) ? [{ schema, required }] : [];
	});
}

function ask(
	{ text, timeoutMs }: Params,
	asked: AskedField[],
	effects: Effect[],
	{ now, locale, render }: StepContext,
): Outcome {
	return {
		effects: [
			...effects,
			{
				type: 'promptShown',
				text: render(text).slice(0, MAX_TEXT_LENGTH),
				input: {
					kind: 'form',
					fields: asked.map((field) => promptField(field, locale)),
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

function promptField({ schema, required }: AskedField, locale: Locale): PromptField {
	const format = attributeFormat(schema.format);
	const settings = format?.settings.safeParse(schema.settings ?? {});
	const options = settings?.success ? format?.items?.(settings.data) : undefined;
	return {
		id: schema.id,
		label: attributeName(schema, locale),
		format: schema.format,
		required,
		...(options ? { options } : {}),
	};
}

/** A form's answers; or a typed message, where there was only one thing to answer. */
function answersOf(
	event: DomainEvent,
	fields: AskedField[],
): Map<string, AttributeValue> | undefined {
	if (event.type === 'answersGiven') return new Map(Object.entries(event.answers));
	const only = fields.length === 1 ? fields[0] : undefined;
	return event.type === 'messageSent' && only ? new Map([[only.schema.id, event.text]]) : undefined;
}

function take(
	params: Params,
	fields: AskedField[],
	answers: Map<string, AttributeValue>,
	context: StepContext,
): Outcome {
	const effects: Effect[] = [];
	const again: AskedField[] = [];
	for (const field of fields) {
		const { schema, required } = field;
		const answer = answers.get(schema.id);
		const value = isKnown(answer) ? readAnswer(schema, answer) : undefined;
		if (value !== undefined) {
			const { subject, id } = schema;
			effects.push({ type: 'attributeChanged', subject, attribute: id, value });
		} else if (isKnown(answer) || (required && !isKnown(valueOf(schema, context)))) {
			again.push(field);
		}
	}
	if (again.length === 0) return { leave: 'next', effects };
	if (context.parked >= MAX_ASKS) return { fail: 'answersNotUnderstood', effects };
	return ask(params, again, effects, context);
}

function valueOf(
	{ subject, id }: AttributeSchema,
	{ state, conversation }: StepContext,
): AttributeValue | undefined {
	const values = subject === 'contact' ? state.contact.attributes : conversation.attributes;
	return Object.hasOwn(values, id) ? values[id] : undefined;
}
