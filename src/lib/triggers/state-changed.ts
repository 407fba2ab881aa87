import { unreachable } from '../base/assert';
import type { EventType } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

const State = z.enum(['closed', 'open', 'snoozed']);
type State = z.infer<typeof State>;

/**
 * S0 speaks of closing alone; closing is the default and the other two can be chosen (product V-8).
 */
export const stateChanged = defineTrigger({
	kind: 'state-changed',
	customerFacing: 'yes',
	params: z.object({
		to: z.array(State).check(z.maxLength(3)),
		/** Automations change states too; they count only when the author asks for it. */
		by: z.enum(['teammate', 'anyone']),
	}),
	initial: () => ({ to: ['closed' as const], by: 'teammate' as const }),
	listens: ['teammate', 'engine'].flatMap((author) => [
		`${author}.conversationClosed`,
		`${author}.conversationReopened`,
		`${author}.conversationUnsnoozed`,
		`${author}.conversationSnoozed`,
	]),
	match({ to, by }, event) {
		if (by === 'teammate' && event.by.kind !== 'teammate') return false;
		return to.some((state) => leadsTo(state).includes(event.type));
	},
	summary: ({ to }) => ({ states: to }),
});

export const text: KindText = {
	es: {
		title: 'El compañero de equipo cambia el estado de la conversación',
		description: 'Al cerrar, abrir o posponer una conversación.',
		summary: 'Cuando el estado pasa a: {states}',
		fields: {
			to: 'Estados',
			closed: 'Cerrada',
			open: 'Abierta',
			snoozed: 'Pospuesta',
			by: 'Quién lo cambia',
			teammate: 'Una persona del equipo',
			anyone: 'Una persona o una automatización',
		},
	},
	en: {
		title: 'Teammate changes the conversation state',
		description: 'When a conversation is closed, opened or snoozed.',
		summary: 'When the state becomes: {states}',
		fields: {
			to: 'States',
			closed: 'Closed',
			open: 'Open',
			snoozed: 'Snoozed',
			by: 'Changed by',
			teammate: 'A person of the team',
			anyone: 'A person or an automation',
		},
	},
};

function leadsTo(state: State): EventType[] {
	switch (state) {
		case 'closed':
			return ['conversationClosed'];
		case 'snoozed':
			return ['conversationSnoozed'];
		case 'open':
			return ['conversationReopened', 'conversationUnsnoozed'];
		default:
			return unreachable(state);
	}
}
