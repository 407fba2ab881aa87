// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Desk } from '../../app/desk';
import { setDesk } from '../../app/desk.svelte';
import { emptyWorkspace } from '../../model/workspace';
import type { OpenConversation } from './open-conversation.svelte';
import ThreadLog from './ThreadLog.svelte';
import { screenful, type ThreadItem } from './thread-items';

const SCREEN_PX = 700;
const LINE_PX = 44;
const DAY = Date.UTC(2026, 10, 3, 12);

let stop: (() => void) | undefined;
let open: { items: ThreadItem[] };

beforeEach(() => {
	vi.stubGlobal('innerHeight', SCREEN_PX + 200);
	// Nothing is laid out here: each line of the thread is as high as the next.
	const lines = (node: Element) => node.querySelectorAll('[dir=auto].text-14, h2').length;
	const height = (px: (node: HTMLElement) => number) => ({
		configurable: true,
		get(this: HTMLElement) {
			return px(this);
		},
	});
	Object.defineProperties(HTMLElement.prototype, {
		scrollHeight: height((node) => lines(node) * LINE_PX),
		clientHeight: height(() => SCREEN_PX),
	});
});
afterEach(() => {
	stop?.();
	vi.unstubAllGlobals();
	Reflect.deleteProperty(HTMLElement.prototype, 'scrollHeight');
	Reflect.deleteProperty(HTMLElement.prototype, 'clientHeight');
});

function message(number: number): ThreadItem {
	const by = { kind: 'contact', id: 'con_1' };
	const event = {
		id: `ev_${number}`,
		at: DAY + number,
		by,
		type: 'messageSent',
		text: `m${number};`,
	};
	const entry = { id: event.id, at: event.at, event, delivery: 'sent' };
	const item = { is: 'message', id: event.id, entry, event, side: 'customer', endsGroup: false };
	return item as unknown as ThreadItem;
}

function day(number: number): ThreadItem {
	return { is: 'day', id: `day ev_${number}`, at: DAY };
}

function messages(count: number, from = 0): ThreadItem[] {
	return Array.from({ length: count }, (_, index) => message(from + index));
}

function show(items: ThreadItem[]): void {
	const given = $state({ items, hasOlder: false, customer: 'Ana', explain: () => undefined });
	open = given;
	const props = { open: given as unknown as OpenConversation };
	const desk = { workspace: emptyWorkspace() } as unknown as Desk;
	const component = mount(
		((anchor: never, props: never) => {
			setDesk(desk);
			return ThreadLog(anchor, props);
		}) as typeof ThreadLog,
		{ target: document.body, props, context: new Map() },
	);
	flushSync();
	stop = () => void unmount(component);
}

function log(): HTMLElement {
	const found = document.querySelector<HTMLElement>('[role=log]');
	if (!found) throw new Error('no log');
	return found;
}

function shown(): string[] {
	return (log().textContent ?? '').match(/m\d+;/g) ?? [];
}

const textOf = (items: readonly ThreadItem[]) =>
	items.flatMap((item) => (item.is === 'message' ? [item.event.text] : []));

test.each([
	['a page of messages', [day(0), ...messages(50)]],
	[
		'several days',
		[day(0), ...messages(20), day(20), ...messages(20, 20), day(40), ...messages(9, 40)],
	],
	['a long past', messages(400)],
])('P6: of %s the end is drawn first, and then all of it', async (_, items) => {
	show(items);
	const first = shown();
	expect(first.length).toBeLessThan(30);
	expect(first.length * LINE_PX).toBeGreaterThanOrEqual(SCREEN_PX - 4 * LINE_PX);
	expect(first).toEqual(textOf(items).slice(-first.length));
	await expect.poll(shown).toEqual(textOf(items));
	expect(log().querySelectorAll('h2')).toHaveLength(items.filter(({ is }) => is === 'day').length);
});

test.each([0, 1, 5, 12])('P6: a thread of %i messages is whole at once', (count) => {
	show(messages(count));
	expect(shown()).toHaveLength(count);
});

