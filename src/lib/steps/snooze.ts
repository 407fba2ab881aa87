import { DAY, HOUR, MINUTE } from '../base/clock';
import { type KindText, shortDuration } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

export const snooze = defineStep({
	kind: 'snooze',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({
		/** Null: until the customer writes again. */
		forMs: z.nullable(z.number().check(z.gte(MINUTE), z.lte(365 * DAY))),
	}),
	initial: () => ({ forMs: 4 * HOUR }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	writes: () => [{ type: 'conversationSnoozed' }],
	problems: () => [],
	texts: [],
	summary: ({ forMs }) => ({ duration: forMs === null ? ['untilReply'] : shortDuration(forMs) }),
	enter: ({ forMs }, { now }) => ({
		leave: 'next',
		effects: [{ type: 'conversationSnoozed', ...(forMs === null ? {} : { until: now + forMs }) }],
	}),
});

export const text: KindText = {
	es: {
		title: 'Posponer',
		description: 'Aparta la conversación hasta más tarde.',
		summary: 'Posponer: {duration}',
		ports: { next: 'Después' },
		fields: { forMs: 'Durante', untilReply: 'hasta que el cliente escriba' },
	},
	en: {
		title: 'Snooze',
		description: 'Puts the conversation away until later.',
		summary: 'Snooze: {duration}',
		ports: { next: 'Next' },
		fields: { forMs: 'For', untilReply: 'until the customer writes' },
	},
};
