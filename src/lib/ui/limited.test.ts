// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { announcement } from './announce.svelte';
import TextArea from './TextArea.svelte';
import TextInput from './TextInput.svelte';

/** T-11: a field with a limit counts what does not fit, keeps it, and lets nothing be cut. */

let shown: Record<string, unknown> | undefined;

afterEach(() => {
	if (shown) void unmount(shown);
	document.body.innerHTML = '';
});

function draw(field: typeof TextInput, props: Record<string, unknown>) {
	document.body.innerHTML = '<form></form>';
	const target = document.querySelector('form')!;
	shown = mount(field, { target, props });
	flushSync();
	return target.querySelector<HTMLInputElement>('input, textarea')!;
}

function type(field: HTMLInputElement, text: string) {
	field.value = text;
	field.dispatchEvent(new Event('input', { bubbles: true }));
	field.dispatchEvent(new Event('change', { bubbles: true }));
	flushSync();
}

const fields = [
	['an input', TextInput],
	['a text area', TextArea as unknown as typeof TextInput],
] as const;

test.each(fields)('T-11: %s keeps what is too long, counts it and tells nobody', (_name, field) => {
	const told: string[] = [];
	const input = draw(field, {
		value: 'short',
		maxlength: 10,
		oninput: () => told.push(`input ${input.value}`),
		onchange: () => told.push(`change ${input.value}`),
	});
	expect(input.getAttribute('maxlength')).toBeNull();
	type(input, 'twelve chars');
	expect(input.value).toBe('twelve chars');
	expect(input.validationMessage).toMatch(/12.*10.*2/);
	expect(input.form?.checkValidity()).toBe(false);
	expect(input.getAttribute('aria-invalid')).toBe('true');
	expect(announcement().trim()).toBe(input.validationMessage);
	expect(told).toEqual([]);
	type(input, 'ten chars!');
	// Where events are delegated, this DOM tells them once per root.
	expect([...new Set(told)]).toEqual(['input ten chars!', 'change ten chars!']);
	expect(input.form?.checkValidity()).toBe(true);
	expect(input.hasAttribute('aria-invalid')).toBe(false);
});

test('T-11: an emoji counts as much as where it is stored', () => {
	const input = draw(TextInput, { value: '', maxlength: 3 });
	type(input, '👍👍');
	expect(input.validationMessage).toMatch(/4.*3.*1/);
});

test('T-11: a field without a limit has none', () => {
	const input = draw(TextInput, { value: '' });
	type(input, 'x'.repeat(100_000));
	expect(input.validationMessage).toBe('');
});
