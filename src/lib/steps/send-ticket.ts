import { isKnown } from '../attributes/attribute';
import { type AttributeValue, MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { isForCustomers, type TicketType } from '../model/ticket-type';
import { nameOf, type Workspace } from '../model/workspace';
import { askForm, type FormField, formFields, readForm, valueOf } from './attribute-form';
import { Patience, TIMED_OUT, timeoutPort } from './patience';
import { defineStep, type Effect, type StepContext } from './step';

const Params = z.object({
	ticketType: z.nullable(z.string().check(z.maxLength(80))),
	text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
	timeoutMs: Patience,
});
type Params = z.infer<typeof Params>;

/**
 * Gives the customer the form of a ticket type; when it is filled in, there is a ticket (W-STP-06).
 * Known or not, everything is asked for. A type that asks for nothing still has a form, to be sent:
 * nobody has raised a ticket who did nothing for it.
 */
export const sendTicket = defineStep({
	kind: 'send-ticket',
	group: 'say',
	customerFacing: true,
	parks: true,
	params: Params,
	initial: () => ({ ticketType: null, text: '', timeoutMs: null }),
	ports: ({ timeoutMs }) => [{ id: 'submitted' }, ...timeoutPort(timeoutMs), { id: 'failure' }],
	// Nothing was submitted, and the words behind that port would say that it was.
	afterFailure: null,
	references: ({ ticketType }) =>
		ticketType ? [{ kind: 'ticketType' as const, id: ticketType }] : [],
	writes: ({ ticketType }) => [
		{ type: 'ticketCreated' as const, ...(ticketType ? { what: ticketType } : {}) },
	],
	problems: ({ ticketType, text }) => [
		...(ticketType ? [] : [{ code: 'noType', param: 'ticketType' }]),
		...(text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
	],
	problemsIn(params, workspace) {
		const type = typeOf(params, workspace);
		const code = type && !type.archived ? unfit(type, workspace) : undefined;
		return code ? [{ code, param: 'ticketType' }] : [];
	},
	texts: ['text'],
	summary: ({ ticketType, text }, { ticketTypes }) => ({
		text,
		type: nameOf(ticketTypes, ticketType),
	}),
	enter(params, context) {
		const form = formOf(params, context.workspace);
		return 'fail' in form ? form : askForm(params, form.fields, context);
	},
	resume(params, wake, context) {
		if ('timer' in wake) return TIMED_OUT;
		const form = formOf(params, context.workspace);
		if ('fail' in form) return form;
		return readForm(params, form.fields, wake, context, (effects) => ({
			leave: 'submitted',
			effects: [...effects, ticketOf(form, effects, context)],
		}));
	},
});

export const text: KindText = {
	es: {
		title: 'Enviar ticket',
		description: 'El cliente rellena el formulario de un tipo de ticket y se crea el ticket.',
		summary: '{text} — {type}',
		ports: { submitted: 'Enviado', timeout: 'No respondió a tiempo', failure: 'No se pudo crear' },
		problems: {
			empty: 'Escribe el mensaje que acompaña al formulario.',
			noType: 'Elige un tipo de ticket.',
			notShared: 'Este tipo de ticket no se comparte con los clientes.',
			asksGone: 'Nada de lo que pide este tipo de ticket existe ya.',
			// Never said by a run of today: journals that were written before still hold it.
			asksNothing: 'Este tipo de ticket no pide ningún dato.',
			typeUnknown: 'Este tipo de ticket no se conocía aquí.',
			answersNotUnderstood: 'No se entendieron las respuestas.',
		},
		fields: {
			text: 'Mensaje',
			ticketType: 'Tipo de ticket',
			timeoutMs: 'Esperar como máximo',
		},
	},
	en: {
		title: 'Send ticket',
		description: 'The customer fills in the form of a ticket type, and the ticket is created.',
		summary: '{text} — {type}',
		ports: { submitted: 'Submitted', timeout: 'No answer in time', failure: 'Not created' },
		problems: {
			empty: 'Write the message that comes with the form.',
			noType: 'Choose a ticket type.',
			notShared: 'This ticket type is not shared with customers.',
			asksGone: 'Nothing that this ticket type asks for exists any more.',
			asksNothing: 'This ticket type asks for nothing.',
			typeUnknown: 'This ticket type was not known here.',
			answersNotUnderstood: 'The answers were not understood.',
		},
		fields: { text: 'Message', ticketType: 'Ticket type', timeoutMs: 'Wait at most' },
	},
};

type Form = { type: TicketType; fields: FormField[] };

function typeOf({ ticketType }: Params, { ticketTypes }: Workspace): TicketType | undefined {
	return ticketType !== null && Object.hasOwn(ticketTypes, ticketType)
		? ticketTypes[ticketType]
		: undefined;
}

/** Why a customer cannot fill in this type. */
function unfit(type: TicketType, workspace: Workspace): 'notShared' | 'asksGone' | undefined {
	if (!isForCustomers(type)) return 'notShared';
	const isLeft = type.fields.length === 0 || formFields(type.fields, workspace).length > 0;
	return isLeft ? undefined : 'asksGone';
}

/** Asked again when the answers come: the type may have been changed while the form was open. */
function formOf(params: Params, workspace: Workspace): Form | { fail: string } {
	const type = typeOf(params, workspace);
	if (!type) return { fail: 'typeUnknown' };
	if (type.archived) return { fail: `deleted:ticketType:${type.id}` };
	const problem = unfit(type, workspace);
	return problem ? { fail: problem } : { type, fields: formFields(type.fields, workspace) };
}

/** What was answered before, and only the rest of it asked for again, is on file by now. */
function ticketOf({ type, fields }: Form, written: Effect[], context: StepContext): Effect {
	const now = new Map(
		written.flatMap((effect) =>
			effect.type === 'attributeChanged' ? [[effect.attribute, effect.value] as const] : [],
		),
	);
	const answers: Record<string, AttributeValue> = {};
	for (const { schema } of fields) {
		const value = now.get(schema.id) ?? valueOf(schema, context);
		if (value !== undefined && isKnown(value)) answers[schema.id] = value;
	}
	return {
		type: 'ticketCreated',
		ticket: context.newId('tkt'),
		ticketType: type.id,
		ticketCategory: type.category,
		answers,
	};
}
