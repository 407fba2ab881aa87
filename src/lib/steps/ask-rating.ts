import { DAY, MINUTE } from '../base/clock';
import { closeEpisode } from '../model/conversation';
import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { asking } from './long-words';
import { defineStep, type StepContext } from './step';

const Params = z.object({
	text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
	scale: z.int().check(z.gte(2), z.lte(10)),
	timeoutMs: z.number().check(z.gte(MINUTE), z.lte(100 * DAY)),
	/** How often it may be asked for. */
	once: z._default(z.enum(['conversation', 'closing']), 'conversation'),
	/** How long a rating can be given anew; 0: what is given stands. */
	changeForMs: z._default(z.number().check(z.gte(0), z.lte(100 * DAY)), 0),
});
type Params = z.infer<typeof Params>;

/** Asks once, and only where a person has looked after the customer (E-25). */
export const askRating = defineStep({
	kind: 'ask-rating',
	group: 'say',
	customerFacing: true,
	parks: true,
	params: Params,
	initial: () => ({
		text: '',
		scale: 5,
		timeoutMs: 3 * DAY,
		once: 'conversation' as const,
		changeForMs: 0,
	}),
	ports: () => [{ id: 'rated' }, { id: 'unrated' }],
	afterFailure: 'unrated',
	references: () => [],
	problems: ({ text }) => (text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
	texts: ['text'],
	summary: ({ text }) => ({ text }),
	enter(params, context) {
		const { now, render } = context;
		const skipped = reasonNotToAsk(params, context);
		if (skipped) return { leave: skipped === 'alreadyRated' ? 'rated' : 'unrated', skipped };
		const { text, scale, timeoutMs, changeForMs } = params;
		const { before, question } = asking(render(text));
		return {
			effects: [
				...before,
				{
					type: 'promptShown',
					text: question,
					input: { kind: 'rating', scale, ...(changeForMs > 0 ? { changeForMs } : {}) },
					typing: true,
				},
			],
			park: {
				until: now + timeoutMs,
				listens: ['contact.conversationRated'],
				prompt: before.length,
			},
		};
	},
	resume({ scale }, wake) {
		if ('timer' in wake) return { leave: 'unrated', otherwise: 'expired' };
		if (!('event' in wake) || wake.event.type !== 'conversationRated') return undefined;
		return wake.event.score <= scale ? { leave: 'rated' } : undefined;
	},
});

export const text: KindText = {
	es: {
		title: 'Pedir que califiquen la conversación',
		description: 'Pregunta al cliente cómo lo atendieron, si lo atendió una persona.',
		summary: '{text}',
		ports: { rated: 'Calificó', unrated: 'No calificó' },
		problems: { empty: 'Escribe la pregunta.' },
		reasons: {
			alreadyRated: 'No se preguntó: el cliente ya había calificado esta conversación.',
			alreadyAsked: 'No se preguntó: ya se le había pedido que calificara.',
			autoClosed: 'No se preguntó: la conversación la cerró una automatización.',
			botOnly: 'No se preguntó: nadie del equipo respondió en esta conversación.',
		},
		fields: {
			text: 'Pregunta',
			scale: 'Puntos',
			timeoutMs: 'Esperar como máximo',
			once: 'Preguntar',
			conversation: 'Una vez por conversación',
			closing: 'Cada vez que se cierra',
			canChange: 'El cliente puede cambiarla',
			changeForMs: 'Durante',
		},
	},
	en: {
		title: 'Ask for a rating',
		description: 'Asks the customer how they were looked after, where a person did.',
		summary: '{text}',
		ports: { rated: 'Rated', unrated: 'Did not rate' },
		problems: { empty: 'Write the question.' },
		reasons: {
			alreadyRated: 'Not asked: the customer had already rated this conversation.',
			alreadyAsked: 'Not asked: they had already been asked for a rating.',
			autoClosed: 'Not asked: an automation closed the conversation.',
			botOnly: 'Not asked: nobody on the team replied in this conversation.',
		},
		fields: {
			text: 'Question',
			scale: 'Points',
			timeoutMs: 'Wait at most',
			once: 'Ask',
			conversation: 'Once per conversation',
			closing: 'Each time it is closed',
			canChange: 'The customer can change it',
			changeForMs: 'For',
		},
	},
};

/** Undefined where it may be asked for. */
function reasonNotToAsk({ once }: Params, context: StepContext): string | undefined {
	const { conversation } = context;
	const { rating, ratingQuestions, closedBy, humanReplies } = conversation;
	const closing = closeEpisode(conversation);
	const asked = Object.entries(ratingQuestions).filter(
		([, question]) => once === 'conversation' || question.closing === closing,
	);
	const isRated = once === 'conversation' ? rating : asked.some(([, { until }]) => until);
	if (isRated) return 'alreadyRated';
	if (asked.some(([id]) => !isOwn(id, context))) return 'alreadyAsked';
	if (closedBy === 'engine') return 'autoClosed';
	return humanReplies === 0 ? 'botOnly' : undefined;
}

/**
 * Asked by this run: by another host that decided the same visit and could not write its journal
 * (E-10), or before the run went elsewhere and came back (E-15).
 */
function isOwn(question: string, context: StepContext): boolean {
	const stem = question.slice(0, question.indexOf('.'));
	return stem === context.newId('ev') || context.run.steps.some(({ shown }) => shown === stem);
}
