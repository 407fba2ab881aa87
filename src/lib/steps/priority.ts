import { Priority } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

export const priority = defineStep({
	kind: 'priority',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({ priority: Priority }),
	initial: () => ({ priority: 'high' as const }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	writes: () => [{ type: 'priorityChanged' }],
	problems: () => [],
	texts: [],
	summary: ({ priority }) => ({ priority: [priority] }),
	enter: ({ priority }, { conversation }) => ({
		leave: 'next',
		effects: conversation.priority === priority ? [] : [{ type: 'priorityChanged', priority }],
	}),
});

export const text: KindText = {
	es: {
		title: 'Marcar como prioridad',
		description: 'Cambia la prioridad de la conversación.',
		summary: 'Prioridad: {priority}',
		ports: { next: 'Después' },
		fields: {
			priority: 'Prioridad',
			none: 'ninguna',
			low: 'baja',
			medium: 'media',
			high: 'alta',
			urgent: 'urgente',
		},
	},
	en: {
		title: 'Mark as priority',
		description: 'Changes the conversation’s priority.',
		summary: 'Priority: {priority}',
		ports: { next: 'Next' },
		fields: {
			priority: 'Priority',
			none: 'none',
			low: 'low',
			medium: 'medium',
			high: 'high',
			urgent: 'urgent',
		},
	},
};
