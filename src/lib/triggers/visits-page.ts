import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/**
 * The customer comes to a page, or stays there for a time (W-TRG-01). The messenger notices; all
 * that it is told is the rule.
 */
export const visitsPage = defineTrigger({
	kind: 'visits-page',
	customerFacing: 'yes',
	params: z.object({
		is: z.enum(['anyPage', 'exactly', 'startsWith', 'contains']),
		url: z.string().check(z.maxLength(500)),
		seconds: z.int().check(z.gte(0), z.lte(3_600)),
	}),
	initial: () => ({ is: 'contains' as const, url: '', seconds: 0 }),
	listens: ['contact.pageRuleMet'],
	match: (_params, event) => event.type === 'pageRuleMet',
	problems: ({ is, url, seconds }) => [
		...(is === 'anyPage' || url.trim() ? [] : [{ code: 'noUrl', param: 'url' }]),
		...(is !== 'anyPage' || seconds > 0 ? [] : [{ code: 'everywhere', param: 'seconds' }]),
	],
	page: ({ is, url, seconds }) => ({
		...(is === 'anyPage' || !url.trim() ? {} : { url: { is, value: url.trim() } }),
		...(seconds > 0 ? { seconds } : {}),
	}),
	summary: ({ is, url, seconds }) => ({
		is: [is],
		url: is === 'anyPage' ? '' : url,
		seconds: String(seconds),
	}),
});

export const text: KindText = {
	es: {
		title: 'El cliente visita una página',
		description: 'Al llegar a una página de tu sitio, o al quedarse un tiempo en ella.',
		summary: '{is} {url} ({seconds} s)',
		problems: {
			noUrl: 'Escribe la dirección.',
			everywhere: 'En cualquier página hace falta un tiempo.',
		},
		fields: {
			is: 'La dirección',
			anyPage: 'Cualquier página',
			exactly: 'Es exactamente',
			startsWith: 'Empieza por',
			contains: 'Contiene',
			url: 'Dirección',
			seconds: 'Segundos en la página',
		},
	},
	en: {
		title: 'Customer visits a page',
		description: 'On coming to a page of your site, or staying there for a time.',
		summary: '{is} {url} ({seconds} s)',
		problems: { noUrl: 'Write the address.', everywhere: 'Any page needs a time.' },
		fields: {
			is: 'The address',
			anyPage: 'Any page',
			exactly: 'Is exactly',
			startsWith: 'Begins with',
			contains: 'Contains',
			url: 'Address',
			seconds: 'Seconds on the page',
		},
	},
};
