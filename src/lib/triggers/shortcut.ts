import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

const MAX_FIELDS = 10;
const Field = z.object({
	id: z.string().check(z.maxLength(64)),
	/** The answer's name as a variable of the run. */
	variable: z.string().check(z.maxLength(64)),
	label: z.string().check(z.maxLength(120)),
});

/**
 * An agent starts it from the inbox. A form, if there is one, is filled in first; its answers are
 * variables of the run (W-TRG-18).
 */
export const shortcut = defineTrigger({
	kind: 'shortcut',
	customerFacing: 'yes',
	params: z.object({ form: z.array(Field).check(z.maxLength(MAX_FIELDS)) }),
	initial: () => ({ form: [] }),
	listens: ['teammate.shortcutUsed'],
	parts: ['form'],
	match: (_params, event) => event.type === 'shortcutUsed',
	form: ({ form }) => form.map(({ id, label }) => ({ id, label })),
	variables: ({ form }, event) => {
		const answers = event.type === 'shortcutUsed' ? event.answers : undefined;
		const given = form.flatMap(({ id, variable }) => {
			const answer = answers?.[id];
			return answer === undefined ? [] : [[variable, answer] as const];
		});
		return Object.fromEntries(given);
	},
	problems: ({ form }) => [
		...(form.every(({ label }) => label.trim()) ? [] : [{ code: 'noLabel', param: 'form' }]),
		...(form.every(({ variable }) => /^\w+$/.test(variable))
			? []
			: [{ code: 'badVariable', param: 'form' }]),
		...(new Set(form.map(({ variable }) => variable)).size === form.length
			? []
			: [{ code: 'twice', param: 'form' }]),
	],
	summary: ({ form }) => ({ form: form.map(({ label }) => label).join(', ') || '—' }),
});

export const text: KindText = {
	es: {
		title: 'Acceso directo',
		description: 'Un agente lo inicia desde la bandeja, con un formulario si hace falta.',
		summary: 'A mano, desde la bandeja · formulario: {form}',
		problems: {
			noLabel: 'Cada campo necesita un nombre.',
			badVariable: 'Una variable solo puede tener letras, números y guiones bajos.',
			twice: 'Dos campos tienen la misma variable.',
		},
		fields: { form: 'Formulario', label: 'Nombre', variable: 'Variable' },
	},
	en: {
		title: 'Shortcut',
		description: 'An agent starts it from the inbox, with a form if needed.',
		summary: 'By hand, from the inbox · form: {form}',
		problems: {
			noLabel: 'Every field needs a name.',
			badVariable: 'A variable has only letters, digits and underscores.',
			twice: 'Two fields have the same variable.',
		},
		fields: { form: 'Form', label: 'Name', variable: 'Variable' },
	},
};
