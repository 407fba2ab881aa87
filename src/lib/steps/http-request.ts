import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

const MAX_URL = 500;
const Method = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Asks for a call to another system. Nothing here makes it: it stands in the outbox as not sent
 * until a connector takes it (E-11). The address is the author's own words: nothing that a customer
 * said becomes a part of it.
 */
export const httpRequest = defineStep({
	kind: 'http-request',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({
		method: Method,
		url: z.string().check(z.maxLength(MAX_URL)),
		body: z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
	}),
	initial: () => ({ method: 'POST' as const, url: '', body: '' }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	problems: ({ url }) => (/^https:\/\/[^\s/]+/.test(url) ? [] : [{ code: 'badUrl', param: 'url' }]),
	texts: ['body'],
	summary: ({ method, url }) => ({ method, url }),
	enter({ method, url, body }, { render }) {
		const request = { method, url, body: render(body).slice(0, MAX_TEXT_LENGTH) };
		return { leave: 'next', effects: [{ type: 'externalRequested', kind: 'http', request }] };
	},
});

export const text: KindText = {
	es: {
		title: 'Petición HTTP (sin conector)',
		description: 'Deja una petición en la bandeja de salida; aún no hay conector que la haga.',
		summary: 'Sin enviar: {method} {url}',
		ports: { next: 'Después' },
		problems: { badUrl: 'La dirección debe empezar por https://' },
		fields: {
			method: 'Método',
			url: 'Dirección',
			body: 'Cuerpo',
			noConnector: 'No hay conector: quedará en la bandeja de salida como no enviada.',
		},
	},
	en: {
		title: 'HTTP request (no connector)',
		description: 'Puts a request into the outbox; there is no connector yet to make it.',
		summary: 'Not sent: {method} {url}',
		ports: { next: 'Next' },
		problems: { badUrl: 'The address must begin with https://' },
		fields: {
			method: 'Method',
			url: 'Address',
			body: 'Body',
			noConnector: 'There is no connector: it stays in the outbox as not sent.',
		},
	},
};
