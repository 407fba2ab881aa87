import { type Browser, expect } from '@playwright/test';
import { Editor } from './editor';
import { acceptStories, invite } from './furnish';
import type { RelayProcess } from './relay';
import { Teammate } from './teammate';
import type { Watch } from './watch';

/** An owner and a manager, both with the same draft open. */
export async function pair(
	browser: Browser,
	{ relay, watch, title }: { relay: RelayProcess; watch: Watch; title: string },
) {
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const link = await invite(owner, 'manager');
	const join = { link, name: 'Ben Hart', watch, locale: 'es' as const };
	const benDesk = await Teammate.join(browser, join);
	const [olga, ben] = [new Editor(owner), new Editor(benDesk)];
	await olga.create(title);
	await ben.open(title);
	await expect(ben.step('Mensaje')).toBeVisible();
	return { olga, ben, benDesk };
}

export async function setLive(editor: Editor): Promise<void> {
	await editor.publish.click();
	await acceptStories(editor.dialog, editor.say);
	await editor.dialog.getByRole('button', { name: editor.say('workflows_publish_now') }).click();
}
