// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { expect, test } from 'vitest';
import Composer from './Composer.svelte';

test('a device that cannot save gives the words back, before what was typed meanwhile', async () => {
	let settle: (isSaved: boolean) => void = () => {};
	const drafts: string[] = [];
	const customer = {
		types() {},
		canType: () => true,
		draftOf: async () => '',
		keepDraft: (_: string, text: string) => void drafts.push(text),
		send: () => new Promise<boolean>((resolve) => (settle = resolve)),
	};
	const props = { customer: customer as never, id: 'cnv_1' };
	const composer = mount(Composer, { target: document.body, props });
	flushSync();
	const field = document.querySelector('textarea')!;
	const type = (text: string) => {
		field.value = text;
		field.dispatchEvent(new Event('input', { bubbles: true }));
		flushSync();
	};
	const enter = { key: 'Enter', bubbles: true, cancelable: true };
	type('my order is broken');
	field.dispatchEvent(new KeyboardEvent('keydown', enter));
	type('and please hurry');
	settle(false);
	await new Promise((resolve) => setTimeout(resolve));
	flushSync();
	expect(field.value).toBe('my order is broken\nand please hurry');
	expect(drafts.at(-1)).toBe(field.value);
	await unmount(composer);
});
