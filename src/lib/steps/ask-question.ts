import { isKnown } from '../attributes/attribute';
import { convert, readAnswer, type Typed } from '../attributes/convert';
import { findAttribute, type RunVariable } from '../attributes/fields';
import { formatOfField, formReading } from '../attributes/form-field';
import { placeholdersOf } from '../attributes/placeholders';
import { writingFor } from '../attributes/reading';
import { type AttributeValue, type DomainEvent, MAX_TEXT_LENGTH } from '../model/event';
import { Key } from '../model/identifier';
import type { KindText } from '../model/kind-text';
import { MAX_ASKS, type PromptInput, PromptOption } from '../model/prompt';
import { z } from '../model/schema';
import { matchOption } from '../model/typed-text';
import type { AttributeSchema, Locale, Workspace } from '../model/workspace';
import type { Formats } from '../model/value';
import { askedAgain, type Why } from './ask-again';
import { itemLabels } from './attribute-options';
import { asking } from './long-words';
import { choiceProblems, longLabels, problemAt } from './option-problems';
import { patientUntil, Patience, TIMED_OUT, timeoutPort } from './patience';
import { pressedOption, renderOption, shownOptions } from './shown-options';
import { defineStep, type Effect, type Outcome, type StepContext } from './step';

const MAX_OPTIONS = 10;
/** An author's own; an attribute's options are offered as they are (W-STP-07). */
const MAX_LABEL = 20;
const Id = z.string().check(z.maxLength(80));
const Limit = z.nullable(z.number());

const AnswerType = z.enum(['text', 'choice', 'number', 'date', 'phone', 'email', 'url', 'rating']);
type AnswerType = z.infer<typeof AnswerType>;

const Params = z.object({
	text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
	answer: AnswerType,
	/** For a choice; each with the tag that it gives, where answers are kept as tags. */
	options: z.array(z.extend(PromptOption, { tag: z.nullable(Id) })).check(z.maxLength(MAX_OPTIONS)),
	min: Limit,
	max: Limit,
	saveAs: z.enum(['variable', 'attribute', 'tag']),
	variable: z.string().check(z.maxLength(64)),
	attribute: z.nullable(Id),
	timeoutMs: Patience,
});
type Params = z.infer<typeof Params>;

