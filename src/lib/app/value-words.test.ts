import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readEvent, type EventBody, isUnknown } from '../model/event';
import { foldContact } from '../model/contact-state';
import { type AttributeSchema, emptyWorkspace, type Workspace } from '../model/workspace';
import { locale } from '../ui/locale.svelte';
import { eventWords } from './event-words';
import { evidenceWords } from './evidence-words';
import { answerWords, recordOf, valueWords } from './value-words';

const day = Date.UTC(2026, 10, 22);
const items = [{ id: 'itm_1', label: 'Oro' }];

function attribute(id: string, format: string, settings?: unknown): AttributeSchema {
	return { id, subject: 'contact', name: id, format, settings };
}
const workspace: Workspace = {
	...emptyWorkspace(),
	timeZone: 'America/Santiago',
	attributes: {
		renewal: attribute('renewal', 'date'),
		call: attribute('call', 'date', { withTime: true }),
		budget: attribute('budget', 'number'),
		plan: attribute('plan', 'list', { items }),
		isVip: attribute('isVip', 'boolean'),
	},
};
const at = Date.UTC(2026, 10, 22, 13, 30);
const printed = [
	['renewal', day, '22 nov 2026', 'Nov 22, 2026'],
	['call', at, '22 nov 2026, 10:30', 'Nov 22, 2026, 10:30'],
	['budget', 12345.5, '12.345,5', '12,345.5'],
	['plan', 'itm_1', 'Oro', 'Oro'],
	['isVip', true, 'Sí', 'Yes'],
	['budget', null, '—', '—'],
	['gone', 5, '5', '5'],
] as const;

vi.stubGlobal('document', { documentElement: {} });
beforeEach(() => locale.choose('es'));

describe.each(printed)('V-6: %s of %s', (id, value, es, en) => {
	const places: Record<string, () => string> = {
		changed: () => told({ type: 'attributeChanged', subject: 'contact', attribute: id, value }),
		given: () => told({ type: 'detailsGiven', details: { [id]: value } }),
		answered: () =>
			told({
				type: 'answersGiven',
				conversation: 'cnv_1',
				prompt: 'ev_p',
				answers: { [id]: value },
			}),
		evidence: () =>
			evidenceWords(
				{ field: `contact.${id}`, operator: 'isKnown', actual: value, holds: true },
				workspace,
			).actual,
	};
	test.each(Object.entries(places))('is printed by its format where it is %s', (_place, words) => {
		expect(words()).toContain(es);
		locale.choose('en');
		expect(words().replaceAll('\u202f', ' ')).toContain(en);
	});
});

test('V-6: a day in a condition is a day, and a number of days a number', () => {
	const rule = { field: 'contact.renewal', actual: day, holds: true };
	const after = evidenceWords({ ...rule, operator: 'isAfter', expected: day }, workspace);
	expect(after).toMatchObject({ expected: '22 nov 2026', actual: '22 nov 2026' });
	const ago = evidenceWords({ ...rule, operator: 'isMoreThanDaysAgo', expected: 3 }, workspace);
	expect(ago.expected).toBe('3');
});

test.each([
	['renewal', '2026-11-22', '22 nov 2026'],
	['budget', '12345.5', '12.345,5'],
	['renewal', 'pronto', 'pronto'],
	['budget', '12,345', '12,345'],
	['budget', '1.234', '1.234'],
	['budget', 'abc', 'abc'],
	['plan', 'itm_1', 'Oro'],
	['plan', 'ORO', 'Oro'],
	['plan', 'Platino', 'Platino'],
	['isVip', 'yes', 'Sí'],
	['isVip', 'quizás', 'quizás'],
])('V-6: %s of the words %s', (id, value, words) => {
	const body = { type: 'answersGiven', conversation: 'cnv_1', prompt: 'ev_p' } as const;
	expect(told({ ...body, answers: { [id]: value } })).toContain(words);
	expect(told({ type: 'detailsGiven', details: { [id]: value } })).toContain(words);
});

test('V-6: an answer is read as its form was, and written for who reads it', () => {
	const field = { id: 'answer', label: '', required: true, format: 'date', settings: {} };
	const form = { fields: [field], reading: { locale: 'en-US', zone: 'UTC' } };
	const words = (answer: string) => answerWords(field, answer, { form, at }, workspace);
	expect(words('07/01/2026')).toBe('1 jul 2026');
	expect(words('2026-12-04')).toBe('4 dic 2026');
	expect(words('')).toBe('—');
});

test.each([
	['budget', '12.345', '12.345', false],
	['budget', 'abc', 'abc', true],
	['renewal', 'mañana', '2 ene 1970', false],
	['renewal', 'pronto', 'pronto', true],
	['plan', 'oro', 'Oro', false],
	['plan', 'Platino', 'Platino', true],
	['plan', ['Platino', 'x'], 'Platino, x', true],
	['isVip', 1, 'Sí', false],
	['gone', 'x', 'x', false],
])('V-6: the record shows %s that a page gave as %j as %s', (id, value, words, isUnread) => {
	const by = { kind: 'contact', id: 'con_1' } as const;
	const details = { language: 'es', [id]: value };
	const at = Date.UTC(1970, 0, 1, 12);
	const state = foldContact('con_1', [{ id: 'ev_1', at, by, type: 'detailsGiven', details }]);
	const schema = workspace.attributes[id] ?? attribute('gone', 'hologram');
	const shown = recordOf(schema, { state }, workspace);
	expect(shown).toMatchObject({ words, unread: isUnread ? words : undefined });
});

test('V-6: what no format can print is written as it is', () => {
	expect(valueWords('x', workspace, { format: 'hologram' })).toBe('x');
	expect(valueWords(1e300, workspace, { format: 'date' })).toBe('1e+300');
});

function told(body: EventBody): string {
	const by = { kind: 'contact', id: 'con_1' };
	const event = readEvent('ev_1', { id: 'ev_1', at: 1, by, ...body });
	if (isUnknown(event)) throw new Error('cannot be read');
	return eventWords(event, workspace);
}
