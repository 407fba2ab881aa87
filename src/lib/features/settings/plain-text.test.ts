import { expect, test } from 'vitest';
import { m } from '../../i18n/paraglide/messages';
import { plainProblem } from './plain-text';

test.each([
	'Hi {{contact.name}}',
	'Hi {{ contact.name | fallback: "you" }}',
	'Hi {{name',
	'Hi {contact.name}',
	'Hola ${contact.name}',
	'｛contact.name｝',
	'%contact.email%',
	'[[contact.name]]',
	'{{}}',
])('T-10: what a customer would read as it stands is told: %s', (text) => {
	expect(plainProblem(text)).toBe(m.shell_no_variables());
});

test.each(['', 'Hola 👋', 'Hi {there}', '50 % off', '[new] prices', '¿En qué ayudamos?'])(
	'T-10: %s is a text like any other',
	(text) => expect(plainProblem(text)).toBe(''),
);
