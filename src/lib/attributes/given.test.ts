import { describe, expect, test } from 'vitest';
import { DAY } from '../base/clock';
import { MAX_GIVEN } from '../model/contact-facts';
import { foldContact } from '../model/contact-state';
import type { AttributeValue, DomainEvent, EventBody } from '../model/event';
import { type AttributeSchema, emptyWorkspace, type Workspace } from '../model/workspace';
import { holds } from './evaluate';
import { findField } from './fields';
import { readPhone } from './phone';
import { TODAY } from './reading.test-kit';
import { render } from './render';

const items = [
	{ id: 'itm_gold', label: 'Oro' },
	{ id: 'itm_both', label: 'Plata, bronce' },
	{ id: 'itm_old', label: 'Viejo', archived: true },
];
const attribute = (id: string, format: string, settings?: unknown): AttributeSchema => ({
	id,
	subject: 'contact',
	name: id,
	format,
	settings,
});
const workspace: Workspace = {
	...emptyWorkspace(),
	timeZone: 'America/Santiago',
	country: 'CL',
	attributes: Object.fromEntries(
		[
			attribute('budget', 'number'),
			attribute('seats', 'number', { min: 1_000 }),
			attribute('renewal', 'date'),
			attribute('call', 'date', { withTime: true }),
			attribute('plan', 'list', { items }),
			attribute('plans', 'list', { items, multiple: true }),
			attribute('isVip', 'boolean'),
			attribute('code', 'text'),
			attribute('mobile', 'text', { shape: 'phone' }),
			attribute('billing', 'text', { shape: 'email' }),
			{ ...attribute('retired', 'number'), archived: true },
			attribute('newer', 'hologram'),
		].map((one) => [one.id, one]),
	),
};

/** When the page gave it; it is looked at a month later. */
const GIVEN_AT = TODAY + DAY / 2;
const by = { kind: 'contact', id: 'con_1' } as const;
let written = 0;
const event = (body: EventBody, kind: 'contact' | 'teammate' = 'contact'): DomainEvent => ({
	id: `evt_${++written}`,
	at: GIVEN_AT + written,
	by: { ...by, kind },
	...body,
});
function scopeOf(...events: DomainEvent[]) {
	return { state: foldContact('con_1', events), now: GIVEN_AT + 30 * DAY, phone: readPhone };
}
const given = (details: Record<string, AttributeValue>, language = 'es') =>
	scopeOf(event({ type: 'detailsGiven', details: { ...details, language } }));
const valueIn = (id: string, scope: ReturnType<typeof scopeOf>) =>
	findField(`contact.${id}`, workspace)?.get(scope);
const day = Date.UTC(2026, 10, 22);

