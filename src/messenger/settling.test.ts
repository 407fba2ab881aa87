// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { m } from '../lib/i18n/paraglide/messages';
import type { EventOf } from '../lib/model/event';
import type { PromptInput } from '../lib/model/prompt';
import Prompt from './Prompt.svelte';
import { SETTLE_MS } from './settling';

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

function show(input: PromptInput) {
	const prompt: EventOf<'promptShown'> = {
		id: 'ev_1',
		at: 1,
		by: { kind: 'engine', id: 'engine' },
		type: 'promptShown',
		conversation: 'cnv_1',
		text: '?',
		input,
		typing: true,
	};
	const customer = {
		workspace: 'Relevo',
		now: () => 1,
		press: (_: unknown, option: string) => done.push(option),
		answer: (_: unknown, answers: unknown) => done.push(answers),
		rate: (_: unknown, score: number) => done.push(score),
	};
	const line = { id: 'ev_1', at: 1, kind: 'prompt', prompt, open: true };
	document.body.innerHTML = '';
	// The rest of a customer is not looked at.
	const props = Object({ line, customer });
	const component = mount(Prompt, { target: document.body, props });
	flushSync();
	stop = () => void unmount(component);
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
		await vi.waitFor(() => expect(done).toEqual([{}]));
	});

	test('and nothing says that it could not be used', () => {
		show({ kind: 'buttons', options });
		expect(document.querySelector('[disabled], [aria-disabled], [inert], [aria-busy]')).toBeNull();
	});
});
