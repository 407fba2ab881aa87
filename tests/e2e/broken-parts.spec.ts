import { expect } from '@playwright/test';
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

		// Each of them is told to whoever looks after the site, and nothing else went wrong.
		expect(told.complaints.length).toBeGreaterThanOrEqual(3);
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
