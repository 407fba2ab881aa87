import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

const Source = z.enum(['teammate', 'workflow']);

/** A conversation is closed, by a person or by an automation, as the author chooses (W-TRG-15). */
export const conversationClosed = defineTrigger({
	kind: 'conversation-closed',
	customerFacing: 'yes',
	params: z.object({ by: z.array(Source).check(z.maxLength(2)) }),
	initial: () => ({ by: Source.options }),
	listens: ['teammate.conversationClosed', 'engine.conversationClosed'],
	match: ({ by }, event) => by.includes(event.by.kind === 'engine' ? 'workflow' : 'teammate'),
	problems: ({ by }) => (by.length > 0 ? [] : [{ code: 'nobody', param: 'by' }]),
	wakesOn: ({ by }) => (by.includes('workflow') ? [{ type: 'conversationClosed' }] : []),
	summary: ({ by }) => ({ by }),
});

export const text: KindText = {
	es: {
		title: 'Conversación cerrada',
		description: 'Cuando se cierra una conversación.',
		summary: 'Al cerrarse una conversación ({by})',
		problems: { nobody: 'Elige quién la cierra.' },
		fields: {
			by: 'Quién la cierra',
			teammate: 'una persona del equipo',
			workflow: 'un flujo de trabajo',
		},
	},
	en: {
		title: 'Conversation closed',
		description: 'When a conversation is closed.',
		summary: 'When a conversation is closed ({by})',
		problems: { nobody: 'Choose who closes it.' },
		fields: { by: 'Closed by', teammate: 'a teammate', workflow: 'a workflow' },
	},
};
