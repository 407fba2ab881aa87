import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

const Source = z.enum(['contact', 'teammate', 'workflow']);
type Source = z.infer<typeof Source>;

/**
 * A conversation begins, or is taken up again after it was closed (W-TRG-14). Waking from a snooze
 * is neither.
 */
export const conversationOpened = defineTrigger({
	kind: 'conversation-opened',
	customerFacing: 'yes',
	params: z.object({ by: z.array(Source).check(z.maxLength(3)) }),
	initial: () => ({ by: Source.options }),
	listens: [
		'contact.messageSent',
		'teammate.messageSent',
		'teammate.conversationReopened',
		'engine.conversationReopened',
	],
	match({ by }, event, state) {
		if (!('conversation' in event) || event.conversation === undefined) return false;
		const openedAt = state.conversations[event.conversation]?.openedAt;
		return openedAt === event.at && by.includes(sourceOf(event.by.kind));
	},
	problems: ({ by }) => (by.length > 0 ? [] : [{ code: 'nobody', param: 'by' }]),
	wakesOn: ({ by }) => (by.includes('workflow') ? [{ type: 'conversationReopened' }] : []),
	summary: ({ by }) => ({ by }),
});

export const text: KindText = {
	es: {
		title: 'Conversación abierta',
		description: 'Cuando una conversación empieza o se vuelve a abrir.',
		summary: 'Al abrirse una conversación ({by})',
		problems: { nobody: 'Elige quién la abre.' },
		fields: {
			by: 'Quién la abre',
			contact: 'el cliente',
			teammate: 'una persona del equipo',
			workflow: 'un flujo de trabajo',
		},
	},
	en: {
		title: 'Conversation opened',
		description: 'When a conversation begins or is opened again.',
		summary: 'When a conversation is opened ({by})',
		problems: { nobody: 'Choose who opens it.' },
		fields: {
			by: 'Opened by',
			contact: 'the customer',
			teammate: 'a teammate',
			workflow: 'a workflow',
		},
	},
};

function sourceOf(kind: 'contact' | 'teammate' | 'engine'): Source {
	return kind === 'engine' ? 'workflow' : kind;
}
