// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { isolated } from '../../base/isolate';
import { m } from '../../i18n/paraglide/messages';
import ListItems from './ListItems.svelte';
import type { ListChange, ListSettings } from './list-settings';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

/** The settings arrive a moment after they were changed, as those of a workspace do. */
function draw(...labels: string[]) {
	document.body.innerHTML = '';
	const items = labels.map((label) => ({ id: `itm_${label}`, label }));
	const props = $state({
		name: 'Talla',
		settings: { items } as ListSettings,
		newId: () => 'itm_new',
		onchange(change: ListChange) {
			const next = change($state.snapshot(props.settings));
			if (next) queueMicrotask(() => flushSync(() => (props.settings = next)));
		},
	});
	const component = mount(ListItems, { target: document.body, props });
	flushSync();
	stop = () => void unmount(component);
}

async function press(name: string) {
	const found = [...document.querySelectorAll('button')].find(
		(button) => button.getAttribute('aria-label') === name,
	);
	if (!found) throw new Error(`no button ${name}`);
	found.focus();
	found.click();
	await new Promise((resolve) => setTimeout(resolve));
	return document.activeElement?.getAttribute('aria-label');
}

const archiving = (label: string) => m.shell_item_remove({ name: isolated(label) });
const restoring = (label: string) => m.shell_item_restore({ name: isolated(label) });

test('V-11: the keyboard goes on beside what was archived, and where it comes back', async () => {
	draw('S', 'M', 'L');
	expect(await press(archiving('M'))).toBe(archiving('L'));
	expect(await press(archiving('L'))).toBe(archiving('S'));
	expect(await press(restoring('M'))).toBe(archiving('M'));
	expect(await press(archiving('S'))).toBe(archiving('M'));
	expect(await press(archiving('M'))).toBe(m.shell_item_new());
});
