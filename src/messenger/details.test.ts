import { expect, test } from 'vitest';
import { asShown } from '../lib/model/contact';
import { AttributeValue, type DomainEvent } from '../lib/model/event';
import { STANDARD_CONTACT_ATTRIBUTES } from '../lib/model/workspace';
import { detailsToTell, needsReader, readDetails, SHAPED } from './details';
import { detailReader } from './read-answers';

const told = (details: Record<string, string>): DomainEvent => ({
	id: 'ev_1',
	at: 1,
	by: { kind: 'contact', id: 'con_1' },
	type: 'detailsGiven',
	details,
});
const reader = detailReader('es', 0);

function given(settings: Record<string, unknown>, events: DomainEvent[] = []) {
	return detailsToTell(readDetails(settings, reader).details, events);
}

test('what the page knows of the customer is told once, and again when it changed', () => {
	const settings = { email: 'camila@ejemplo.cl', plan: 'pro', custom_attributes: { seats: 3 } };
	expect(given(settings)).toEqual({ email: 'camila@ejemplo.cl', plan: 'pro', seats: 3 });
	const known = told({ email: 'camila@ejemplo.cl', plan: 'free' });
	expect(given({ email: 'camila@ejemplo.cl', plan: 'pro' }, [known])).toEqual({ plan: 'pro' });
	expect(given({ email: 'camila@ejemplo.cl', plan: 'free' }, [known])).toBeUndefined();
});

test('settings of the messenger itself, functions and objects are no details', () => {
	const settings = { user_id: 'u1', user_jwt: 'x', theme: 'dark', company: { name: 'Buk' } };
	expect(given({ ...settings, onShow: () => {}, deep: { a: 1 } })).toBeUndefined();
});

test('case 20: a name that every object has is no detail', () => {
	const settings = JSON.parse('{"__proto__":"x","constructor":"y","name":"Camila"}');
	expect(given(settings)).toEqual({ name: 'Camila' });
});

test.each<[string, unknown, AttributeValue]>([
	['email', 'ana@example.com.', 'ana@example.com'],
	['email', '<ana@example.com>', 'ana@example.com'],
	['email', 'mailto:ana@example.com', 'ana@example.com'],
	['email', ' Ana <ana@example.com>, ', 'ana@example.com'],
	['phone', '+(34) 600 123 456', '+34600123456'],
	['phone', 'tel:+34-600-123-456', '+34600123456'],
	['phone', '+３４ ６００ １２３ ４５６', '+34600123456'],
	['phone', 5551234567, '5551234567'],
	['name', 42, '42'],
	['language', ' es-CL ', 'es-CL'],
	['phone', null, null],
	['seats', 3, 3],
	['is_vip', true, true],
	['renewal', new Date(1_768_000_000_000), 1_768_000_000_000],
	['tags', ['a', 'b'], ['a', 'b']],
	['plan', 'ana@example.com.', 'ana@example.com.'],
])('V-9: %s %j is told as a form would store it', (key, raw, value) => {
	expect(readDetails({ [key]: raw }, reader)).toEqual({ details: { [key]: value }, unfit: [] });
});

test.each<[string, unknown]>([
	['email', 'ana at example'],
	['email', true],
	['phone', '12'],
	['phone', 'ask Ana'],
	['phone', '+34 6'],
	['name', false],
	['seats', NaN],
	['seats', Infinity],
	['renewal', new Date(NaN)],
	['address', { city: 'Lima' }],
	['about', 'x'.repeat(10_001)],
	['tags', [1, 2]],
])('V-9: %s %j does not fit and is not told', (key, raw) => {
	expect(readDetails({ [key]: raw }, reader)).toEqual({ details: {}, unfit: [key] });
});

test('V-9: what has a shape everywhere is what needs a reader here', () => {
	const shaped = STANDARD_CONTACT_ATTRIBUTES.filter(({ settings }) => settings !== undefined);
	expect(SHAPED).toEqual(shaped.map(({ id }) => id));
});

test('V-9: until what reads them is loaded, an address and a number wait', () => {
	const settings = { email: 'ana@example.com.', name: 'Ana', onShow: () => {} };
	expect(needsReader(settings)).toBe(true);
	expect(needsReader({ name: 'Ana', custom_attributes: { phone: '1' } })).toBe(true);
	expect(needsReader({ name: 'Ana', plan: 'pro' })).toBe(false);
	expect(readDetails(settings, undefined)).toEqual({ details: { name: 'Ana' }, unfit: [] });
});

test('V-9: what was told before as it was typed is told again as it is stored', () => {
	const known = told({ email: 'ana@example.com.' });
	expect(given({ email: 'ana@example.com.' }, [known])).toEqual({ email: 'ana@example.com' });
});

test.each<[string, unknown]>([
	['name', 42],
	['name', 1e21],
	['name', ' Ana '],
	['name', false],
	['name', ['a']],
	['name', null],
	['name', 'A\u202en\u200ba'],
	['name', ''],
	['name', '  '],
	['name', 'x'.repeat(10_000)],
	['name', new Date(1_768_000_000_000)],
	['language', ' es-CL '],
	['language', 7],
	['language', true],
	['seats', 3],
	['plan', ' pro '],
])('V-9: %s %j is the same before what reads others is loaded', (key, raw) => {
	const { data } = AttributeValue.safeParse(raw instanceof Date ? raw.getTime() : raw);
	const value = reader(key, data ?? null);
	const stored = readDetails({ [key]: raw }, undefined);
	expect(stored).toEqual(readDetails({ [key]: raw }, reader));
	expect(stored.unfit).toEqual(value === undefined ? [key] : []);
	if (value !== undefined) expect(stored.details).toEqual({ [key]: asShown(key, value) });
});

test('V-9: the texts that every contact has are the same here as everywhere', () => {
	for (const { id } of STANDARD_CONTACT_ATTRIBUTES.filter(({ settings }) => !settings)) {
		expect(readDetails({ [id]: 42 }, undefined).details).toEqual({ [id]: '42' });
	}
});
