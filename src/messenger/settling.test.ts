// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { m } from '../lib/i18n/paraglide/messages';
import type { EventOf } from '../lib/model/event';
import type { PromptInput } from '../lib/model/prompt';
import { createPlace } from './place.svelte';
import Prompt from './Prompt.svelte';
import { SETTLE_MS } from './settling';
import Thread from './Thread.svelte';

/** A late second click does not answer the question that has appeared under the pointer. */

let stop: (() => void) | undefined;
const done: unknown[] = [];

beforeEach(() => {
	vi.useFakeTimers();
	done.length = 0;
});

afterEach(() => {
	stop?.();
	vi.useRealTimers();
});

function prompt(id: string, input: PromptInput): EventOf<'promptShown'> {
	return {
		id,
		at: 1,
		by: { kind: 'engine', id: 'engine' },
		type: 'promptShown',
		conversation: 'cnv_1',
		text: '?',
		input,
		typing: true,
	};
}

const customer = {
	workspace: 'Relevo',
	now: () => 1,
	press: (_: unknown, option: string) => done.push(option),
	answer: (_: unknown, answers: unknown) => done.push(answers),
	rate: (_: unknown, score: number) => done.push(score),
};

const lineOf = (shown: EventOf<'promptShown'>) => ({
	id: shown.id,
	at: 1,
	kind: 'prompt',
	prompt: shown,
	open: true,
});

function show(input: PromptInput) {
	document.body.innerHTML = '';
	// The rest of a customer is not looked at.
	const props = Object({ line: lineOf(prompt('ev_1', input)), customer, isNew: true });
	const component = mount(Prompt, { target: document.body, props });
	flushSync();
	stop = () => void unmount(component);
}

type Prompts = EventOf<'promptShown'>[];

function openThread(first: Prompts, second: Prompts = []) {
	document.body.innerHTML = '';
	const shown = new SvelteMap([
		['cnv_1', first],
		['cnv_2', second],
	]);
	const threads = {
		...customer,
		linesOf: (id: string) => (shown.get(id) ?? []).map(lineOf),
		read() {},
		refusedIn: () => [],
		nameOf: () => 'Relevo',
		canType: () => false,
		unreadIn: () => 0,
		conversations: [],
		draftOf: async () => '',
	};
	const opened = new SvelteMap([['id', 'cnv_1']]);
	const props = {
		...Object({ customer: threads, place: createPlace(), close() {} }),
		get id() {
			return opened.get('id');
		},
	};
	const component = mount(Thread, { target: document.body, props });
	flushSync();
	stop = () => void unmount(component);
	return {
		arrive(next: EventOf<'promptShown'>) {
			shown.set('cnv_1', [...first, next]);
			flushSync();
		},
		goTo(id: string) {
			opened.set('id', id);
			flushSync();
		},
	};
}

function click(name: string) {
	const buttons = [...document.querySelectorAll('button, input')];
	const found = buttons.find(
		(one) => one.textContent?.trim() === name || one.getAttribute('aria-label') === name,
	);
	expect(found, name).toBeDefined();
	// A key on a focused button makes the same event.
	found?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
	flushSync();
}

const options = [{ id: 'yes', label: 'Yes' }];
const settle = () => vi.advanceTimersByTime(SETTLE_MS);

describe('a choice takes no press while it has just appeared', () => {
	test('a reply button', () => {
		show({ kind: 'buttons', options });
		click('Yes');
		vi.advanceTimersByTime(250);
		click('Yes');
		expect(done).toEqual([]);
		settle();
		click('Yes');
		expect(done).toEqual(['yes']);
	});

	test('a star', () => {
		show({ kind: 'rating', scale: 5 });
		const star = m.messenger_rate_of({ score: 2, scale: 5 });
		click(star);
		expect(document.querySelector('textarea')).toBeNull();
		settle();
		click(star);
		expect(document.querySelector('textarea')).not.toBeNull();
	});

	test('the button of a form', async () => {
		const field = { id: 'a', label: 'A', format: 'text', required: false, settings: {} };
		show({ kind: 'form', fields: [field] });
		click(m.messenger_form_send());
		await vi.dynamicImportSettled();
		expect(done).toEqual([]);
		settle();
		click(m.messenger_form_send());
		await vi.waitFor(() => expect(done).toEqual([{}]), { timeout: 20_000 });
	});

	test('and nothing says that it could not be used', () => {
		show({ kind: 'buttons', options });
		expect(document.querySelector('[disabled], [aria-disabled], [inert], [aria-busy]')).toBeNull();
	});
});

describe('a choice that stood in the thread when it was opened takes a press at once', () => {
	const yes = prompt('ev_1', { kind: 'buttons', options });
	const no = prompt('ev_2', { kind: 'buttons', options: [{ id: 'no', label: 'No' }] });

	test('also by Enter and by a screen reader', () => {
		openThread([yes]);
		click('Yes');
		expect(done).toEqual(['yes']);
	});

	test('one that arrives there later settles first', () => {
		const { arrive } = openThread([yes]);
		vi.advanceTimersByTime(10_000);
		arrive(no);
		click('No');
		expect(done).toEqual([]);
		click('Yes');
		settle();
		click('No');
		expect(done).toEqual(['yes', 'no']);
	});

	test('the first one of a thread settles too', () => {
		const { arrive } = openThread([]);
		arrive(yes);
		click('Yes');
		expect(done).toEqual([]);
		settle();
		click('Yes');
		expect(done).toEqual(['yes']);
	});

	test('in another thread too, that is opened from this one', () => {
		const { goTo } = openThread([yes], [no]);
		goTo('cnv_2');
		click('No');
		expect(done).toEqual(['no']);
	});
});
