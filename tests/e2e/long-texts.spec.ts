import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './stage';
import { expectAccessible } from './watch';

/** T-11: what is too long is counted, kept in its field, and sent when it has been shortened. */

const MAX = 10_000;
const LONG = `${'x'.repeat(MAX)}${'y'.repeat(30)}`;

/** As pasting does, which a limit of the browser's own would cut. */
async function paste(page: Page, field: Locator, text: string): Promise<void> {
	await field.click();
	await page.keyboard.insertText(text);
}

test('T-11: 10,030 characters in the messenger and at the desk', async ({ owner, visitor }) => {
	await test.step('the messenger counts them, and keeps what does not fit', async () => {
		await visitor.writeFirst('Hola');
		await paste(visitor.page, visitor.composer, LONG);
		const told = visitor.frame.getByText('10.030 de 10.000 caracteres (30 de más)');
		await expect(told).toBeVisible();
		expect(await visitor.composer.inputValue()).toBe(LONG);
		await visitor.composer.press('Enter');
		await expect(visitor.composer).toHaveValue(LONG);
		const send = visitor.frame.getByRole('button', { name: visitor.say('messenger_send') });
		await expect(send).toBeDisabled();
		await expectAccessible(visitor.page, 'too long in the messenger');
	});

	await test.step('and sends them once they are shorter', async () => {
		await visitor.composer.press('End');
		for (let i = 0; i < 30; i++) await visitor.composer.press('Backspace');
		await expect(visitor.frame.getByText(/de más/)).toHaveCount(0);
		await visitor.composer.press('Enter');
		await expect(visitor.message(/^x{10000}$/)).toBeVisible();
	});

	await test.step('the desk does the same', async () => {
		const { page, say } = owner;
		await owner.goTo('inbox');
		await owner.view('all');
		await owner.openConversation(/x{5}/);
		const reply = page.getByRole('textbox', { name: say('inbox_reply') });
		await paste(page, reply, LONG);
		await expect(page.getByRole('status').filter({ hasText: '30 de más' })).toBeVisible();
		await expect(reply).toHaveValue(LONG);
		await expect(page.getByRole('button', { name: say('inbox_send'), exact: true })).toBeDisabled();
	});

	await test.step('a short field keeps what is pasted, too, and stores nothing of it', async () => {
		const { page } = owner;
		await owner.goTo('settings');
		const name = page.getByLabel(owner.say('shell_setup_workspace'));
		const before = await name.inputValue();
		await name.selectText();
		await page.keyboard.insertText('z'.repeat(130));
		await expect(name).toHaveValue('z'.repeat(130));
		await expect(name).toHaveAttribute('aria-invalid', 'true');
		await name.blur();
		await page.reload();
		await expect(page.getByLabel(owner.say('shell_setup_workspace'))).toHaveValue(before);
	});
});
