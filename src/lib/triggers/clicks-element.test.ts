import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type EventBody, signalOf } from '../model/event';
import { clicksElement } from './clicks-element';

type Params = Parameters<typeof clicksElement.match>[0];

/** As the engine asks it: nothing that it does not listen to. */
function fires(params: Partial<Params>, body: EventBody, kind: Author['kind'] = 'teammate') {
	const event = { id: 'evt_1', at: 1, by: { kind, id: 'someone' }, ...body };
	const all = { ...clicksElement.initial(), ...params };
	return (
		clicksElement.listens.includes(signalOf(event)) &&
		clicksElement.match(all, event, emptyContactState('con_1'))
	);
}

test('W-TRG-02: waits for a click on the element', () => {
	expect(clicksElement.page?.({ selector: ' #help ' })).toEqual({ selector: '#help' });
	const met: EventBody = { type: 'pageRuleMet', conversation: 'cnv_1', rule: 'rule_1' };
	expect(fires({}, met, 'contact')).toBe(true);
	expect(fires({}, { type: 'pageVisited', url: '/' }, 'contact')).toBe(false);
});

test('W-TRG-02: without an element it matches none', () => {
	expect(clicksElement.problems?.({ selector: ' ' })).toHaveLength(1);
	expect(clicksElement.page?.({ selector: ' ' })).toEqual({ selector: ':not(*)' });
});
