import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type EventBody, signalOf } from '../model/event';
import { contactFieldUpdated } from './contact-field-updated';

type Params = Parameters<typeof contactFieldUpdated.match>[0];

/** As the engine asks it: nothing that it does not listen to. */
function fires(params: Partial<Params>, body: EventBody, kind: Author['kind'] = 'teammate') {
	const event = { id: 'evt_1', at: 1, by: { kind, id: 'someone' }, ...body };
	const all = { ...contactFieldUpdated.initial(), ...params };
	return (
		contactFieldUpdated.listens.includes(signalOf(event)) &&
		contactFieldUpdated.match(all, event, emptyContactState('con_1'))
	);
}

const changed = (subject: 'contact' | 'conversation', attribute: string): EventBody => ({
	type: 'attributeChanged',
	conversation: 'cnv_1',
	subject,
	attribute,
	value: 'x',
});

test('W-TRG-17: fires when the chosen field of the contact is edited', () => {
	expect(fires({ attribute: 'plan' }, changed('contact', 'plan'))).toBe(true);
	expect(fires({ attribute: 'plan' }, changed('contact', 'plan'), 'engine')).toBe(true);
	expect(fires({ attribute: 'plan' }, changed('contact', 'email'))).toBe(false);
	expect(fires({ attribute: 'plan' }, changed('conversation', 'plan'))).toBe(false);
});

test('W-SUB-04: says what it wakes on', () => {
	expect(contactFieldUpdated.wakesOn?.({ attribute: 'plan' })).toEqual([
		{ type: 'attributeChanged', what: 'plan' },
	]);
	expect(contactFieldUpdated.problems?.({ attribute: null })).toHaveLength(1);
});
