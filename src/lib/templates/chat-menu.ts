import { assign } from '../steps/assign';
import { message } from '../steps/message';
import { replyButtons } from '../steps/reply-buttons';
import { triggerWorkflow } from '../steps/trigger-workflow';
import { firstMessage } from '../triggers/first-message';
import { manual } from '../triggers/manual';
import type { Locale } from '../model/workspace';
import {
	ENDED,
	message as hears,
	on,
	presses,
	question,
	says,
	SOMEBODY_OF,
	step,
	story,
	workflow,
} from './parts';
import type { Companion, WorkflowTemplate } from './template';

/**
 * W-TPL-11: a menu, and a workflow of its own behind each entry, which people can leave at any time
 * by saying so. Where a child ends, the menu is asked again.
 */
export const chatMenu: WorkflowTemplate = {
	id: 'chat-menu',
	text: {
		es: {
			title: 'Menú de chat con varios niveles',
			description: 'Un menú principal y un flujo para cada opción, con vuelta al menú siempre.',
		},
		en: {
			title: 'Multi-level chat menu',
			description: 'A main menu and a workflow behind each entry, with a way back at any time.',
		},
	},
	placeholders: [{ id: 'sales', kind: 'team', name: { es: 'Ventas', en: 'Sales' } }],
	companions: [
		...(['product', 'service', 'about'] as const).map(submenu),
		{
			id: 'talk',
			definition(locale, filled = {}) {
				const words = WORDS[locale];
				return workflow({
					title: words.menu.talk,
					on: on(manual),
					nodes: {
						hello: step(message, { text: words.sales }, { next: 'give' }),
						give: step(assign, { team: filled.sales ?? null }),
					},
				});
			},
		},
	],
	definition(locale, filled = {}) {
		const words = WORDS[locale];
		const child = (id: string) => filled[id] ?? null;
		const visit = (id: string) =>
			step(
				triggerWorkflow,
				{ workflow: child(id), mode: 'return' },
				{ next: 'menu', failure: 'sorry' },
			);
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				menu: step(
					replyButtons,
					{ text: words.ask, options: entriesOf(locale) },
					{ product: 'product', service: 'service', about: 'about', talk: 'talk' },
				),
				product: visit('product'),
				service: visit('service'),
				about: visit('about'),
				talk: step(
					triggerWorkflow,
					{ workflow: child('talk'), mode: 'handOver' },
					{ failure: 'sorry' },
				),
				sorry: step(message, { text: words.sorry }),
			},
		});
	},
	scenarios(locale, filled = {}) {
		const words = WORDS[locale];
		const menu = question(words.ask, ...entriesOf(locale).map(({ label }) => label));
		const sub = (id: SubmenuId) => {
			const { ask, first, second } = words.submenus[id];
			return question(ask, first.label, second.label, words.back);
		};
		return [
			story('menu', words.story, [
				[says(words.hello), menu],
				[presses('product'), sub('product')],
				[presses('first'), hears(words.submenus.product.first.answer), sub('product')],
				[presses('back'), hears(words.leaving), ENDED, menu],
				[presses('about'), sub('about')],
				[says(words.keyword), hears(words.leaving), ENDED, menu],
				[presses('talk'), ENDED, hears(words.sales), SOMEBODY_OF(filled.sales), ENDED],
			]),
		];
	},
};

type SubmenuId = keyof (typeof WORDS)['en']['submenus'];

function submenu(id: SubmenuId): Companion {
	return {
		id,
		definition(locale) {
			const words = WORDS[locale];
			const { ask, first, second } = words.submenus[id];
			return workflow({
				title: words.menu[id],
				on: on(manual),
				settings: { handlers: [{ words: words.keywords, go: 'leave' }] },
				nodes: {
					ask: step(
						replyButtons,
						{
							text: ask,
							options: [
								{ id: 'first', label: first.label },
								{ id: 'second', label: second.label },
								{ id: 'back', label: words.back },
							],
						},
						{ first: 'first', second: 'second', back: 'leave' },
					),
					first: step(message, { text: first.answer }, { next: 'ask' }),
					second: step(message, { text: second.answer }, { next: 'ask' }),
					leave: step(message, { text: words.leaving }),
				},
			});
		},
	};
}

function entriesOf(locale: Locale) {
	return Object.entries(WORDS[locale].menu).map(([id, label]) => ({ id, label }));
}

const WORDS = {
	es: {
		ask: '¿En qué podemos ayudarte?',
		menu: {
			product: 'Producto',
			service: 'Servicio',
			about: 'Sobre nosotros',
			talk: 'Hablar con Ventas',
		},
		submenus: {
			product: {
				ask: '¿Qué quieres saber del producto?',
				first: { label: 'Precios', answer: 'Los precios están en nuestra web, en Tarifas.' },
				second: { label: 'Novedades', answer: 'Cada mes contamos lo nuevo en el blog.' },
			},
			service: {
				ask: '¿Qué servicio necesitas?',
				first: { label: 'Instalación', answer: 'Instalamos en 48 horas en toda la ciudad.' },
				second: { label: 'Reparación', answer: 'Recogemos y reparamos en una semana.' },
			},
			about: {
				ask: '¿Qué quieres saber de nosotros?',
				first: { label: 'Dónde estamos', answer: 'Estamos en la calle Mayor, 1.' },
				second: { label: 'Horario', answer: 'Abrimos de lunes a viernes, de 9 a 18.' },
			},
		},
		back: 'Volver al menú',
		leaving: 'De vuelta al menú.',
		keywords: ['menú', 'menu', 'inicio', 'volver'],
		keyword: 'menú',
		sales: 'Te pasamos con Ventas.',
		sorry: 'Esta opción no está disponible ahora. Escríbenos y te ayudamos.',
		story: 'Recorre el menú y acaba con Ventas',
		hello: 'Hola',
	},
	en: {
		ask: 'How can we help?',
		menu: {
			product: 'Product',
			service: 'Service',
			about: 'About us',
			talk: 'Talk to Sales',
		},
		submenus: {
			product: {
				ask: 'What would you like to know about the product?',
				first: { label: 'Prices', answer: 'Prices are on our site, under Pricing.' },
				second: { label: 'What is new', answer: 'Every month we tell what is new on the blog.' },
			},
			service: {
				ask: 'Which service do you need?',
				first: { label: 'Installation', answer: 'We install within 48 hours all over town.' },
				second: { label: 'Repair', answer: 'We collect and repair within a week.' },
			},
			about: {
				ask: 'What would you like to know about us?',
				first: { label: 'Where we are', answer: 'We are at 1 High Street.' },
				second: { label: 'Opening hours', answer: 'We are open Monday to Friday, 9 to 18.' },
			},
		},
		back: 'Back to the menu',
		leaving: 'Back to the menu.',
		keywords: ['menu', 'start', 'back'],
		keyword: 'menu',
		sales: 'We are passing you on to Sales.',
		sorry: 'This is not available right now. Write to us and we will help.',
		story: 'Walks the menu and ends with Sales',
		hello: 'Hello',
	},
};
