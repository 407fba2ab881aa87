// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepComposing } from './composing';

let done: string[] = [];
const act = ({ key }: KeyboardEvent) => done.push(key);

/** A field with a handler of its own, in a page that has keys, as the desk and the messenger. */
beforeEach(() => {
	done = [];
	addEventListener('keydown', keepComposing, true);
	addEventListener('keydown', act);
	document.body.innerHTML = '<textarea></textarea>';
	document.querySelector('textarea')?.addEventListener('keydown', act);
});
afterEach(() => {
	removeEventListener('keydown', keepComposing, true);
	removeEventListener('keydown', act);
});

function press(key: string, { isComposing = false, keyCode = 13 } = {}): KeyboardEvent {
	const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
	Object.defineProperties(event, {
		isComposing: { value: isComposing },
		keyCode: { value: keyCode },
	});
	document.querySelector('textarea')?.dispatchEvent(event);
	return event;
}

test.each([
	['while a candidate is open', 'Enter', { isComposing: true, keyCode: 229 }],
	['in a browser that sends the code of the key', 'Enter', { isComposing: true, keyCode: 13 }],
	['in Safari, which ends the composition first', 'Enter', { keyCode: 229 }],
	['when it cancels the candidate', 'Escape', { isComposing: true, keyCode: 27 }],
	['when it shortens the candidate', 'Backspace', { isComposing: true, keyCode: 229 }],
	['when it walks through the candidates', 'ArrowDown', { keyCode: 229 }],
	['under the name that Chrome gives it', 'Process', { keyCode: 229 }],
])('S-2: a key of an input method does nothing %s', (_, key, state) => {
	const event = press(key, state);
	expect(done).toEqual([]);
	expect(event.defaultPrevented, 'the field gets it').toBe(false);
});

test('S-2: the same key without an input method is heard by the field and by the page', () => {
	press('Enter');
	expect(done).toEqual(['Enter', 'Enter']);
});
