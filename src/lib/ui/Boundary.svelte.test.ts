// @vitest-environment happy-dom
import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { m } from '../i18n/paraglide/messages';
import Boundary from './Boundary.svelte';
import SearchList from './SearchList.svelte';

let stop: (() => void) | undefined;
let isBroken = true;
const reported: unknown[] = [];

beforeEach(() => {
	isBroken = true;
	reported.length = 0;
	vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
});
afterEach(() => {
	stop?.();
	vi.unstubAllGlobals();
});

let props: { of: string; shows?: unknown };

function show({ bare = false, columns = 0 } = {}) {
	document.body.innerHTML = '<p>before</p>';
	const children = createRawSnippet(() => ({
		render() {
			if (isBroken) throw new Error('no such date');
			return '<p>drawn</p>';
		},
	}));
	const given = $state({ of: 'message ev_1', children, bare, columns });
	props = given;
	const component = mount(Boundary, { target: document.body, props: given });
	flushSync();
	stop = () => void unmount(component);
}

function button(name: string): HTMLButtonElement {
	const found = [...document.querySelectorAll('button')].find(
		({ textContent }) => textContent?.trim() === name,
	);
	if (!found) throw new Error(`no button ${name}`);
	return found;
}

test('case 52: what cannot be drawn says so in its place, and the rest stands', () => {
	show();
	expect(document.body.textContent).toContain('before');
	expect(document.body.textContent).toContain(m.shell_broken());
	expect(reported).toEqual([new Error('no such date')]);
});

test('case 52: its details can be copied: what it is, where, and what went wrong', async () => {
	const copied: string[] = [];
	const writeText = (text: string) => Promise.resolve(void copied.push(text));
	Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
	show();
	button(m.shell_broken_copy()).click();
	await expect.poll(() => copied).toHaveLength(1);
	expect(copied[0]).toContain('message ev_1');
	expect(copied[0]).toContain('no such date');
});

test('case 52: it can be tried again', () => {
	show();
	isBroken = false;
	button(m.shell_broken_retry()).click();
	flushSync();
	expect(document.body.textContent).toContain('drawn');
	expect(document.body.textContent).not.toContain(m.shell_broken());
});

test('case 52: in a list of options it is words alone', () => {
	show({ bare: true });
	expect(document.body.textContent).toContain(m.shell_broken());
	expect(document.querySelectorAll('button')).toHaveLength(0);
});

test('case 52: what comes to stand in its place is drawn', () => {
	show();
	isBroken = false;
	props.of = 'message ev_2';
	flushSync();
	expect(document.body.textContent).toContain('drawn');
});

test('B7, case 52: the same thing is tried again when what it shows has changed', () => {
	show();
	isBroken = false;
	props.shows = 'another text';
	flushSync();
	expect(document.body.textContent).toContain('drawn');
});

test('case 52: in a table it is a row as wide as the others', () => {
	show({ columns: 4 });
	expect(document.querySelector('tr > td')?.getAttribute('colspan')).toBe('4');
	expect(document.querySelector('td')?.textContent).toContain(m.shell_broken());
});

test('case 52: a row of a search that cannot be drawn leaves the others to be chosen', () => {
	const chosen: string[] = [];
	const row = createRawSnippet((one: () => { id: string }) => ({
		render() {
			if (one().id === 'b') throw new Error('no such customer');
			return `<p>${one().id}</p>`;
		},
	}));
	document.body.innerHTML = '';
	const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
	const onchoose = ({ id }: { id: string }) => void chosen.push(id);
	const component = mount(SearchList, {
		target: document.body,
		props: { query: '', label: 'x', rows, onchoose, row, nothing: '' },
	});
	flushSync();
	stop = () => void unmount(component);
	const options = [...document.querySelectorAll<HTMLElement>('[role="option"]')];
	expect(options.map(({ textContent }) => textContent?.trim())).toEqual([
		'a',
		m.shell_broken(),
		'c',
	]);
	options[2]?.click();
	expect(chosen).toEqual(['c']);
});
