// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { m } from '../lib/i18n/paraglide/messages';
import type { Customer } from './customer.svelte';
import Home from './Home.svelte';
import type { Place } from './place.svelte';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

function headingOf(greeting: string, name = ''): string {
	document.body.innerHTML = '';
	const customer = { greeting, name, workspace: 'Tienda', conversations: [] };
	const home = mount(Home, {
		target: document.body,
		props: {
			customer: customer as unknown as Customer,
			place: { open: false, full: false } as unknown as Place,
			close: () => undefined,
		},
	});
	flushSync();
	stop = () => void unmount(home);
	return document.querySelector('h1')?.textContent?.trim() ?? '';
}

test('the workspace’s own greeting is the first thing read, with or without a name', () => {
	expect(headingOf('¡Bienvenida a la ferretería!')).toBe('¡Bienvenida a la ferretería!');
	expect(headingOf('¿Qué buscas?', 'Ana')).toBe('¿Qué buscas?');
});

test('without one the customer is greeted as always', () => {
	expect(headingOf('')).toContain(m.messenger_greeting());
	expect(headingOf('', 'Ana')).toContain('Ana');
});
