import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { leastCpuMs } from '../base/cpu-time.test-kit';
import { emptyContactState } from '../model/contact-state';
import { emptyWorkspace } from '../model/workspace';
import { placeholdersOf } from './placeholders';
import { render } from './render';

const state = emptyContactState('con_1');
state.contact.attributes = { name: 'Ana' };
const HERE = { locale: 'en', zone: 'UTC' };
const fill = (template: string) => render(template, HERE, emptyWorkspace(), { state, now: 0 });

test.each([
	`{{ contact.email | fallback: "there" }}`,
	`{{ contact.email | fallback: 'there' }}`,
	'{{ contact.email | fallback: “there” }}',
	'{{contact.email|fallback:‘there’}}',
	'{{contact.email | fallback: «there»}}',
	'{{contact.email | fallback: „there“}}',
	'{{contact.email | fallback: `there`}}',
	'{{contact.email | Fallback : "there"}}',
	'{{\u00a0contact.email\u00a0|\u00a0fallback:\u00a0"there"\u00a0}}',
	'{{\n\tcontact.email\n\t| fallback: "there"\n}}',
])('T-10: %s is read', (template) => {
	expect(fill(`Hello ${template}!`)).toBe('Hello there!');
	expect(placeholdersOf(template)).toEqual([{ path: 'contact.email', fallback: 'there' }]);
});

test('T-10: a fallback may hold the other quotes, and may be empty', () => {
	expect(fill(`{{contact.email | fallback: "don't know"}}`)).toBe("don't know");
	expect(fill(`{{contact.email | fallback: 'the "best"'}}`)).toBe('the "best"');
	expect(fill(`{{contact.email | fallback: ''}}.`)).toBe('.');
});

const BROKEN = [
	'{{contact.email}',
	'{contact.email}}',
	'{contact.email}',
	'${contact.email}',
	'{ {contact.email} }',
	'{{{contact..}}',
	'{{{contact.email}}}',
	'{{{{contact.email}}}}',
	'{{ first name }}',
	'{{contact.email | default: "you"}}',
	'{{contact.email | fallback: there}}',
	'{{contact.email | fallback "there"}}',
	'{{contact.email, fallback: "there"}}',
	'{{}}',
	'{{ }}',
	'{{contact.email',
	'｛｛contact.email｝｝',
	'[[contact.email]]',
	'%contact.email%',
	'{% contact.email %}',
	'{{año}}',
];

test.each(BROKEN)('T-10: %s looks like a placeholder and is none', (template) => {
	const found = placeholdersOf(`Hello ${template}, welcome.`);
	expect(found.some((one) => 'broken' in one)).toBe(true);
	// What was set live before this was checked is not shown raw either.
	expect(fill(`Hello ${template}, welcome.`)).toBe('Hello , welcome.');
});

test.each([
	'Dear customer {not a variable}',
	'a { b } c } d {',
	'{"contact":{"name":{"first":"x"}}}',
	'if (a) { return { b: 1 }; }',
	'50% of contact.email addresses, 100%',
	'see [contact us](https://contact.example.org)',
	'contact.example.org',
	':-{ }',
])('T-10: %s is text', (template) => {
	expect(placeholdersOf(template)).toEqual([]);
	expect(fill(template)).toBe(template);
});

test('T-10: a value that looks like a placeholder is not one', () => {
	state.contact.attributes = { name: '{{contact.email}} {contact.email}' };
	expect(fill('Hi {{contact.name}}')).toBe('Hi {{contact.email}} {contact.email}');
	state.contact.attributes = { name: 'Ana' };
});

property.prop([
	fc.string({ unit: fc.constantFrom(...'{}{}|:"\'.“” ', 'contact.name', 'fallback') }),
])('T-10: no text of braces reaches a customer as a placeholder', (template) => {
	expect(fill(template)).not.toMatch(/\{\{[^{}]*\}\}/);
});

test('case 30: thirty thousand characters of braces are filled in milliseconds', () => {
	const hostile = [
		'{{',
		'{',
		'{{a',
		'{{a|fallback:"',
		'{ contact.',
		'%contact.a',
		'[[contact.',
		'{% ',
	];
	for (const part of [...hostile, `{{a|fallback:${'"'.repeat(150)}`, '{{\n\n\n\n']) {
		const text = part.repeat(Math.ceil(30_000 / part.length));
		// Twice the promise: a busy machine is not quadratic time.
		const spent = leastCpuMs(() => fill(text));
		expect(spent, part).toBeLessThan(10);
	}
});
