// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Rule, urlFits, watch } from './watch';

const SHOP = 'https://shop.example';

let isBooted = true;

/** What is told of these rules from now on. */
function watching(...rules: Rule[]): string[] {
	const met: string[] = [];
	watch(rules, (rule) => isBooted && met.push(rule) > 0);
	return met;
}

beforeEach(() => {
	vi.useFakeTimers();
	isBooted = true;
	Object.assign(window, { navigation: new EventTarget() });
	vi.stubGlobal('location', { href: SHOP });
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

/** As a router does: another address in the same document. */
function goTo(href: string) {
	vi.stubGlobal('location', { href });
	Reflect.get(window, 'navigation').dispatchEvent(new Event('currententrychange'));
	vi.advanceTimersByTime(200);
}

/** `isTrusted`: by a person; a script cannot say so of its own. */
function click(element: Element, isTrusted = true) {
	const event = new MouseEvent('click', { bubbles: true, cancelable: true });
	Object.defineProperty(event, 'isTrusted', { value: isTrusted });
	element.dispatchEvent(event);
}

function button(id: string): Element {
	const made = document.body.appendChild(document.createElement('button'));
	made.id = id;
	return made.appendChild(document.createElement('span'));
}

test.each([
	['exactly', 'https://shop.example/pay', 'https://shop.example/pay/#top', true],
	['exactly', 'https://shop.example/pay', 'https://shop.example/pay?step=2', false],
	['startsWith', 'https://shop.example/pay', 'https://shop.example/pay?step=2', true],
	['startsWith', `${SHOP}/pay`, `https://evil.example/?${SHOP}/pay`, false],
	['contains', 'plans', 'https://shop.example/es/plans', true],
	['contains', 'plans', 'https://shop.example/es', false],
] as const)('W-SET-06: a page that is %s %s: %s → %s', (is, value, url, expected) => {
	expect(urlFits({ is, value }, url)).toBe(expected);
});

test('W-TRG-01: without a rule every page fits', () => {
	expect(urlFits(undefined, SHOP)).toBe(true);
});

test('W-TRG-01: a page is noticed once, and again when the address comes back without a new document', () => {
	const met = watching({ rule: 'plans', url: { is: 'contains', value: '/plans' } });
	goTo(`${SHOP}/plans`);
	goTo(`${SHOP}/plans#prices`);
	vi.advanceTimersByTime(60_000);
	goTo(`${SHOP}/about`);
	expect(met).toEqual(['plans']);
	goTo(`${SHOP}/plans`);
	expect(met).toEqual(['plans', 'plans']);
});

test('W-SET-06: the time begins anew with each page', () => {
	const met = watching({ rule: 'stays', url: { is: 'contains', value: '/pay' }, seconds: 10 });
	goTo(`${SHOP}/pay`);
	vi.advanceTimersByTime(8_000);
	goTo(`${SHOP}/pay/card`);
	vi.advanceTimersByTime(8_000);
	expect(met).toEqual([]);
	vi.advanceTimersByTime(2_000);
	expect(met).toEqual(['stays']);
});

test('a rule that is met before the messenger is booted waits for it', () => {
	isBooted = false;
	const met = watching({ rule: 'early' });
	vi.advanceTimersByTime(5_000);
	isBooted = true;
	vi.advanceTimersByTime(1_000);
	expect(met).toEqual(['early']);
});

test('W-TRG-02: a click on the element or inside it; on its page alone', () => {
	const met = watching(
		{ rule: 'help', selector: '#help' },
		{ rule: 'elsewhere', selector: '#help', url: { is: 'contains', value: '/other' } },
	);
	click(button('help'));
	click(button('buy'));
	expect(met).toEqual(['help']);
});

test('case 27: neither a flood of clicks nor clicks that a script makes are told', () => {
	const met = watching({ rule: 'flooded', selector: '#flooded' });
	const element = button('flooded');
	for (let i = 0; i < 500; i++) click(element, false);
	expect(met).toEqual([]);
	for (let i = 0; i < 500; i++) click(element);
	expect(met).toEqual(['flooded']);
	vi.advanceTimersByTime(1_000);
	click(element);
	expect(met).toEqual(['flooded', 'flooded']);
});

test('a selector that is none stops neither the page nor other rules', () => {
	const met = watching({ rule: 'broken', selector: '#[[' }, { rule: 'sound', selector: '#sound' });
	click(button('sound'));
	expect(met).toEqual(['sound']);
});

test('a page that nobody looks at meets no rule until somebody does', () => {
	let visibility = 'hidden';
	vi.spyOn(Document.prototype, 'visibilityState', 'get').mockImplementation(
		() => visibility as DocumentVisibilityState,
	);
	const met = watching({ rule: 'seen' });
	vi.advanceTimersByTime(10_000);
	expect(met).toEqual([]);
	visibility = 'visible';
	document.dispatchEvent(new Event('visibilitychange'));
	expect(met).toEqual(['seen']);
});
