// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { expect, test } from 'vitest';
import LinkedText from './LinkedText.svelte';

function drawn(text: string): HTMLElement {
	const target = document.createElement('p');
	const component = mount(LinkedText, { target, props: { text } });
	flushSync();
	const copy = target.cloneNode(true);
	void unmount(component);
	if (!(copy instanceof HTMLElement)) throw new Error('not an element');
	return copy;
}

test('S-6: an address opens apart and learns nothing about the desk', () => {
	const words = drawn('Ver https://example.com/a.\n¿Sí?');
	const link = words.querySelector('a');
	expect(link?.getAttribute('href')).toBe('https://example.com/a');
	expect(link?.target).toBe('_blank');
	expect(link?.rel.split(' ').sort()).toEqual(['nofollow', 'noopener', 'noreferrer']);
	expect(words.textContent, 'not a space more').toBe('Ver https://example.com/a.\n¿Sí?');
});

test('case 18, S-6: nothing that a customer writes becomes markup or a script', () => {
	const hostile = '<img src=x onerror=alert(1)> javascript:alert(1) https://a@evil.example';
	const words = drawn(hostile);
	expect(words.children).toHaveLength(0);
	expect(words.textContent).toBe(hostile);
});
