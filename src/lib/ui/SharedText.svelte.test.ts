// @vitest-environment happy-dom
import fc from 'fast-check';
import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import type { Splice } from '../base/splice';
import { announcement } from './announce.svelte';
import { keepsExcess } from './limited';
import SharedText from './SharedText.svelte';

/** T-11: what is too long for a text that several write is counted, kept, and reaches nobody. */

let stop: (() => void) | undefined;
afterEach(() => stop?.());

/** A document with one text, and a field on it. */
function open(value: string, max: number) {
	document.body.innerHTML = '';
	const props = $state({
		value,
		max,
		onsplice: ({ at, remove, insert }: Splice) => {
			props.value = props.value.slice(0, at) + insert + props.value.slice(at + remove);
		},
	});
	const component = mount(SharedText, { target: document.body, props });
	flushSync();
	stop = () => void unmount(component);
	const area = document.querySelector('textarea')!;
	return {
		area,
		props,
		said: () => document.querySelector('p')?.textContent ?? '',
		async type(text: string) {
			area.value = text;
			area.selectionStart = area.selectionEnd = text.length;
			area.dispatchEvent(new Event('input', { bubbles: true }));
			flushSync();
			await tick();
			flushSync();
		},
		others(text: string) {
			props.value = text;
			flushSync();
		},
	};
}

test('T-11: an insertion that does not fit stays in the field, is counted, and is not written', async () => {
	const field = open('eight ch', 10);
	await field.type('eight characters');
	expect(field.area.value).toBe('eight characters');
	expect(field.area.getAttribute('aria-invalid')).toBe('true');
	expect(field.said()).toMatch(/16.*10.*6/);
	expect(announcement()).toMatch(/16.*10.*6/);
	expect(field.props.value).toBe('eight ch');
	await field.type('eight char');
	expect(field.props.value).toBe('eight char');
	expect(field.said()).toBe('');
	expect(field.area.hasAttribute('aria-invalid')).toBe(false);
});

test('T-11: what others write meanwhile comes into the field, beside what is kept in it', async () => {
	const field = open('one two', 12);
	await field.type('one two three four');
	field.others('ONE two');
	expect(field.area.value).toBe('ONE two three four');
	field.others('zero ONE two');
	expect(field.area.value).toBe('zero ONE two three four');
	expect(field.said()).toMatch(/23.*12.*11/);
	await field.type('ONE two four');
	expect(field.props.value).toBe('ONE two four');
});

test('T-11: a text that fits again because others shortened it is written', async () => {
	const field = open('a long word', 12);
	await field.type('a long word here');
	field.others('a word');
	await tick();
	flushSync();
	expect(field.area.value).toBe('a word here');
	expect(field.props.value).toBe('a word here');
	expect(field.said()).toBe('');
});

test('T-11: a text that is too long already may be made shorter, and no longer', async () => {
	const field = open('x'.repeat(20), 10);
	await field.type('x'.repeat(19));
	expect(field.props.value).toBe('x'.repeat(19));
	await field.type('x'.repeat(21));
	expect(field.props.value).toBe('x'.repeat(19));
});

test('T-11: whatever is typed and whatever others write, nothing too long is written', async () => {
	const step = fc.record({ mine: fc.boolean(), text: fc.string({ maxLength: 16 }) });
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
			const field = open('start', 10);
			for (const { mine, text } of steps) {
				if (mine) await field.type(text);
				else field.others(text.slice(0, 10));
				await tick();
				flushSync();
				expect(field.props.value.length).toBeLessThanOrEqual(10);
				// Without anything kept, the field shows the text.
				if (field.said() === '') expect(field.area.value).toBe(field.props.value);
				else expect(field.area.value.length).toBeGreaterThan(10);
			}
			stop?.();
			stop = undefined;
		}),
	);
});

test('T-11: a field that keeps too long a text is not closed when it is left', async () => {
	const field = open('eight ch', 10);
	const left: boolean[] = [];
	document.body.addEventListener('focusout', (event) => left.push(keepsExcess(event)));
	const leave = () => field.area.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
	leave();
	await field.type('eight characters');
	leave();
	await field.type('eight');
	leave();
	expect(left).toEqual([false, true, false]);
});
