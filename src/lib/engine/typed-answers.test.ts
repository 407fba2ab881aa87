import { describe, expect, test } from 'vitest';
import type { AttributeSchema } from '../model/workspace';
import { CONVERSATION, customer, stage, step, workflow } from './stage.test-kit';

/** Answers that customers type where a form or buttons are open, all the way through a run. */

const attribute = (id: string, format: string, settings: object = {}): AttributeSchema => ({
	id,
	subject: 'conversation',
	name: id,
	format,
	settings,
});
const attributes = {
	Monto: attribute('Monto', 'number'),
	Entrega: attribute('Entrega', 'date'),
};
const required = (...fields: string[]) =>
	fields.map((attribute) => ({ attribute, required: true }));
const ends = {
	thanks: step('message', { text: 'thanks' }),
	sorry: step('message', { text: 'sorry' }),
};

function collecting(
	fields: { attribute: string; required: boolean }[],
	next: Record<string, string> = { next: 'thanks', failure: 'sorry' },
) {
	const form = step('collect-data', { text: 'Who?', fields }, next);
	const s = stage(workflow('wf_a', 'first-message', { form, ...ends }, { onFailure: 'continue' }));
	Object.assign(s.view().workspace, { country: 'CL', fallbackTeam: 'team_one', attributes });
	s.write(customer, { type: 'detailsGiven', details: { language: 'es' } });
	s.says('hola');
	const open = () => {
		const input = s.prompt()?.input;
		return input?.kind === 'form' ? input.fields.map(({ id }) => id) : [];
	};
	return { ...s, open };
}

describe('W-STP-02: what is typed while a form is open is stored', () => {
	test('answers that were understood take no try away from those that are not', () => {
		const s = collecting(required('email', 'phone', 'Monto', 'Entrega'));
		s.says('pedro@correo.cl');
		s.says('9 1234 5678');
		s.says('dale');
		s.says('nada');
		expect(s.open()).toEqual(['Monto', 'Entrega']);
		s.says('25.000');
		s.says('4 de diciembre de 2026');
		expect(s.said().at(-1)).toBe('thanks');
	});

	test('one value after the other, and the form comes back with what is missing', () => {
		const s = collecting(required('email', 'phone', 'Monto', 'Entrega'));
		s.says('pedro@correo.cl');
		expect(s.open()).toEqual(['phone', 'Monto', 'Entrega']);
		expect(s.said().at(-1)).toBe('Who?\n\nFalta: Teléfono, Monto, Entrega.');
		s.says('9 1234 5678');
		s.says('CLP 25.000');
		expect(s.open()).toEqual(['Entrega']);
		s.says('4 de diciembre de 2026');
		expect(s.said().at(-1)).toBe('thanks');
		expect(s.state().contact.attributes).toMatchObject({
			email: 'pedro@correo.cl',
			phone: '+56912345678',
		});
		expect(s.state().conversations[CONVERSATION]?.attributes).toEqual({
			Monto: 25_000,
			Entrega: Date.UTC(2026, 11, 4),
		});
	});

	test('several at once', () => {
		const s = collecting(required('email', 'phone'));
		s.says('pedro@correo.cl, 9 1234 5678');
		expect(s.said().at(-1)).toBe('thanks');
	});

	test('what may be left out is not asked for again once the rest is known', () => {
		const s = collecting([...required('email'), { attribute: 'phone', required: false }]);
		s.says('pedro@correo.cl');
		expect(s.said().at(-1)).toBe('thanks');
	});

	test('words that answer nothing are told so, in the language of the customer', () => {
		const s = collecting(required('email', 'phone'));
		s.says('necesito ayuda');
		expect(s.open()).toEqual(['email', 'phone']);
		expect(s.said().at(-1)).toBe(
			'Who?\n\nNo se entendió la respuesta. Por ejemplo: ana@ejemplo.com · +56 9 1234 5678',
		);
	});

	test('after the last try it leaves by the path of those who are not understood', () => {
		const s = collecting(required('email', 'phone'));
		s.says('pedro@correo.cl');
		for (const words of ['no tengo', 'de verdad', 'nada']) s.says(words);
		expect(s.said().at(-1)).toBe('sorry');
		expect(s.state().contact.attributes['email']).toBe('pedro@correo.cl');
		const visit = s.run().steps.find(({ problem }) => problem);
		expect(visit).toMatchObject({ node: 'form', left: 'failure', problem: 'answersNotUnderstood' });
	});

	test.each([
		['words', (s: ReturnType<typeof collecting>) => s.says('no tengo')],
		['a form', (s: ReturnType<typeof collecting>) => s.answers({ email: 'x', phone: 'y' })],
	])('E-22: never by the path of those who answered (%s)', (_, answer) => {
		const s = collecting(required('email', 'phone'), { next: 'thanks' });
		for (let i = 0; i < 3; i++) answer(s);
		expect(s.said()).not.toContain('thanks');
		expect(s.run().ended).toMatchObject({ reason: 'failed' });
		expect(s.run().steps.at(-1)).toMatchObject({ left: 'failure' });
		expect(s.state().conversations[CONVERSATION]?.team).toBe('team_one');
	});
});

