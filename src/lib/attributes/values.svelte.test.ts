// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { locale } from '../ui/locale.svelte';
import DateInput from './date.svelte';
import NumberInput from './number.svelte';

/** V-1, V-7: beside a value that cannot be read stands a sentence that says what can be. */

let stop: (() => void) | undefined;
beforeEach(() => locale.choose('en'));
afterEach(() => stop?.());

function open(component: typeof NumberInput, settings: unknown = {}) {
	document.body.innerHTML = '';
	const onchange = vi.fn();
	const operator = { arity: 'one' as const, holds: () => true };
	const props = { value: 7, operator, settings, zone: 'UTC', label: 'Budget', disabled: false };
	const mounted = mount(component, { target: document.body, props: { ...props, onchange } });
	flushSync();
	stop = () => void unmount(mounted);
	const input = document.querySelector('input')!;
	return {
		input,
		onchange,
		type(text: string) {
			input.value = text;
			input.dispatchEvent(new Event('change', { bubbles: true }));
			flushSync();
		},
		said: () => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent,
	};
}

test.each([
	['en', {}, 'abc', 'Enter a number, for example 1,500.'],
	['es', {}, 'abc', 'Escribe un número, por ejemplo 1.500.'],
	['en', {}, '3 4', 'Enter a number, for example 1,500.'],
	['en', {}, '192.168.0.1', 'Enter a number, for example 1,500.'],
	['en', { min: 5 }, '2', 'Enter a number of at least 5.'],
	['es', { max: 10 }, '11', 'Escribe un número que sea como máximo 10.'],
] as const)(
	'V-1: in %s with %j, %s is answered in a sentence',
	(language, settings, text, words) => {
		locale.choose(language);
		const { input, onchange, type, said } = open(NumberInput, settings);
		type(text);
		expect(said()).toBe(words);
		expect(input.getAttribute('aria-invalid')).toBe('true');
		expect(onchange).not.toHaveBeenCalled();
		type('8');
		expect(said()).toBeUndefined();
		expect(onchange).toHaveBeenCalledWith(8);
		type(text);
		type(' ');
		expect(said()).toBeUndefined();
		expect(onchange).toHaveBeenLastCalledWith(undefined);
	},
);

test('V-7: half a date is answered in a sentence, and changes nothing', () => {
	const { input, onchange, type, said } = open(DateInput);
	const validity = vi.spyOn(input, 'validity', 'get');
	validity.mockReturnValue({ ...input.validity, badInput: true });
	type('');
	expect(said()).toBe('Enter a whole date: day, month and year.');
	expect(onchange).not.toHaveBeenCalled();
	validity.mockRestore();
	type('2026-11-22');
	expect(said()).toBeUndefined();
	expect(onchange).toHaveBeenCalledWith(Date.UTC(2026, 10, 22));
});
