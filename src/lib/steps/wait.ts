import { DAY, HOUR, SECOND } from '../base/clock';
import { type KindText, shortDuration } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/** What may cut a wait short, and the signals of each (E-16). */
const SIGNALS = {
	customerReply: ['contact.messageSent'],
	teammateReply: ['teammate.messageSent'],
	stateChange: [
		'teammate.conversationClosed',
		'teammate.conversationReopened',
		'teammate.conversationSnoozed',
		'teammate.conversationUnsnoozed',
	],
	assignment: ['teammate.conversationAssigned'],
} as const;
const Interrupter = z.enum(['customerReply', 'teammateReply', 'stateChange', 'assignment']);

/** Parks for a time. An interruption takes its own path, and ends the run where none is wired. */
export const wait = defineStep({
	kind: 'wait',
	group: 'act',
	customerFacing: false,
	parks: true,
	params: z.object({
		forMs: z.number().check(z.gte(SECOND), z.lte(365 * DAY)),
		interruptedBy: z.array(Interrupter).check(z.maxLength(4)),
		/**
		 * False: a deadline that was served much too late, with every device asleep, ends the run
		 * (E-18).
		 */
		runLate: z.boolean(),
	}),
	initial: () => ({
		forMs: HOUR,
		interruptedBy: ['customerReply' as const, 'teammateReply' as const],
		runLate: true,
	}),
	ports: ({ interruptedBy }) => [
		{ id: 'done' },
		...(interruptedBy.length > 0 ? [{ id: 'interrupted' }] : []),
	],
	references: () => [],
	problems: () => [],
	texts: [],
	summary: ({ forMs }) => ({ duration: shortDuration(forMs) }),
	enter: ({ forMs, interruptedBy, runLate }, { now }) => ({
		park: {
			until: now + forMs,
			listens: interruptedBy.flatMap((name) => SIGNALS[name]),
			...(runLate ? {} : { runLate }),
		},
	}),
	resume: (_params, wake) =>
		'timer' in wake ? { leave: 'done' } : { leave: 'interrupted', otherwise: 'interrupted' },
});

export const text: KindText = {
	es: {
		title: 'Esperar',
		description: 'Se detiene un tiempo y después continúa.',
		summary: 'Esperar {duration}',
		ports: { done: 'Tiempo cumplido', interrupted: 'Interrumpido' },
		fields: {
			forMs: 'Durante',
			interruptedBy: 'Se interrumpe si',
			customerReply: 'el cliente escribe',
			teammateReply: 'un compañero de equipo responde',
			stateChange: 'cambia el estado',
			assignment: 'alguien asigna la conversación',
			runLate: 'Continuar aunque sea tarde',
		},
	},
	en: {
		title: 'Wait',
		description: 'Stops for a time, then goes on.',
		summary: 'Wait {duration}',
		ports: { done: 'Time is up', interrupted: 'Interrupted' },
		fields: {
			forMs: 'For',
			interruptedBy: 'Interrupted when',
			customerReply: 'the customer writes',
			teammateReply: 'a teammate replies',
			stateChange: 'the state changes',
			assignment: 'someone assigns the conversation',
			runLate: 'Go on even when late',
		},
	},
};
