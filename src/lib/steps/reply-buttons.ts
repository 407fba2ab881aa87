import { DAY, MINUTE } from '../base/clock';
import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { COMPOSER_ESCAPE_MS, MAX_ASKS, PromptOption } from '../model/prompt';
import { z } from '../model/schema';
import { matchOption } from '../model/typed-text';
import { askedAgain, type Why } from './ask-again';
import { asking } from './long-words';
import { labelProblems } from './option-problems';
import { patientUntil, Patience, TIMED_OUT, timeoutPort } from './patience';
import { pressedOption, renderOption, shownOptions } from './shown-options';
import { defineStep, type Outcome, type StepContext } from './step';

/** More than this is a list to read, not buttons to press. */
const MAX_OPTIONS = 10;

const Params = z.object({
	text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
	options: z.array(PromptOption).check(z.maxLength(MAX_OPTIONS)),
	/** Off takes the composer away, so that only the buttons answer (W-ACT-08). */
	typing: z.boolean(),
	/** With the composer off, it comes back after this time (E-14). */
	escapeMs: z.number().check(z.gte(MINUTE), z.lte(DAY)),
	/** What a typed text that is no label does: ask again for a few times, or its own path. */
	onTyped: z.enum(['ask-again', 'path']),
	timeoutMs: Patience,
});
type Params = z.infer<typeof Params>;

/**
 * Buttons under a message; each leads to its own path. What is typed is matched to their labels
 * (E-14).
 */
export const replyButtons = defineStep({
	kind: 'reply-buttons',
	group: 'route',
	customerFacing: true,
	parks: true,
	params: Params,
	initial: () => ({
		text: '',
		options: [
			{ id: 'first', label: '' },
			{ id: 'second', label: '' },
		],
		typing: true,
		escapeMs: COMPOSER_ESCAPE_MS,
		onTyped: 'ask-again' as const,
		timeoutMs: null,
	}),
	ports: ({ options, onTyped, timeoutMs }) => [
		...options.map(({ id, label }) => ({ id, label, required: true as const })),
		...(onTyped === 'path' ? [{ id: 'typed', required: true as const }] : []),
		...timeoutPort(timeoutMs),
		...(onTyped === 'ask-again' ? [{ id: 'failure' }] : []),
	],
	parts: ['options'],
	references: () => [],
	problems: ({ text, options }) => [
		...(text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
		...(options.length > 0 ? [] : [{ code: 'noOptions', param: 'options' }]),
		...labelProblems(options),
	],
	variables: () => [{ name: 'reply', format: 'text' }],
	texts: ['text'],
	filled: ({ options }) => options.map(({ label }) => ({ param: 'options', text: label })),
	summary: ({ text, options }) => ({
		text,
		options: options.map(({ label }) => label).join(' · '),
	}),
	enter: (params, context) => ask(params, context),
	resume(params, wake, context) {
		if ('timer' in wake) return TIMED_OUT;
		if (!('event' in wake)) return undefined;
		const { event } = wake;
		if (event.type === 'buttonPressed') {
			const pressed = pressedOption(event, params.options, context);
			return pressed && choose(pressed);
		}
		if (event.type !== 'messageSent') return undefined;
		const meant = matchOption(event.text, shownOptions(params.options, context));
		if (meant) return choose(meant);
		if (params.onTyped === 'path') return { leave: 'typed' };
		if (context.parked < MAX_ASKS) return ask(params, context, 'noOption');
		return { leave: 'failure', otherwise: 'failed', skipped: 'notUnderstood' };
	},
});

export const text: KindText = {
	es: {
		title: 'Botones de respuesta',
		description: 'Un mensaje con botones; cada botón lleva a su propia ruta.',
		summary: '{text} — {options}',
		ports: {
			typed: 'Escribió otra cosa',
			timeout: 'No respondió a tiempo',
			failure: 'No se entendió',
		},
		reasons: { notUnderstood: 'La respuesta no se entendió tres veces.' },
		problems: {
			empty: 'Escribe el mensaje que va sobre los botones.',
			noOptions: 'Añade al menos un botón.',
			noLabel: 'Cada botón necesita un texto.',
			sameLabel: 'Otro botón tiene el mismo texto.',
		},
		fields: {
			text: 'Mensaje',
			options: 'Botones',
			typing: 'Permitir que el cliente escriba',
			escapeMs: 'Devolver el cuadro de texto después de',
			onTyped: 'Si escribe otra cosa',
			'ask-again': 'Preguntar de nuevo',
			path: 'Seguir otra ruta',
			timeoutMs: 'Esperar como máximo',
		},
	},
	en: {
		title: 'Reply buttons',
		description: 'A message with buttons; each leads to its own path.',
		summary: '{text} — {options}',
		ports: {
			typed: 'Typed something else',
			timeout: 'No answer in time',
			failure: 'Not understood',
		},
		reasons: { notUnderstood: 'The answer was not understood three times.' },
		problems: {
			empty: 'Write the message above the buttons.',
			noOptions: 'Add at least one button.',
			noLabel: 'Every button needs a label.',
			sameLabel: 'Another button has the same label.',
		},
		fields: {
			text: 'Message',
			options: 'Buttons',
			typing: 'Let the customer type',
			escapeMs: 'Give the composer back after',
			onTyped: 'If they type something else',
			'ask-again': 'Ask again',
			path: 'Take another path',
			timeoutMs: 'Wait at most',
		},
	},
};

function ask(params: Params, context: StepContext, why?: Why): Outcome {
	const { now, render } = context;
	const { text, options, typing, escapeMs, timeoutMs } = params;
	const { before, question } = asking(askedAgain(render(text), why, context));
	return {
		effects: [
			...before,
			{
				type: 'promptShown',
				text: question,
				input: {
					kind: 'buttons',
					options: options.map((option) => renderOption(option, render)),
				},
				typing,
				...(typing ? {} : { typingReturnsAt: now + escapeMs }),
			},
		],
		park: {
			listens: ['contact.buttonPressed', 'contact.messageSent'],
			prompt: before.length,
			...patientUntil(now, timeoutMs),
		},
	};
}

/** Kept as `run.reply`, like a written reply, so that later branches can look at it. */
function choose({ id, label }: PromptOption): Outcome {
	return { leave: id, variables: { reply: label } };
}