// One question whose answer must have a shape (W-STP-07). Another answer is asked for again, a few
// times; then the customer goes the way of those who are not understood.
export const askQuestion = defineStep({
	kind: 'ask-question',
	group: 'say',
	customerFacing: true,
	parks: true,
	params: Params,
	initial: () => ({
		text: '',
		answer: 'text' as const,
		options: [],
		min: null,
		max: null,
		saveAs: 'variable' as const,
		variable: 'answer',
		attribute: null,
		timeoutMs: null,
	}),
	ports: ({ timeoutMs }) => [{ id: 'next' }, { id: 'invalid' }, ...timeoutPort(timeoutMs)],
	afterFailure: 'invalid',
	parts: ['options'],
	references: (params) => [
		...(params.saveAs === 'attribute' && params.attribute
			? [{ kind: 'attribute' as const, id: params.attribute }]
			: []),
		...tagsOf(params).map((id) => ({ kind: 'tag' as const, id })),
	],
	variables: variablesOf,
	writes: (params) => [
		...(params.saveAs === 'attribute' && params.attribute
			? [{ type: 'attributeChanged' as const, what: params.attribute }]
			: []),
		...tagsOf(params).map((what) => ({ type: 'tagAdded' as const, what })),
	],
	problems(params) {
		const { text, answer, options, min, max, saveAs, variable, attribute } = params;
		return [
			...(text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
			...(answer === 'choice' ? choiceProblems(options, saveAs !== 'attribute' && MAX_LABEL) : []),
			...(min === null || max === null || min <= max ? [] : [{ code: 'badRange', param: 'max' }]),
			...(saveAs !== 'variable' || isVariableName(variable)
				? []
				: [{ code: 'badVariable', param: 'variable' }]),
			...(saveAs !== 'attribute' || attribute ? [] : [{ code: 'noAttribute', param: 'attribute' }]),
			...(saveAs !== 'tag' || answer === 'choice'
				? []
				: [{ code: 'tagsNeedChoice', param: 'saveAs' }]),
		];
	},
	problemsIn(params, workspace) {
		const isChoice = params.answer === 'choice';
		const items = itemLabels(targetOf(params, workspace));
		const isJudged = isChoice && params.saveAs === 'attribute';
		return [
			...(isJudged ? longLabels(params.options, MAX_LABEL, items) : []),
			...unfitButtons(params, workspace).map((button) =>
				isChoice
					? problemAt('noItem', button)
					: { code: 'noItem', param: 'attribute', detail: button.label },
			),
		];
	},
	texts: ['text'],
	filled: ({ options }) => options.map(({ label }) => ({ param: 'options', text: label })),
	summary: ({ text, answer }) => ({ text, answer: [answer] }),
	enter: (params, context) => ask(params, context),
	resume(params, wake, context) {
		if ('timer' in wake) return TIMED_OUT;
		if (!('event' in wake)) return undefined;
		const answer = answerOf(params, wake.event, context);
		if (answer === undefined) return undefined;
		const kept = keep(params, answer, context);
		if (kept) return kept;
		const skipped = isKnown(answer.value) ? 'doesNotFit' : 'notUnderstood';
		// Asking again would show the same buttons, of which none fits.
		const isButton = answer.option !== undefined;
		if (context.parked < MAX_ASKS && !isButton) {
			return ask(params, context, whyAgain(params, answer, context));
		}
		return { leave: 'invalid', otherwise: 'failed', skipped };
	},
});

export const text: KindText = {
	es: {
		title: 'Hacer una pregunta',
		description: 'Pregunta una cosa, comprueba la respuesta y la guarda.',
		summary: '{text} — {answer}',
		ports: {
			next: 'Respondió',
			invalid: 'Respuesta no válida',
			timeout: 'No respondió a tiempo',
		},
		reasons: {
			notUnderstood: 'La respuesta no se entendió tres veces.',
			doesNotFit: 'La respuesta no se puede guardar en el atributo elegido.',
		},
		problems: {
			empty: 'Escribe la pregunta.',
			noOptions: 'Añade al menos una respuesta.',
			noLabel: 'Cada respuesta necesita un texto.',
			longLabel: 'Esta respuesta pasa de 20 caracteres.',
			sameLabel: 'Otra respuesta tiene el mismo texto.',
			badRange: 'El máximo es menor que el mínimo.',
			badVariable: 'El nombre de la variable solo puede tener letras, números y guiones bajos.',
			noAttribute: 'Elige dónde se guarda la respuesta.',
			noItem: 'Añade este valor al atributo, que no lo admite, o cambia el botón.',
			tagsNeedChoice: 'Solo las respuestas de opción múltiple se guardan como etiquetas.',
		},
		fields: {
			text: 'Pregunta',
			answer: 'Tipo de respuesta',
			choice: 'opción múltiple',
			number: 'número',
			date: 'fecha',
			phone: 'teléfono',
			email: 'correo electrónico',
			url: 'enlace',
			rating: 'calificación',
			options: 'Respuestas',
			useItems: 'Usar las opciones del atributo',
			min: 'Mínimo',
			max: 'Máximo',
			saveAs: 'Guardar en',
			variable: 'variable',
			attribute: 'atributo',
			tag: 'etiqueta',
			timeoutMs: 'Esperar como máximo',
		},
	},
	en: {
		title: 'Ask a question',
		description: 'Asks one thing, checks the answer and keeps it.',
		summary: '{text} — {answer}',
		ports: { next: 'Answered', invalid: 'Answer not valid', timeout: 'No answer in time' },
		reasons: {
			notUnderstood: 'The answer was not understood three times.',
			doesNotFit: 'The answer cannot be kept in the attribute that was chosen.',
		},
		problems: {
			empty: 'Write the question.',
			noOptions: 'Add at least one answer.',
			noLabel: 'Every answer needs a text.',
			longLabel: 'This answer has more than 20 characters.',
			sameLabel: 'Another answer has the same text.',
			badRange: 'The maximum is less than the minimum.',
			badVariable: 'A variable’s name has only letters, digits and underscores.',
			noAttribute: 'Choose where the answer is kept.',
			noItem: 'Add this value to the attribute, which cannot hold it, or change the button.',
			tagsNeedChoice: 'Only multiple-choice answers are kept as tags.',
		},
		fields: {
			text: 'Question',
			answer: 'Type of answer',
			choice: 'multiple choice',
			number: 'number',
			date: 'date',
			phone: 'phone',
			email: 'e-mail',
			url: 'link',
			rating: 'rating',
			options: 'Answers',
			useItems: 'Use the items of the attribute',
			min: 'Minimum',
			max: 'Maximum',
			saveAs: 'Keep in',
			variable: 'variable',
			attribute: 'attribute',
			tag: 'tag',
			timeoutMs: 'Wait at most',
		},
	},
};

/** The attribute format that reads each type of answer; choices and ratings are buttons. */
const FORMATS: Record<
	Exclude<AnswerType, 'choice' | 'rating'>,
	{ format: string; settings?: object }
> = {
	text: { format: 'text' },
	number: { format: 'number' },
	date: { format: 'date' },
	phone: { format: 'text', settings: { shape: 'phone' } },
	email: { format: 'text', settings: { shape: 'email' } },
	url: { format: 'text', settings: { shape: 'url' } },
};
const SCORES = ['1', '2', '3', '4', '5'].map((id) => ({ id, label: id }));
/** The key of the answer in the form: it tells the customer's page nothing about the workspace. */
const ANSWER = 'answer';
const ANSWER_LABEL: Record<Locale, string> = { es: 'Respuesta', en: 'Answer' };

function ask(params: Params, context: StepContext, why?: Why): Outcome {
	const { before, question } = asking(askedAgain(context.render(params.text), why, context));
	return {
		effects: [
			...before,
			{ type: 'promptShown', text: question, input: inputOf(params, context), typing: true },
		],
		park: {
			listens: ['contact.buttonPressed', 'contact.answersGiven', 'contact.messageSent'],
			prompt: before.length,
			...patientUntil(context.now, params.timeoutMs),
		},
	};
}

/** By the attribute, where the answer has its shape and the attribute cannot hold it. */
function whyAgain(params: Params, { value }: Answer, { workspace }: StepContext): Why {
	if (buttonsOf(params)) return 'noOption';
	const target = value === undefined ? undefined : targetOf(params, workspace);
	return { wrong: [target ?? typeOf(params)] };
}

function targetOf(
	{ saveAs, attribute }: Params,
	workspace: Workspace,
): AttributeSchema | undefined {
	return saveAs === 'attribute' && attribute ? findAttribute(attribute, workspace) : undefined;
}

function inputOf(params: Params, { locale, render, reading }: StepContext): PromptInput {
	const { answer, options } = params;
	switch (answer) {
		case 'choice':
			return { kind: 'buttons', options: options.map((one) => renderOption(one, render)) };
		case 'rating':
			return { kind: 'buttons', options: SCORES };
		default: {
			const asked = { id: ANSWER, label: ANSWER_LABEL[locale], required: true };
			const fields = [{ ...asked, ...formatOfField(typeOf(params)) }];
			return { kind: 'form', fields, reading: formReading(reading) };
		}
	}
}

type Answer = { value: AttributeValue | undefined; option?: string };

/** Undefined: not an answer at all. A value that is undefined: one that was not understood. */
function answerOf(params: Params, event: DomainEvent, context: StepContext): Answer | undefined {
	const buttons = buttonsOf(params);
	if (buttons) {
		const pressed =
			event.type === 'buttonPressed'
				? pressedOption(event, buttons, context)
				: event.type === 'messageSent'
					? matchOption(event.text, shownOptions(buttons, context))
					: undefined;
		if (!pressed) return event.type === 'messageSent' ? { value: undefined } : undefined;
		return { value: valueOf(params, pressed), option: pressed.id };
	}
	const given = event.type === 'messageSent' ? event.text : formAnswer(event);
	if (given === undefined) return undefined;
	const value = readAnswer(typeOf(params), given, context.reading);
	return { value: value === '' ? undefined : value };
}

function buttonsOf({ answer, options }: Params): readonly PromptOption[] | undefined {
	return answer === 'rating' ? SCORES : answer === 'choice' ? options : undefined;
}

function valueOf({ answer }: Params, { id, label }: PromptOption): AttributeValue {
	return answer === 'rating' ? Number(id) : label;
}

/** Those of our own buttons whose value the attribute does not hold. */
function unfitButtons(params: Params, workspace: Workspace): PromptOption[] {
	const target = targetOf(params, workspace);
	const reading = { ...writingFor(undefined, workspace), now: 0, phone: (text: string) => text };
	if (!target) return [];
	return (buttonsOf(params) ?? []).filter((button) => {
		const isOpen = !button.label.trim() || placeholdersOf(button.label).length > 0;
		const value = valueOf(params, button);
		return !isOpen && convert({ ...typeOf(params), value }, target, reading) === undefined;
	});
}

function formAnswer(event: DomainEvent): AttributeValue | undefined {
	return event.type === 'answersGiven' && Object.hasOwn(event.answers, ANSWER)
		? event.answers[ANSWER]
		: undefined;
}

/** Undefined when there is nothing that could be kept where the author wants it. */
function keep(
	params: Params,
	{ value, option }: Answer,
	{ workspace, conversation, reading }: StepContext,
): Outcome | undefined {
	if (value === undefined || value === null) return undefined;
	const effects: Effect[] = [];
	if (params.saveAs === 'attribute' && params.attribute) {
		const schema = targetOf(params, workspace);
		const kept = schema && convert({ ...typeOf(params), value }, schema, reading);
		if (!schema || kept === undefined) return undefined;
		const { id, subject } = schema;
		effects.push({ type: 'attributeChanged', subject, attribute: id, value: kept });
	}
	const tag = params.saveAs === 'tag' && params.options.find(({ id }) => id === option)?.tag;
	if (tag && !conversation.tags.includes(tag)) effects.push({ type: 'tagAdded', tag });
	return {
		leave: 'next',
		effects,
		variables: {
			reply: value,
			...(params.saveAs === 'variable' ? { [params.variable]: value } : {}),
		},
		...formatsOf(params),
	};
}

/** What is kept is text unless told. */
function formatsOf(params: Params): { formats?: Formats } {
	const known = variablesOf(params).filter(({ format }) => format !== FORMATS.text.format);
	if (known.length === 0) return {};
	return { formats: Object.fromEntries(known.map(({ name, format }) => [name, format])) };
}

function variablesOf(params: Params): RunVariable[] {
	const { format } = typeOf(params);
	const names = params.saveAs === 'variable' ? ['reply', params.variable] : ['reply'];
	return names.map((name) => ({ name, format }));
}

function typeOf({ answer, min, max }: Params): Typed {
	switch (answer) {
		case 'choice':
			return FORMATS.text;
		case 'rating':
			return FORMATS.number;
		case 'number':
			return { ...FORMATS.number, settings: limits(min, max) };
		default:
			return FORMATS[answer];
	}
}

function limits(min: number | null, max: number | null) {
	return { ...(min !== null && { min }), ...(max !== null && { max }) };
}

function tagsOf({ answer, saveAs, options }: Params): string[] {
	if (answer !== 'choice' || saveAs !== 'tag') return [];
	return options.flatMap(({ tag }) => tag ?? []);
}

/** What every object has is no name: a log would refuse the run's journal (E-30). */
function isVariableName(name: string): boolean {
	return /^\w+$/.test(name) && Key.safeParse(name).success;
}
