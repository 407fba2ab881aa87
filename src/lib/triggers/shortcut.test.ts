import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type EventBody, signalOf } from '../model/event';
import { shortcut } from './shortcut';

type Params = Parameters<typeof shortcut.match>[0];

/** As the engine asks it: nothing that it does not listen to. */
function fires(params: Partial<Params>, body: EventBody, kind: Author['kind'] = 'teammate') {
	const event = { id: 'evt_1', at: 1, by: { kind, id: 'someone' }, ...body };
	const all = { ...shortcut.initial(), ...params };
	return (
		shortcut.listens.includes(signalOf(event)) &&
		shortcut.match(all, event, emptyContactState('con_1'))
	);
}

const used: EventBody = { type: 'shortcutUsed', conversation: 'cnv_1', workflow: 'wf_1' };
const field = (variable: string, label = variable) => ({ id: variable, variable, label });
const codes = (...form: Params['form']) => shortcut.problems?.({ form }).map(({ code }) => code);

test('W-TRG-18: a person starts it, nobody else', () => {
	expect(fires({}, used)).toBe(true);
	expect(fires({}, used, 'engine')).toBe(false);
});

test('W-TRG-18: what was answered is what the run knows from the start', () => {
	const form = [field('order', 'Order'), field('reason', 'Reason')];
	expect(shortcut.form?.({ form })).toEqual([
		{ id: 'order', label: 'Order' },
		{ id: 'reason', label: 'Reason' },
	]);
	const by = { kind: 'teammate' as const, id: 'agt_1' };
	const event = { ...used, id: 'evt_1', at: 1, by, answers: { order: '42', other: 'x' } };
	expect(shortcut.variables?.({ form }, event)).toEqual({ order: '42' });
});

test('W-TRG-18: the fields of its form are variables, each its own', () => {
	expect(codes(field('order'), field('reason'))).toEqual([]);
	expect(codes(field('order', ''))).toEqual(['noLabel']);
	expect(codes(field('order no', 'Order'))).toEqual(['badVariable']);
	expect(codes(field('order'), field('order'))).toEqual(['twice']);
});
