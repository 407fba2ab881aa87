import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/**
 * The customer clicks something on the site, such as a "Help" button; the messenger opens
 * (W-TRG-02).
 */
export const clicksElement = defineTrigger({
	kind: 'clicks-element',
	customerFacing: 'yes',
	params: z.object({ selector: z.string().check(z.maxLength(300)) }),
	initial: () => ({ selector: '' }),
	listens: ['contact.pageRuleMet'],
	match: (_params, event) => event.type === 'pageRuleMet',
	problems: ({ selector }) => (selector.trim() ? [] : [{ code: 'noSelector', param: 'selector' }]),
	// What no element can match keeps a half-written rule from firing on every click.
	page: ({ selector }) => ({ selector: selector.trim() || ':not(*)' }),
	summary: ({ selector }) => ({ selector }),
});

export const text: KindText = {
	es: {
		title: 'El cliente hace clic en un elemento del sitio web',
		description: 'Al pulsar un botón o enlace de tu sitio; se abre la conversación.',
		summary: 'Al hacer clic en {selector}',
		problems: { noSelector: 'Indica el elemento.' },
		fields: { selector: 'Elemento (selector CSS, por ejemplo #ayuda)' },
	},
	en: {
		title: 'Customer clicks a website element',
		description: 'On a click on a button or link of your site; the conversation opens.',
		summary: 'On a click on {selector}',
		problems: { noSelector: 'Name the element.' },
		fields: { selector: 'Element (CSS selector, such as #help)' },
	},
};
