// @vitest-environment happy-dom
import { mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import DataForm from './DataForm.svelte';
import { chooseLocale } from './locale.svelte';

let stop: (() => void) | undefined;

afterEach(() => stop?.());

test.each([
	['es', '4 dic 2026', '1500'],
	['en', 'Dec 4, 2026', '1,500'],
])('V-6: a customer sees what they answered as they write it (%s)', async (locale, day, amount) => {
	chooseLocale(locale);
	const field = (id: string, format: string) => ({
		id,
		label: id,
		required: true,
		format,
		settings: {},
	});
	document.body.innerHTML = '';
	const component = mount(DataForm, {
		target: document.body,
		props: {
			fields: [field('day', 'date'), field('amount', 'number'), field('name', 'text')],
			reading: { locale, zone: 'America/Santiago' },
			now: () => 1,
			values: { day: '2026-12-04', amount: '1500', name: 'Ana' },
			answeredAt: Date.UTC(2026, 10, 30),
			submit: () => undefined,
		},
	});
	stop = () => void unmount(component);
	const shown = () => [...document.querySelectorAll('dd')].map((one) => one.textContent);
	await expect.poll(() => shown()).toEqual([day, amount, 'Ana']);
});
