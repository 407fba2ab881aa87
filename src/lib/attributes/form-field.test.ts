import { expect, test } from 'vitest';
import type { PromptField } from '../model/prompt';
import { printAnswer } from './form-field';

const now = Date.UTC(2026, 10, 30, 12);
const reading = { locale: 'en-US', zone: 'America/Santiago', now, phone: (text: string) => text };
const field = (format: string, settings: object = {}, more: Partial<PromptField> = {}) => ({
	id: 'a',
	label: 'A',
	required: true,
	format,
	settings: { ...settings },
	...more,
});
const options = [{ id: 'buy', label: 'Compra' }];
const es = { locale: 'es-CL', zone: 'America/Santiago' };

test.each<[string, PromptField, string | number | boolean | string[], string]>([
	['a day as a form sends it', field('date'), '2026-12-04', '04-12-2026'],
	['a day in words', field('date'), 'Dec 4, 2026', '04-12-2026'],
	['a day by what it meant then', field('date'), 'tomorrow', '01-12-2026'],
	['a day that was read', field('date'), Date.UTC(2026, 11, 4), '04-12-2026'],
	['a time', field('date', { withTime: true }), '2026-12-04T10:30', '04-12-2026, 10:30'],
	['a number of another language', field('number'), '1,500', '1.500'],
	['a choice', field('list', {}, { options }), 'buy', 'Compra'],
	['several choices', field('list', { multiple: true }, { options }), ['buy'], 'Compra'],
	['yes', field('boolean'), 'true', 'Sí'],
	['yes as such', field('boolean'), true, 'Sí'],
	['words as they were typed', field('text', { shape: 'phone' }), '9 1234 5678', '9 1234 5678'],
	['what cannot be read', field('date'), 'soon', 'soon'],
	['a format of a newer version', field('hologram'), 'x', 'x'],
])('V-6: %s is shown in the language of the reader', (_, field, answer, words) => {
	expect(printAnswer(field, answer, reading, es)).toBe(words);
});