test('P6: what does not fill the screen is never seen half empty', () => {
	vi.stubGlobal('innerHeight', SCREEN_PX / 2);
	show(messages(50));
	flushSync();
	expect(shown()).toHaveLength(50);
});

test('P6: what comes above later moves nothing that is read, and is not read out', async () => {
	show(messages(50));
	const drawn = shown().length;
	log().scrollTop = 100;
	const fromEnd = log().scrollHeight - 100;
	let quiet = '';
	const watch = new MutationObserver((changes) => {
		for (const { target, addedNodes } of changes) {
			const isQuiet = target instanceof Element && target.closest('[aria-live=off]');
			if (isQuiet) for (const node of addedNodes) quiet += node.textContent;
		}
	});
	watch.observe(log(), { childList: true, subtree: true });
	await expect.poll(() => shown().length).toBe(50);
	await expect.poll(() => log().scrollHeight - log().scrollTop).toBe(fromEnd);
	watch.disconnect();
	expect(new Set(quiet.match(/m\d+;/g)).size).toBe(50 - drawn);
	await expect.poll(() => log().querySelector('[aria-live=off]')).toBeNull();
});

test('P6: a late word that stands above what was drawn first is read out', async () => {
	show(messages(50, 100));
	await expect.poll(() => shown().length).toBe(50);
	await expect.poll(() => log().querySelector('[aria-live=off]')).toBeNull();
	open.items = [...open.items.slice(0, 3), message(7), ...open.items.slice(3)];
	flushSync();
	expect(shown()[3]).toBe('m7;');
	expect(log().querySelector('[aria-live=off]')).toBeNull();
});

test.each([
	['short words on a low screen', ''],
	['letters without width', '\u200b'.repeat(4000)],
	['joined emoji', '👨‍👩‍👧‍👦'.repeat(300)],
	['combining marks', `a${'\u0301'.repeat(4000)}`],
	['spaces at the end', ' '.repeat(4000)],
])('P6: a thread of %s is whole at once and opens at its newest message', async (_, more) => {
	if (!more) vi.stubGlobal('innerHeight', SCREEN_PX / 2);
	const items = messages(50);
	for (const item of items) if (item.is === 'message') item.event.text += more;
	show(items);
	expect(shown()).toHaveLength(50);
	await expect.poll(() => log().scrollTop + SCREEN_PX).toBeGreaterThanOrEqual(log().scrollHeight);
});

test('P6: new words come to the end, those from before to the beginning, each once', async () => {
	show(messages(40, 100));
	open.items = [...open.items, message(140)];
	flushSync();
	expect(shown().at(-1)).toBe('m140;');
	const last = [...log().querySelectorAll('[dir=auto].text-14')].at(-1);
	expect(last?.textContent).toContain('m140;');
	expect(last?.closest('[aria-live=off]')).toBeNull();
	open.items = [...messages(50, 50), ...open.items];
	await expect.poll(shown).toEqual(textOf(open.items));
});

test('P6: long words fill the screen sooner, and what nothing is known of counts least', () => {
	const long = (number: number) => {
		const item = message(number);
		if (item.is === 'message') item.event.text = 'x'.repeat(900);
		return item;
	};
	const all = (make: (number: number) => ThreadItem) =>
		Array.from({ length: 60 }, (_, at) => make(at));
	const drawn = (items: ThreadItem[], px = SCREEN_PX) => {
		const from = screenful(items, px);
		return from ? items.length - items.indexOf(from) : undefined;
	};
	expect(drawn(all(message))).toBe(16);
	expect(drawn(all(long))).toBe(4);
	// Only a message keeps its place.
	expect(drawn(all(day))).toBeUndefined();
	expect(drawn([message(0), ...all(day).slice(1)])).toBe(60);
	expect(drawn(all(message), 60 * 44 + 1)).toBeUndefined();
	expect(drawn(all(message), 60 * 44)).toBe(60);
	expect(drawn([], 0)).toBeUndefined();
});
