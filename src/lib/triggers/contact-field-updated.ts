import { attributeName, findAttribute } from '../attributes/fields';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/** A field of the person gets another value, from the team or from an automation (W-TRG-17). */
export const contactFieldUpdated = defineTrigger({
	kind: 'contact-field-updated',
	customerFacing: 'yes',
	params: z.object({ attribute: z.nullable(z.string().check(z.maxLength(80))) }),
	initial: () => ({ attribute: null }),
	listens: ['teammate.attributeChanged', 'engine.attributeChanged'],
	match: ({ attribute }, event) =>
		event.type === 'attributeChanged' &&
		event.subject === 'contact' &&
		event.attribute === attribute,
	problems: ({ attribute }) => (attribute ? [] : [{ code: 'noAttribute', param: 'attribute' }]),
	references: ({ attribute }) => (attribute ? [{ kind: 'attribute' as const, id: attribute }] : []),
	wakesOn: ({ attribute }) => (attribute ? [{ type: 'attributeChanged', what: attribute }] : []),
	summary({ attribute }, workspace) {
		const schema = attribute ? findAttribute(attribute, workspace) : undefined;
		return { attribute: schema ? attributeName(schema, workspace.locale) : '—' };
	},
});

export const text: KindText = {
	es: {
		title: 'Campo del cliente actualizado',
		description: 'Cuando cambia un dato de la ficha del cliente.',
		summary: 'Cambia: {attribute}',
		problems: { noAttribute: 'Elige un campo.' },
		fields: { attribute: 'Campo' },
	},
	en: {
		title: 'Contact field updated',
		description: 'When a field of the contact is edited.',
		summary: 'Changed: {attribute}',
		problems: { noAttribute: 'Choose a field.' },
		fields: { attribute: 'Field' },
	},
};
