// @vitest-environment happy-dom
import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { m } from '../lib/i18n/paraglide/messages';
import Guarded from './Guarded.svelte';

const reported: unknown[] = [];
let stop: (() => void) | undefined;

afterEach(() => {
	stop?.();
	vi.unstubAllGlobals();
});

test('case 52: the messenger says it too, and goes on', () => {
	vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
	document.body.innerHTML = '<p>before</p>';
	const children = createRawSnippet(() => ({
		render() {
			throw new Error('no such message');
		},
	}));
	const component = mount(Guarded, { target: document.body, props: { children } });
	flushSync();
	stop = () => void unmount(component);
	expect(document.body.textContent).toContain('before');
	expect(document.body.textContent).toContain(m.messenger_broken());
	expect(reported).toEqual([new Error('no such message')]);
});

test('B7, case 52: it is tried again when what it shows has changed', () => {
	vi.stubGlobal('reportError', () => {});
	document.body.innerHTML = '';
	let isBroken = true;
	const children = createRawSnippet(() => ({
		render() {
			if (isBroken) throw new Error('no such message');
			return '<p>drawn</p>';
		},
	}));
	const props: { children: typeof children; shows?: number } = $state({ children, shows: 1 });
	const component = mount(Guarded, { target: document.body, props });
	stop = () => void unmount(component);
	flushSync();
	expect(document.body.textContent).toContain(m.messenger_broken());
	isBroken = false;
	props.shows = 2;
	flushSync();
	expect(document.body.textContent).toBe('drawn');
});
