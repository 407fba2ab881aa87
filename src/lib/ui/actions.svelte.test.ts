// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { beforeEach, expect, test } from 'vitest';
import { type Action, Actions } from './actions.svelte';

let done: string[] = [];
let actions: Actions;
let stop: () => void = () => undefined;

function offer(...all: Action[]) {
	stop();
	actions = new Actions();
	stop = $effect.root(() => actions.offer(() => all));
	flushSync();
}

function act(id: string, keys: string, more: Partial<Action> = {}): Action {
	return { id, group: '', text: id, keys, run: () => done.push(id), ...more };
}

beforeEach(() => {
	done = [];
	offer(act('comment', 'c'), act('go', 'g i'), act('publish', 'mod+shift+p'));
});

function press(selector: string, key: string, modifiers: KeyboardEventInit = {}) {
	const target = document.querySelector(selector);
	if (!target) throw new Error(`no ${selector}`);
	const event = new KeyboardEvent('keydown', {
		key,
		bubbles: true,
		cancelable: true,
		...modifiers,
	});
	target.addEventListener('keydown', () => actions.onkeydown(event), { once: true });
	target.dispatchEvent(event);
}

const LAYERS = {
	'an open list': '<div role="listbox"><div role="option" tabindex="0"></div></div>',
	'the button of a closed list': '<button role="combobox" tabindex="0"></button>',
	'a menu': '<div role="menu"><div role="menuitem" tabindex="0"></div></div>',
	'a menu with a choice': '<div role="menu"><div role="menuitemradio" tabindex="0"></div></div>',
	'a dialog': '<div role="dialog"><button tabindex="0"></button></div>',
	'a dialog that warns': '<div role="alertdialog"><button tabindex="0"></button></div>',
	'a field': '<input tabindex="0" />',
	'an editable text': '<div role="textbox" tabindex="0"></div>',
};

test.each(Object.entries(LAYERS))('a single key is no command in %s', (_, html) => {
	document.body.innerHTML = html;
	press('[tabindex]', 'c');
	press('[tabindex]', 'g');
	press('[tabindex]', 'i');
	expect(done).toEqual([]);
	press('[tabindex]', 'P', { ctrlKey: true, shiftKey: true });
	expect(done, 'a key with Ctrl or ⌘ still is').toEqual(['publish']);
});

test('a single key is a command in a list whose rows it is about', () => {
	document.body.innerHTML = '<div role="listbox" data-takes-keys tabindex="0"></div>';
	press('[tabindex]', 'c');
	press('[tabindex]', 'g');
	press('[tabindex]', 'i');
	expect(done).toEqual(['comment', 'go']);
});
