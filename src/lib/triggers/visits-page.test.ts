import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type EventBody, signalOf } from '../model/event';
import { visitsPage } from './visits-page';

type Params = Parameters<typeof visitsPage.match>[0];

/** As the engine asks it: nothing that it does not listen to. */
function fires(params: Partial<Params>, body: EventBody, kind: Author['kind'] = 'teammate') {
	const event = { id: 'evt_1', at: 1, by: { kind, id: 'someone' }, ...body };
	const all = { ...visitsPage.initial(), ...params };
	return (
		visitsPage.listens.includes(signalOf(event)) &&
		visitsPage.match(all, event, emptyContactState('con_1'))
	);
}

test('W-TRG-01: the messenger is told the rule and nothing else', () => {
	expect(visitsPage.page?.({ is: 'contains', url: ' /pricing ', seconds: 10 })).toEqual({
		url: { is: 'contains', value: '/pricing' },
		seconds: 10,
	});
	expect(visitsPage.page?.({ is: 'anyPage', url: 'left over', seconds: 0 })).toEqual({});
});

test('W-TRG-01: fires when the customer’s page has met its rule', () => {
	const met: EventBody = { type: 'pageRuleMet', conversation: 'cnv_1', rule: 'rule_1' };
	expect(fires({}, met, 'contact')).toBe(true);
	expect(fires({}, { type: 'pageVisited', url: '/' }, 'contact')).toBe(false);
});

test('a rule that holds everywhere at once is a problem', () => {
	const codes = (params: Partial<Params>) =>
		visitsPage.problems?.({ ...visitsPage.initial(), ...params }).map(({ code }) => code);
	expect(codes({})).toEqual(['noUrl']);
	expect(codes({ is: 'anyPage' })).toEqual(['everywhere']);
	expect(codes({ is: 'anyPage', seconds: 5 })).toEqual([]);
});
