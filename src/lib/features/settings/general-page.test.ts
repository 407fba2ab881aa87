// @vitest-environment happy-dom
import { type Component, flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { openLoneDesk } from '../../../../tests/lone-desk';
import { setDesk } from '../../app/desk.svelte';
import type { OpenDesk } from '../../app/open-desk.svelte';
import { m } from '../../i18n/paraglide/messages';
import type { Teammate } from '../../model/workspace';
import SettingsView from './SettingsView.svelte';

let desk: OpenDesk | undefined;
let close: (() => void) | undefined;
afterEach(async () => {
	close?.();
	await desk?.close();
});

async function drawAs(role: Teammate['role']): Promise<HTMLElement> {
	document.body.innerHTML = '';
	const opened = await openLoneDesk(role);
	desk = opened;
	const Page: Component = (anchor) => {
		setDesk(opened);
		return SettingsView(anchor, { page: 'general' });
	};
	const page = mount(Page, { target: document.body, context: new Map() });
	flushSync();
	close = () => void unmount(page);
	return document.body;
}

function isLocked(page: HTMLElement, label: string): boolean {
	const name = [...page.querySelectorAll('label')].find(({ textContent }) => textContent === label);
	const field = page.querySelector(`[id="${name?.htmlFor}"]`);
	expect(field, label).not.toBeNull();
	return Boolean(field?.closest('fieldset[disabled]'));
}

const SHARED = () => [m.shell_setup_workspace(), m.shell_time_zone(), m.shell_country()];
const OWN = () => [m.shell_language(), m.shell_theme()];

test('an agent changes their own language and theme, and reads what is the workspace’s', async () => {
	const page = await drawAs('agent');
	expect(OWN().map((label) => isLocked(page, label))).toEqual([false, false]);
	expect(SHARED().map((label) => isLocked(page, label))).toEqual([true, true, true]);
	const notice = [...page.querySelectorAll('p')].find(
		({ textContent }) => textContent?.trim() === m.shell_settings_read_only(),
	);
	const own = [...page.querySelectorAll('h3')].find(
		({ textContent }) => textContent === m.shell_mine(),
	);
	const order = notice && own && notice.compareDocumentPosition(own);
	expect(order).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
});

test('an owner changes both, and reads no notice', async () => {
	const page = await drawAs('owner');
	for (const label of [...OWN(), ...SHARED()]) expect(isLocked(page, label), label).toBe(false);
	expect(page.textContent).not.toContain(m.shell_settings_read_only());
});