describe('V-1 to V-11: a value that a page gives is read as a form reads it', () => {
	test.each<[string, AttributeValue, AttributeValue | undefined, string?]>([
		['budget', '1.500', 1500],
		['budget', '1.500', 1.5, 'en'],
		['budget', '1,234,567', 1234567, 'en'],
		['budget', '$ 25.000', 25000],
		['budget', '12345.5', 12345.5],
		['budget', '٣', 3],
		['budget', 1.234, 1.234],
		['budget', 'abc', undefined],
		['budget', true, undefined],
		['budget', '', undefined],
		['budget', ['1', '2'], undefined],
		['seats', 1.234, undefined],
		['seats', 5, undefined],
		['seats', '1.234', 1234],
		['renewal', '2026-11-22', day],
		['renewal', '22/11/2026', day],
		['renewal', '11/22/2026', day, 'en-US'],
		['renewal', 'mañana', TODAY + DAY],
		['renewal', day, day],
		['renewal', day + 15 * 3_600_000, day],
		['renewal', day + 2 * 3_600_000, day - DAY],
		['renewal', 'pronto', undefined],
		['renewal', 8e15, undefined],
		['call', day + 15 * 3_600_000, day + 15 * 3_600_000],
		['call', '2026-11-22T15:00:00Z', day + 15 * 3_600_000],
		['call', '2026-11-22 12:00', day + 15 * 3_600_000],
		['plan', 'oro', 'itm_gold'],
		['plan', 'itm_gold', 'itm_gold'],
		['plan', 'itm_old', 'itm_old'],
		['plan', 'Viejo', undefined],
		['plan', ['Oro'], 'itm_gold'],
		['plan', 'Platino', undefined],
		['plans', ['Oro', 'Plata, bronce'], ['itm_gold', 'itm_both']],
		['plans', ['itm_gold'], ['itm_gold']],
		['plans', 'Oro; Plata, bronce', ['itm_gold', 'itm_both']],
		['plans', ['Oro', 'Platino'], undefined],
		['plans', 7, undefined],
		['isVip', 'sí', true],
		['isVip', 'no', false],
		['isVip', 'true', true],
		['isVip', 0, false],
		['isVip', 2, undefined],
		['code', ' A-1 ', 'A-1'],
		['code', 42, '42'],
		['code', false, 'false'],
		['code', ['a', 'b'], 'a, b'],
		['mobile', '9 1234 5678', '+56912345678'],
		['mobile', 56912345678, '+56912345678'],
		['mobile', 12, undefined],
		['mobile', 'ask Ana', undefined],
		['billing', 'Ana <ana@example.com>.', 'ana@example.com'],
		['billing', 'ana at example', undefined],
		['retired', '1.500', 1500],
		['newer', 'x', 'x'],
		['name', 'Ana', 'Ana'],
		['email', 'mailto:ana@example.com', 'ana@example.com'],
	])('%s %j is %j', (id, value, read, language) => {
		expect(valueIn(id, given({ [id]: value }, language))).toEqual(read);
	});

	test('null says that there is none', () => {
		expect(valueIn('budget', given({ budget: null }))).toBeNull();
	});

	test('conditions and texts see what was read; what cannot be read is unknown there', () => {
		const asks = (field: string, operator: string, value: unknown, scope = given({})) =>
			holds({ match: 'all', rules: [{ field, operator, value }] }, workspace, scope);
		const known = given({ budget: '1.500', plan: 'Oro', renewal: 'mañana' });
		expect(asks('contact.budget', 'isMoreThan', 1_000, known)).toBe(true);
		expect(asks('contact.plan', 'isAnyOf', ['itm_gold'], known)).toBe(true);
		expect(asks('contact.renewal', 'isAfter', TODAY, known)).toBe(true);
		const text = '{{contact.budget | fallback: "?"}} {{contact.plan | fallback: "?"}}';
		const writing = { locale: 'es-CL', zone: 'UTC' };
		expect(render(text, writing, workspace, known)).toBe('1.500 Oro');
		const unfit = given({ budget: 'abc', plan: 'Platino', renewal: 'pronto' });
		for (const id of ['budget', 'plan', 'renewal']) {
			expect(asks(`contact.${id}`, 'isUnknown', undefined, unfit)).toBe(true);
			expect(asks(`contact.${id}`, 'isKnown', undefined, unfit)).toBe(false);
		}
		expect(render(text, writing, workspace, unfit)).toBe('? ?');
		expect(unfit.state.contact.attributes).toMatchObject({ budget: 'abc', plan: 'Platino' });
	});

	test('what the team or a run stored is a value already, whatever its limits are now', () => {
		const change = (attributeId: string, value: AttributeValue) =>
			event(
				{ type: 'attributeChanged', subject: 'contact', attribute: attributeId, value },
				'teammate',
			);
		const scope = scopeOf(
			event({ type: 'detailsGiven', details: { seats: 'abc', plan: 'abc' } }),
			change('seats', 5),
			change('plan', 'itm_gone'),
		);
		expect(valueIn('seats', scope)).toBe(5);
		expect(valueIn('plan', scope)).toBe('itm_gone');
	});
});

describe('20, 34: what a page gives is bounded and harmless', () => {
	const keys = (count: number, from = 0) =>
		Object.fromEntries(Array.from({ length: count }, (_, i) => [`key_${from + i}`, i]));

	test('of keys that it makes up a record holds so many; its own and the team’s always fit', () => {
		const events = [0, 1, 2, 3].map((i) =>
			event({ type: 'detailsGiven', details: keys(MAX_GIVEN, i * MAX_GIVEN) }),
		);
		events.push(event({ type: 'detailsGiven', details: { email: 'a@b.cl', key_0: 'new' } }));
		const { attributes } = foldContact('con_1', events).contact;
		expect(Object.keys(attributes)).toHaveLength(MAX_GIVEN + 1);
		expect(attributes).toMatchObject({ email: 'a@b.cl', key_0: 'new' });
		events.push(
			event(
				{ type: 'attributeChanged', subject: 'contact', attribute: 'budget', value: 5 },
				'teammate',
			),
		);
		expect(foldContact('con_1', events).contact.attributes).toMatchObject({ budget: 5 });
		expect(foldContact('con_1', [...events].reverse())).toEqual(foldContact('con_1', events));
	});

	test('a long text, a strange number and a key of nothing are read without harm', () => {
		const long = '9'.repeat(10_000);
		for (const id of Object.keys(workspace.attributes)) {
			for (const value of [long, '1e999', '-', '\u202e', ['x'.repeat(500)], 1e308, -0]) {
				expect(() => valueIn(id, given({ [id]: value }))).not.toThrow();
			}
		}
		expect(valueIn('budget', given({ budget: long }))).toBeUndefined();
		expect(findField('contact.made_up', workspace)).toBeUndefined();
		expect(valueIn('name', given({ made_up: 'x', name: 'Ana' }))).toBe('Ana');
	});
});
