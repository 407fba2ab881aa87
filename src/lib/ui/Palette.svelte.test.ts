// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { m } from '../i18n/paraglide/messages';
import { Actions, type Choice, type Searched, setActions } from './actions.svelte';
import Palette from './Palette.svelte';

const found: Choice = { id: 'cnv_1', text: 'Ana asks', run: () => {} };
const fail = () => Promise.reject(new Error('closed'));

let stop: (() => void) | undefined;
afterEach(() => stop?.());

function show(search: (asked: Searched) => Promise<readonly Choice[]>): void {
	const component = mount(
		((anchor: never, props: never) => {
			const actions = new Actions();
			setActions(actions);
			actions.palette = {};
			return Palette(anchor, props);
		}) as typeof Palette,
		{ target: document.body, props: { search } },
	);
	flushSync();
	stop = () => void unmount(component);
}

async function ask(query: string): Promise<void> {
	await expect.poll(() => document.querySelector('input')).not.toBeNull();
	const input = document.querySelector('input');
	if (!input) throw new Error('no field');
	input.value = query;
	input.dispatchEvent(new Event('input', { bubbles: true }));
	flushSync();
}

const text = () => document.body.textContent ?? '';

test('a search of the palette shows what it finds', async () => {
	show(() => Promise.resolve([found]));
	await ask('ana');
	await expect.poll(text).toContain(found.text);
});

test.each<[string, (asked: Searched) => Promise<readonly Choice[]>]>([
	['at once', fail],
	[
		'after it told something',
		({ tell }) => {
			tell([found]);
			return fail();
		},
	],
	[
		'before it began',
		() => {
			throw new Error('closed');
		},
	],
])('a search of the palette that fails %s finds nothing', async (_, search) => {
	show(search);
	await ask('ana');
	await expect.poll(text).toContain(m.shell_nothing_found());
	expect(text()).not.toContain(found.text);
});
