import { findAttribute } from '../attributes/fields';
import { attributeValue } from '../attributes/given';
import { attributeFormat } from '../attributes/index';
import { DAY, HOUR, type Instant, SECOND } from '../base/clock';
import { knownZone } from '../base/zone';
import { type KindText, shortDuration } from '../model/kind-text';
import { nextOpening } from '../model/office-hours';
import { signalOf } from '../model/event';
import { z } from '../model/schema';
import { nameOf } from '../model/workspace';
import { defineStep, type StepContext } from './step';

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
	ticketChange: ['teammate.ticketStateChanged'],
} as const;
const Interrupter = z.enum([
	'customerReply',
	'teammateReply',
	'stateChange',
	'assignment',
	'ticketChange',
]);

const Params = z.object({
	/** A time span, the next opening of the office, or the date that an attribute holds. */
	until: z._default(z.enum(['duration', 'officeHours', 'date']), 'duration'),
	forMs: z.number().check(z.gte(SECOND), z.lte(365 * DAY)),
	attribute: z._default(z.nullable(z.string().check(z.maxLength(80))), null),
	interruptedBy: z.array(Interrupter).check(z.maxLength(5)),
	/**
	 * False: a deadline that was served much too late, with every device asleep, ends the run
	 * (E-18).
	 */
	runLate: z.boolean(),
});
type Params = z.infer<typeof Params>;

/** Parks until a time. An interruption takes its own path, and ends the run where none is wired. */
export const wait = defineStep({
	kind: 'wait',
	group: 'act',
	customerFacing: false,
	parks: true,
	params: Params,
	initial: () => ({
		until: 'duration' as const,
		forMs: HOUR,
		attribute: null,
		interruptedBy: ['customerReply' as const, 'teammateReply' as const],
		runLate: true,
	}),
	ports: ({ until, interruptedBy }) => [
		{ id: 'done' },
		...(interruptedBy.length > 0 ? [{ id: 'interrupted' }] : []),
		...(until === 'duration' ? [] : [{ id: 'failure' }]),
	],
	afterFailure: 'done',
	references: ({ until, attribute }) =>
		until === 'date' && attribute ? [{ kind: 'attribute' as const, id: attribute }] : [],
	problems: ({ until, attribute }) =>
		until === 'date' && !attribute ? [{ code: 'noAttribute', param: 'attribute' }] : [],
	texts: [],
	summary: ({ until, forMs, attribute }, { attributes }) => ({
		duration:
			until === 'duration'
				? shortDuration(forMs)
				: until === 'date'
					? nameOf(attributes, attribute)
					: [until],
	}),
	enter(params, context) {
		const until = deadline(params, context);
		if (until === undefined) {
			return { fail: params.until === 'date' ? 'dateUnknown' : 'neverOpen' };
		}
		if (until <= context.now) return { leave: 'done' };
		const { interruptedBy, runLate } = params;
		return {
			park: {
				until,
				listens: interruptedBy.flatMap((name) => SIGNALS[name]),
				...(runLate ? {} : { runLate }),
			},
		};
	},
	resume({ interruptedBy }, wake) {
		if ('timer' in wake) return { leave: 'done' };
		const signal: string | undefined = 'event' in wake ? signalOf(wake.event) : undefined;
		const skipped = interruptedBy.find((name) => SIGNALS[name].some((one) => one === signal));
		return { leave: 'interrupted', otherwise: 'interrupted', ...(skipped && { skipped }) };
	},
});

export const text: KindText = {
	es: {
		title: 'Esperar',
		description: 'Se detiene un tiempo y después continúa.',
		summary: 'Esperar {duration}',
		ports: {
			done: 'Tiempo cumplido',
			interrupted: 'Interrumpido',
			failure: 'No se sabe hasta cuándo',
		},
		problems: { noAttribute: 'Elige el atributo con la fecha.' },
		reasons: {
			customerReply: 'Escribió el cliente durante la espera.',
			teammateReply: 'Respondió alguien del equipo durante la espera.',
			stateChange: 'Alguien cambió el estado de la conversación durante la espera.',
			assignment: 'Alguien asignó la conversación durante la espera.',
			ticketChange: 'Un ticket cambió de estado durante la espera.',
		},
		fields: {
			until: 'Hasta',
			duration: 'que pase un tiempo',
			officeHours: 'el horario de atención',
			date: 'una fecha del cliente o de la conversación',
			attribute: 'Atributo',
			forMs: 'Durante',
			interruptedBy: 'Se interrumpe si',
			customerReply: 'el cliente escribe',
			teammateReply: 'un compañero de equipo responde',
			stateChange: 'cambia el estado',
			assignment: 'alguien asigna la conversación',
			ticketChange: 'un ticket cambia de estado',
			runLate: 'Continuar aunque sea tarde',
		},
	},
	en: {
		title: 'Wait',
		description: 'Stops for a time, then goes on.',
		summary: 'Wait {duration}',
		ports: { done: 'Time is up', interrupted: 'Interrupted', failure: 'No such time' },
		problems: { noAttribute: 'Choose the attribute that holds the date.' },
		reasons: {
			customerReply: 'The customer wrote during the wait.',
			teammateReply: 'A teammate replied during the wait.',
			stateChange: 'Someone changed the conversation’s state during the wait.',
			assignment: 'Someone assigned the conversation during the wait.',
			ticketChange: 'A ticket changed its state during the wait.',
		},
		fields: {
			until: 'Until',
			duration: 'some time has passed',
			officeHours: 'office hours begin',
			date: 'a date of the contact or conversation',
			attribute: 'Attribute',
			forMs: 'For',
			interruptedBy: 'Interrupted when',
			customerReply: 'the customer writes',
			teammateReply: 'a teammate replies',
			stateChange: 'the state changes',
			assignment: 'someone assigns the conversation',
			ticketChange: 'a ticket changes its state',
			runLate: 'Go on even when late',
		},
	},
};

/** Undefined when nothing says until when. */
function deadline({ until, forMs, attribute }: Params, context: StepContext): Instant | undefined {
	const { now, workspace } = context;
	switch (until) {
		case 'duration':
			return now + forMs;
		case 'officeHours':
			return nextOpening(workspace.officeHours, now);
		case 'date': {
			const { state, conversation, reading } = context;
			const schema = findAttribute(attribute ?? '', workspace);
			const scope = { state, conversation, phone: reading.phone };
			const value = schema && attributeValue(schema, scope, workspace);
			const format = schema && attributeFormat(schema.format);
			const settings = format?.settings.safeParse(schema?.settings ?? {});
			if (value === undefined || !settings?.success) return undefined;
			// A day begins when it begins on the workspace's wall (V-10).
			return format?.instant?.(value, settings.data, knownZone(workspace.timeZone));
		}
	}
}
