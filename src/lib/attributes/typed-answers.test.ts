import { describe, expect, test } from 'vitest';
import type { AttributeSchema } from '../model/workspace';
import { readPhone } from './phone';
import { typedAnswers } from './typed-answers';

/** W-STP-02: words that are typed while a form is open, read for the fields of it. */

const field = (id: string, format: string, settings: object = {}, label = id) => ({
	typed: { format, settings },
	id,
	label,
});
const email = field('email', 'text', { shape: 'email' }, 'Correo electrónico');
const phone = field('phone', 'text', { shape: 'phone' }, 'Teléfono');
const amount = field('amount', 'number', {}, 'Monto');
const day = field('day', 'date', {}, 'Fecha de entrega');
const items = [
	{ id: 'buy', label: 'Compra' },
	{ id: 'claim', label: 'Reclamo' },
] satisfies { id: string; label: string }[];
const matter = field('matter', 'list', { items }, 'Tipo de consulta');
const sure = field('sure', 'boolean', {}, 'Seguro');
const name = field(
	'name',
	'text',
	{ shape: 'any' } satisfies AttributeSchema['settings'],
	'Nombre',
);
const reading = {
	locale: 'es-CL',
	zone: 'America/Santiago',
	country: 'CL',
	now: Date.UTC(2026, 10, 30, 12),
	phone: readPhone,
};
const read = (text: string, fields = [email, phone, amount, day, matter, name]) =>
	Object.fromEntries(typedAnswers(text, fields, reading));

describe('W-STP-02: a typed text is the value of the one open field that can read it', () => {
	test.each([
		['pedro@correo.cl', { email: 'pedro@correo.cl' }],
		['mailto:pedro@correo.cl.', { email: 'pedro@correo.cl' }],
		['9 1234 5678', { phone: '+56912345678' }],
		['+34 600 123 456', { phone: '+34600123456' }],
		['25.000', { amount: 25_000 }],
		['$ 25.000', { amount: 25_000 }],
		['2026-12-04', { day: Date.UTC(2026, 11, 4) }],
		['4 de diciembre de 2026', { day: Date.UTC(2026, 11, 4) }],
		['reclamo', { matter: 'claim' }],
		['RECLAMO!', { matter: 'claim' }],
	])('%j', (text, answers) => expect(read(text)).toEqual(answers));

	test('yes and no, where nothing else is asked, or with the label', () => {
		expect(read('dale', [sure])).toEqual({ sure: true });
		expect(read('dale', [email, sure])).toEqual({});
		expect(read('sí', [amount, day, sure])).toEqual({});
		expect(read('Seguro: sí', [email, sure])).toEqual({ sure: true });
		expect(read('pedro@correo.cl, sí', [email, sure])).toEqual({ email: 'pedro@correo.cl' });
	});

	test('any words, where nothing else is open', () => {
		expect(read('Pedro Soto', [name])).toEqual({ name: 'Pedro Soto' });
		expect(read('Pedro Soto', [name, email])).toEqual({});
	});
});

describe('several values in one text', () => {
	const contact = { email: 'pedro@correo.cl', phone: '+56912345678' };
	test.each([
		['pedro@correo.cl, 9 1234 5678'],
		['9 1234 5678 pedro@correo.cl'],
		['pedro@correo.cl\n9 1234 5678'],
		['pedro@correo.cl y 9 1234 5678'],
		['Correo electrónico: pedro@correo.cl; teléfono: 9 1234 5678'],
	])('%j', (text) => expect(read(text)).toEqual(contact));

	test('an address stands out amid words, a number does not', () => {
		expect(read('mi correo es pedro@correo.cl, gracias')).toEqual({ email: 'pedro@correo.cl' });
		expect(read('tengo 3 perros')).toEqual({});
		expect(read('vivo en Los Aromos, 25')).toEqual({});
	});

	test.each<[string, object]>([
		['mi fono es 9 8765 4321', { phone: '+56987654321' }],
		['Mi teléfono es: +56 9 8765 4321', { phone: '+56987654321' }],
		[
			'mi correo es pedro@correo.cl y mi fono es 9 8765 4321',
			{ email: 'pedro@correo.cl', phone: '+56987654321' },
		],
		['el monto es $ 850.000', { amount: 850_000 }],
		['mi casa es 25', {}],
		['mi perro es 3', {}],
		['la dirección es Los Aromos 25', {}],
	])('%j, as people say it', (text, answers) => expect(read(text)).toEqual(answers));

	test('a label says for which field a text is', () => {
		expect(read('Nombre: Pedro Soto\nMonto: 1.500')).toEqual({ name: 'Pedro Soto', amount: 1_500 });
		expect(read('monto: mucho')).toEqual({});
	});
});

describe('what several fields could read is none of them', () => {
	test.each<[string, (typeof email)[]]>([
		['pedro@correo.cl', [email, field('work', 'text', { shape: 'email' })]],
		['12', [amount, field('rooms', 'number')]],
		['912345678', [phone, amount]],
		['sí', [sure, field('adult', 'boolean')]],
	])('%j', (text, fields) => expect(read(text, fields)).toEqual({}));

	test('two addresses for one field: the first', () => {
		expect(read('a@x.cl, b@x.cl')).toEqual({ email: 'a@x.cl' });
	});
});

test('case 30: a story is no answer, and is read in no time', () => {
	expect(read(`${'palabra '.repeat(2_000)} pedro@correo.cl`)).toEqual({});
	expect(read(`${'a@'.repeat(400)}`)).toEqual({});
});