describe('a question that comes again says why', () => {
	const options = ['Compra', 'Reclamo'].map((label) => ({ id: label.toLowerCase(), label }));
	const asked = (ask: ReturnType<typeof step>, language: string) => {
		const s = stage(workflow('wf_a', 'first-message', { ask, ...ends }));
		Object.assign(s.view().workspace, { country: 'CL' });
		s.write(customer, { type: 'detailsGiven', details: { language } });
		s.says('hola');
		s.says('???');
		return s.said().at(-1);
	};
	const choice = options.map((option) => ({ ...option, tag: null }));
	test.each([
		[step('reply-buttons', { text: '?', options }, { compra: 'thanks', reclamo: 'thanks' })],
		[step('ask-question', { text: '?', answer: 'choice', options: choice }, { next: 'thanks' })],
		[step('ask-question', { text: '?', answer: 'rating' }, { next: 'thanks' })],
	])('V-7: buttons', (ask) => {
		expect(asked(ask, 'es')).toBe('?\n\nElige una de las opciones.');
		expect(asked(ask, 'en')).toBe('?\n\nChoose one of the options.');
	});

	test.each([
		['number', 'No se entendió la respuesta. Por ejemplo: 12,5'],
		['date', 'No se entendió la respuesta. Por ejemplo: 27-09-1972'],
		['phone', 'No se entendió la respuesta. Por ejemplo: +56 9 1234 5678'],
		['email', 'No se entendió la respuesta. Por ejemplo: ana@ejemplo.com'],
		['url', 'No se entendió la respuesta. Por ejemplo: https://ejemplo.com'],
	])('V-7: %s', (answer, reason) => {
		const ask = step('ask-question', { text: '?', answer }, { next: 'thanks' });
		expect(asked(ask, 'es')).toBe(`?\n\n${reason}`);
	});
});

describe('a button of our own is never asked for again', () => {
	const items = ['Compra', 'Reclamo'].map((label) => ({ id: label.toLowerCase(), label }));
	const options = ['Compra', 'Cotizar'].map((label) => ({ id: label, label, tag: null }));
	const matter = attribute('atr_matter', 'list', { items });
	const asking = (saveTo: AttributeSchema, params: object = { answer: 'choice', options }) => {
		const ask = step(
			'ask-question',
			{ text: '?', saveAs: 'attribute', attribute: saveTo.id, ...params },
			{ next: 'thanks', invalid: 'sorry' },
		);
		const s = stage(workflow('wf_a', 'first-message', { ask, ...ends }));
		Object.assign(s.view().workspace, { attributes: { [saveTo.id]: saveTo } });
		s.says('hola');
		return s;
	};

	test.each([
		['pressed', (s: ReturnType<typeof stage>) => s.presses('Cotizar')],
		['typed', (s: ReturnType<typeof stage>) => s.says('cotizar')],
	])('W-STP-07: %s, it leaves at once, and the run says why', (_, answer) => {
		const s = asking(matter);
		answer(s);
		expect(s.said()).toEqual(['?', 'sorry']);
		expect(s.run().steps[1]).toMatchObject({ left: 'invalid', skipped: 'doesNotFit' });
	});

	test('the same for an item that was removed while the question was open', () => {
		const s = asking(matter);
		const left = { ...matter, settings: { items: items.slice(1) } };
		Object.assign(s.view().workspace, { attributes: { atr_matter: left } });
		s.presses('Compra');
		expect(s.said()).toEqual(['?', 'sorry']);
	});

	test('and for a number of stars that the attribute does not hold', () => {
		const s = asking(attribute('atr_stars', 'number', { max: 3 }), { answer: 'rating' });
		s.presses('5');
		expect(s.said()).toEqual(['?', 'sorry']);
	});

	test('a text of the customer that the attribute does not hold is asked for again', () => {
		const s = asking(attribute('atr_seats', 'number'), { answer: 'text' });
		s.says('four');
		expect(s.said().at(-1)).toBe('?\n\nThe answer was not understood. For example: 12.5');
		s.says('4');
		expect(s.said().at(-1)).toBe('thanks');
	});

	test('an item that is added while the question is open is taken', () => {
		const s = asking(matter);
		const renamed = { ...matter, settings: { items: [...items, { id: 'q', label: 'Cotizar' }] } };
		Object.assign(s.view().workspace, { attributes: { atr_matter: renamed } });
		s.presses('Cotizar');
		expect(s.state().conversations[CONVERSATION]?.attributes).toEqual({ atr_matter: 'q' });
	});
});

describe('E-14: a run knows what it took for the answer to which question', () => {
	const options = [
		{ id: 'yes', label: 'Sí' },
		{ id: 'no', label: 'No' },
	];
	const menu = step('reply-buttons', { text: '?', options }, { yes: 'thanks', no: 'thanks' });
	const handlers = [{ id: 'hnd_1', words: ['ayuda'], go: 'sorry' }];
	const begin = (settings = {}) => {
		const s = stage(workflow('wf_a', 'first-message', { menu, ...ends }, settings));
		s.says('hola');
		return { ...s, question: s.prompt()?.id ?? '' };
	};

	test.each([
		['typed', (s: ReturnType<typeof begin>) => s.says('dale')],
		['pressed', (s: ReturnType<typeof begin>) => s.presses('yes')],
		['not understood', (s: ReturnType<typeof begin>) => s.says('mmm')],
	])('%s', (_, answer) => {
		const s = begin();
		expect(s.run().answered).toBeUndefined();
		expect(s.run().answered).toBeUndefined();
		const { id } = answer(s);
		expect(s.run().answered).toEqual({ [s.question]: id });
	});

	test('a deadline and a word that leads elsewhere are no answer', () => {
		const away = begin({ handlers });
		away.says('ayuda');
		expect(away.said().at(-1)).toBe('sorry');
		expect(away.run().answered).toBeUndefined();
		const patient = step('reply-buttons', { text: '?', options, timeoutMs: 60_000 });
		const s = stage(workflow('wf_a', 'first-message', { patient }));
		s.says('hola');
		s.pass(120_000);
		expect(s.run().ended?.reason).toBe('expired');
		expect(s.run().answered).toBeUndefined();
	});
});
