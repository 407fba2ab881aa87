import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { isOpen, nextOpening } from '../model/office-hours';
import { z } from '../model/schema';
import type { Locale, ReplyTime } from '../model/workspace';
import { defineStep, type StepContext } from './step';

/**
 * Says how soon a person can be expected: the reply time of the workspace while people are there,
 * else when they are back (W-STP-03). Where neither is known it promises nothing.
 */
export const expectedReplyTime = defineStep({
	kind: 'expected-reply-time',
	group: 'say',
	customerFacing: true,
	parks: false,
	params: z.object({ text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)) }),
	initial: () => ({ text: '' }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	problems: () => [],
	texts: ['text'],
	summary: ({ text }) => ({ text }),
	enter({ text }, context) {
		const { workspace, render } = context;
		const words = [expectation(context), render(text)].filter((part) => part.trim()).join('\n');
		if (!words) return { leave: 'next' };
		const as = workspace.name ? { as: workspace.name } : {};
		return {
			leave: 'next',
			effects: [{ type: 'messageSent', text: words.slice(0, MAX_TEXT_LENGTH), ...as }],
		};
	},
});

export const text: KindText = {
	es: {
		title: 'Mostrar el tiempo de respuesta esperado',
		description: 'Dice al cliente cuándo puede esperar la respuesta de una persona.',
		summary: 'Tiempo de respuesta esperado {text}',
		ports: { next: 'Después' },
		fields: { text: 'Además' },
	},
	en: {
		title: 'Show expected reply time',
		description: 'Tells the customer when to expect a person’s reply.',
		summary: 'Expected reply time {text}',
		ports: { next: 'Next' },
		fields: { text: 'And then' },
	},
};

/** In the customer's language, not in that of the interface. */
const WORDS: Record<
	Locale,
	Record<ReplyTime, string> & { back: (day: string, time: string) => string }
> = {
	es: {
		minutes: 'Solemos responder en unos minutos.',
		hours: 'Solemos responder en unas horas.',
		day: 'Solemos responder en un día.',
		back: (day, time) => `Ahora no estamos. Volvemos el ${day} a las ${time}.`,
	},
	en: {
		minutes: 'We usually reply within a few minutes.',
		hours: 'We usually reply within a few hours.',
		day: 'We usually reply within a day.',
		back: (day, time) => `We are away at the moment. We are back on ${day} at ${time}.`,
	},
};

function expectation({ workspace, locale, now }: StepContext): string {
	const { officeHours, replyTime } = workspace;
	const words = WORDS[locale];
	if (isOpen(officeHours, now)) return replyTime ? words[replyTime] : '';
	const back = nextOpening(officeHours, now);
	if (!officeHours || back === undefined) return '';
	const zone = { timeZone: officeHours.timezone };
	const day = new Intl.DateTimeFormat(locale, {
		...zone,
		weekday: 'long',
		day: 'numeric',
		month: 'long',
	}).format(back);
	const time = new Intl.DateTimeFormat(locale, {
		...zone,
		hourCycle: 'h23',
		hour: '2-digit',
		minute: '2-digit',
	}).format(back);
	return words.back(day, time);
}
