import { expect, test } from 'vitest';
import { customer, stage, step, workflow } from '../lib/engine/stage.test-kit';
import { detailsToTell, readDetails } from './details';
import { regionalLanguage, withLanguage } from './language';

const detailsOf = (settings: Record<string, unknown>) =>
	detailsToTell(readDetails(settings, undefined).details, []);

test.each([
	['en', ['en-US', 'en', 'es'], 'en-US'],
	['es', ['fr-FR', 'es-MX', 'es-CL'], 'es-MX'],
	['es', ['en-GB'], 'es'],
	['en', ['enm', 'EN-gb'], 'EN-gb'],
	['en', [], 'en'],
])('V-1: the language is that of the messenger (%s of %j)', (locale, browser, language) => {
	expect(regionalLanguage(locale, browser)).toBe(language);
});

test('V-1: the messenger tells its language only where the page has given none', () => {
	const told = (settings: Record<string, unknown>, known?: string) =>
		detailsOf(withLanguage(settings, known, 'en-US'));
	expect(told({})).toEqual({ language: 'en-US' });
	expect(told({ language: 'fr' })).toEqual({ language: 'fr' });
	expect(told({ custom_attributes: { language: 'fr' } })).toEqual({ language: 'fr' });
	expect(told({}, 'es-CL')).toBeUndefined();
});

test('V-1, W-STP-02: an English visitor of a company in Chile is asked and read in English', () => {
	const fields = ['email', 'amount'].map((attribute) => ({ attribute, required: true }));
	const form = step('collect-data', { text: '?', fields }, { next: 'told' });
	const told = step('message', { text: '{{conversation.amount}}' });
	const s = stage(workflow('wf_a', 'first-message', { form, told }));
	const amount = { id: 'amount', subject: 'conversation', name: 'Monto', format: 'number' };
	Object.assign(s.view().workspace, { locale: 'es', country: 'CL', attributes: { amount } });
	const details = detailsOf(withLanguage({}, undefined, regionalLanguage('en', ['en-US'])));
	s.write(customer, { type: 'detailsGiven', details: details ?? {} });
	s.says('Hello there');
	expect(s.prompt()?.input).toMatchObject({
		fields: [{ label: 'E-mail' }, { label: 'Monto' }],
		reading: { locale: 'en-US' },
	});
	s.answers({ email: 'john@example.com', amount: '1,500' });
	expect(s.state().conversations['cnv_1']?.attributes).toEqual({ amount: 1_500 });
	expect(s.said().at(-1)).toBe('1,500');
});
