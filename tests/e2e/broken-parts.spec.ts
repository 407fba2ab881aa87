import { expect } from '@playwright/test';
import { text as note } from '../../src/lib/steps/note';
import { text as message } from '../../src/lib/steps/message';
import { text as firstMessage } from '../../src/lib/triggers/first-message';
import { Editor } from './editor';
import { test } from './stage';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import { Watch } from './watch';

/** Whatever shows these words throws, from when `plant` has run in a page. */
const MARK = '✗ no se deja dibujar ✗';

test.use({ actionTimeout: 15_000 });

for (const locale of ['es', 'en'] as const) {
	test(`B7, case 52 (${locale}): what throws while it is drawn says so in its place alone`, async ({
		browser,
		relay,
	}) => {
		const told = new Watch();
		const owner = await Teammate.setUp(browser, { relay, watch: told, locale });
		const { page, say } = owner;
		const broken = say('shell_broken');
		const editor = new Editor(owner);
		const [asked, kept] = [message[locale].title, note[locale].title];
		await editor.create(say('workflows_from_scratch'));
		await editor.add(asked, firstMessage[locale].title);
		await editor.field(asked).fill(MARK);
		await editor.add(kept, asked);
		const workflow = page.url();
		await owner.goTo('inbox');

		const context = await browser.newContext({ locale: locale === 'es' ? 'es-CL' : 'en-US' });
		const ana = await Visitor.arrive(context, relay, locale);
		await ana.writeFirst('Hola');
		await ana.write(MARK);
		await ana.frame.getByRole('button', { name: ana.say('messenger_back') }).click();
		await ana.writeFirst('Otra cosa');

		await owner.view('all');
		await expect(owner.row(MARK)).toBeVisible();
		await owner.openConversation('Otra cosa');
		await owner.context.addInitScript(plant, MARK);
		await page.reload();
		const list = page.getByRole('listbox');
		const details = page.getByRole('region', { name: say('inbox_details') });
		const parts = page.getByRole('group', { name: broken });

		await test.step('a row of the list, and a panel that tells of the same', async () => {
			await expect(list.getByText(broken)).toHaveCount(1);
			await expect(owner.row('Otra cosa')).toBeVisible();
			await expect(owner.thread.getByText('Otra cosa')).toBeVisible();
			await expect(parts).toHaveCount(1);
			await expect(details.getByRole('group', { name: broken })).toBeVisible();
			await expect(details.getByText(say('inbox_workflows'), { exact: true })).toBeVisible();
		});

		await test.step('an item of the thread, to which somebody may answer', async () => {
			await page.keyboard.press('j');
			await expect(owner.thread.getByText('Hola', { exact: true })).toBeVisible();
			await expect(parts).toHaveCount(1);
			await expect(owner.thread.getByRole('group', { name: broken })).toBeVisible();
			await owner.reply('Te leo igual.');
			await expect(owner.row('Te leo igual.')).toBeVisible();
			await expect(list.getByText(broken)).toHaveCount(0);
		});

		await test.step('a step of the canvas, round which the workflow is edited', async () => {
			await page.goto(workflow);
			await expect(editor.step(asked).getByRole('group', { name: broken })).toBeVisible();
			await expect(parts).toHaveCount(1);
			await expect(editor.canvas.locator('.svelte-flow__edge')).toHaveCount(2);
			const view = editor.canvas.locator('.svelte-flow__viewport');
			const before = await view.getAttribute('style');
			await editor.step(asked).hover();
			await page.mouse.wheel(0, 60);
			await expect(view).not.toHaveAttribute('style', before ?? '');
			await editor.select(kept);
			await editor.field(note[locale].fields?.text ?? '').fill('Pregunta por un pedido');
			await expect(editor.step(kept)).toContainText('Pregunta por un pedido');
			await editor.add(kept, kept);
			await expect(editor.step(kept)).toHaveCount(2);
			// The broken one is still a step: another text can be drawn, until that is undone.
			await editor.select(asked);
			await editor.field(asked).fill('Hola');
			await expect(editor.step(asked)).toContainText('Hola');
			await expect(parts).toHaveCount(0);
			await editor.step(asked).focus();
			await page.keyboard.press('Control+z');
			await expect(parts).toHaveCount(1);
			await page.keyboard.press('Delete');
			await expect(editor.step(asked)).toHaveCount(0);
			await expect(editor.step(kept)).toHaveCount(2);
		});

		await test.step('a line of the messenger, in which the customer writes on', async () => {
			const brokenThere = ana.say('messenger_broken');
			await context.addInitScript(plant, MARK);
			await ana.page.reload();
			await ana.openMessenger();
			await ana.frame.getByRole('button', { name: ana.say('messenger_back') }).click();
			const card = ana.frame.getByRole('button').filter({ hasText: 'Te leo igual.' });
			await card.click();
			const log = ana.frame.getByRole('log');
			await expect(log.getByText(brokenThere)).toHaveCount(1);
			await expect(ana.message('Hola')).toBeVisible();
			await ana.composer.fill(MARK);
			await ana.composer.press('Enter');
			await expect(log.getByText(brokenThere)).toHaveCount(2);
			await expect(ana.composer).toHaveValue('');

			// The card that shows the same leads to the conversation nevertheless.
			await ana.frame.getByRole('button', { name: ana.say('messenger_back') }).click();
			await ana.frame.getByRole('button', { name: brokenThere }).click();
			await ana.write('¿Me leen?');
			await expect(log.getByText(brokenThere)).toHaveCount(2);
			await ana.frame.getByRole('button', { name: ana.say('messenger_back') }).click();
			await expect(ana.frame.getByRole('button').filter({ hasText: '¿Me leen?' })).toBeVisible();
			await expect(ana.frame.getByText(brokenThere)).toHaveCount(0);
			await owner.goTo('inbox');
			await owner.view('all');
			await expect(owner.row('¿Me leen?')).toBeVisible();
		});

		// Each of them is told to whoever looks after the site, and nothing else went wrong.
		expect(told.complaints.length).toBeGreaterThanOrEqual(5);
		for (const complaint of told.complaints) expect(complaint).toContain('planted');
		for (const each of browser.contexts()) await each.close();
	});
}

/** Runs in a page: a text that bears the mark cannot be set. */
function plant(mark: string): void {
	const own = Object.getOwnPropertyDescriptor(Node.prototype, 'nodeValue');
	Object.defineProperty(Node.prototype, 'nodeValue', {
		...own,
		set(this: Node, value: string | null) {
			if (value?.includes(mark)) throw new Error('planted');
			own?.set?.call(this, value);
		},
	});
}
