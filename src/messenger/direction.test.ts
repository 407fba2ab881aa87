// @vitest-environment happy-dom
import { createRawSnippet, flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import Badge from '../lib/ui/Badge.svelte';
import Pill from '../lib/ui/Pill.svelte';
import SearchList from '../lib/ui/SearchList.svelte';
import TextArea from '../lib/ui/TextArea.svelte';
import TextInput from '../lib/ui/TextInput.svelte';
import DataForm from './DataForm.svelte';
import Message from './Message.svelte';
import ReplyButtons from './ReplyButtons.svelte';

const WORDS = ['مرحبا، هل وصل طلبي؟', 'האם ההזמנה שלי יצאה?', 'Order #12 — סטטוס?'];

let stop: (() => void) | undefined;
afterEach(() => stop?.());

function show<Props extends Record<string, unknown>>(component: Component<Props>, props: Props) {
	document.body.innerHTML = '';
	const shown = mount(component, { target: document.body, props });
	flushSync();
	stop = () => void unmount(shown);
}

/** The innermost element that holds exactly these words. */
function holderOf(words: string): Element {
	const found = [...document.body.querySelectorAll('*')].findLast(
		(element) => element.textContent?.trim() === words,
	);
	if (!found) throw new Error(`nothing says ${words}`);
	return found;
}

function text(words: string) {
	return createRawSnippet(() => ({ render: () => `<i>${words}</i>` }));
}

const line = { kind: 'message' as const, id: 'e', at: 0, mine: false, human: true, saved: false };

test.each(WORDS)('S-3: a message and its author run as they are written: %s', (words) => {
	show(Message, { line: { ...line, text: words, name: `${words}.` }, isFollowed: false });
	expect(holderOf(words).closest('[dir="auto"]')).not.toBeNull();
	expect(holderOf(`${words}.`).closest('[dir="auto"]')).not.toBeNull();
});

test.each(WORDS)('S-3: buttons run as they are written: %s', (words) => {
	show(ReplyButtons, { options: [{ id: 'a', label: words }], press: () => undefined });
	expect(holderOf(words).closest('[dir="auto"]')).not.toBeNull();
});

test.each(WORDS)('S-3: questions of a form, answers and what is typed: %s', (words) => {
	const field = { id: 'a', label: words, format: 'text', required: true };
	const props = { fields: [field], now: () => 0, submit: () => undefined };
	show(DataForm, props);
	expect(holderOf(words).closest('[dir="auto"]')).not.toBeNull();
	expect(document.querySelector('input')?.dir).toBe('auto');
	show(DataForm, { ...props, values: { a: `${words}.` } });
	expect(holderOf(words).closest('[dir="auto"]')).not.toBeNull();
	expect(holderOf(`${words}.`).closest('[dir="auto"]')).not.toBeNull();
});

test.each(WORDS)('S-3: names in marks, chips and lists run as they are written: %s', (words) => {
	for (const mark of [Badge, Pill]) {
		show(mark, { children: text(words) });
		expect(holderOf(words).closest('[dir="auto"]')).not.toBeNull();
	}
	show(SearchList, {
		query: words,
		label: 'x',
		rows: [{ id: 'a' }],
		onchoose: () => undefined,
		row: text(words),
		nothing: '',
	});
	expect(document.querySelector('input')?.dir).toBe('auto');
});

test('S-3: fields take the direction of what is typed, and one can ask for another', () => {
	show(TextInput, { value: '' });
	expect(document.querySelector('input')?.dir).toBe('auto');
	show(TextInput, { value: '', dir: 'ltr' as const });
	expect(document.querySelector('input')?.dir).toBe('ltr');
	show(TextArea, { value: '' });
	expect(document.querySelector('textarea')?.dir).toBe('auto');
});
