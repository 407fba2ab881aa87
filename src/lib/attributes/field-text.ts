import type { Locale } from '../model/workspace';
import { STANDARD_NAMES } from './fields';

/** Labels of the fields that every workspace has, by path. */
export const fieldText: Record<Locale, Record<string, string>> = {
	es: {
		...STANDARD_NAMES.es,
		'contact.firstSeenAt': 'Visto por primera vez',
		'contact.lastSeenAt': 'Visto por última vez',
		'contact.page': 'Página actual',
		'message.text': 'Último mensaje del cliente',
		'run.reply': 'Respuesta en este flujo',
		'conversation.state': 'Estado de la conversación',
		'conversation.priority': 'Prioridad',
		'conversation.tags': 'Etiquetas',
		'conversation.teammate': 'Agente asignado',
		'conversation.team': 'Equipo asignado',
		'conversation.startedAt': 'Inicio de la conversación',
		'conversation.customerMessages': 'Mensajes del cliente',
		'conversation.rating': 'Calificación',
		'conversation.channel': 'Canal',
		'contact.tags': 'Etiquetas del cliente',
		'workspace.open': 'En horario de atención',
	},
	en: {
		...STANDARD_NAMES.en,
		'contact.firstSeenAt': 'First seen',
		'contact.lastSeenAt': 'Last seen',
		'contact.page': 'Current page',
		'message.text': 'Customer’s last message',
		'run.reply': 'Reply in this workflow',
		'conversation.state': 'Conversation state',
		'conversation.priority': 'Priority',
		'conversation.tags': 'Tags',
		'conversation.teammate': 'Assigned teammate',
		'conversation.team': 'Assigned team',
		'conversation.startedAt': 'Conversation started',
		'conversation.customerMessages': 'Messages by the customer',
		'conversation.rating': 'Rating',
		'conversation.channel': 'Channel',
		'contact.tags': 'Contact tags',
		'workspace.open': 'Within office hours',
	},
};

/** Labels of the items of the lists above, by path and item id. */
export const itemText: Record<Locale, Record<string, Record<string, string>>> = {
	es: {
		'conversation.state': { open: 'Abierta', snoozed: 'Pospuesta', closed: 'Cerrada' },
		'conversation.priority': {
			none: 'Ninguna',
			low: 'Baja',
			medium: 'Media',
			high: 'Alta',
			urgent: 'Urgente',
		},
	},
	en: {
		'conversation.state': { open: 'Open', snoozed: 'Snoozed', closed: 'Closed' },
		'conversation.priority': {
			none: 'None',
			low: 'Low',
			medium: 'Medium',
			high: 'High',
			urgent: 'Urgent',
		},
	},
};
