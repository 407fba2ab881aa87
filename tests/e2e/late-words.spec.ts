import { expect } from '@playwright/test';
import { publishTemplate } from './furnish';
import { test } from './stage';
import { expectAccessible } from './watch';

/** E-29: the customer was cut off while the team went on. */
test('LW-1: words written without a connection reopen what was closed meanwhile', async ({
	owner,
	visitor,
}) => {
	const context = visitor.page.context();
	const [first, late, bye] = ['Mi pedido no llega', 'SIGUE SIN LLEGAR', 'Resuelto, hasta pronto'];
	await visitor.writeFirst(first);
	await owner.view('all');
	await owner.openConversation(first);
	await expect(owner.thread.getByText(first)).toBeVisible();

	await context.setOffline(true);
	await expect(visitor.frame.getByText(visitor.say('messenger_offline'))).toBeVisible();
	await visitor.write(late);
	await expect(visitor.frame.getByText(visitor.say('messenger_saved'))).toBeVisible();
	await owner.reply(bye);
	await owner.page.getByRole('button', { name: owner.say('inbox_close') }).click();
	await owner.view('closed');
	await expect(owner.row(bye)).toBeVisible();

	await context.setOffline(false);
	await expect(visitor.message(bye)).toBeVisible();
	// Less than a minute late, so nothing is said about it.
	await expect(visitor.frame.getByText(/^Escrito .*, recibido/)).toHaveCount(0);
	await expect(visitor.frame.getByText(visitor.say('messenger_seen'))).toHaveCount(0);
	const words = visitor.frame.getByText(new RegExp(`^(${first}|${late}|${bye})$`));
	await expect(words).toHaveText([first, bye, late]);

	await owner.view('all');
	const row = owner.row(late);
	await expect(row.getByLabel(owner.say('inbox_unread'))).toBeVisible();
	await row.click();
	await expect(owner.thread).toHaveText(new RegExp(`${first}.*${bye}.*${late}`));
	await expect(owner.thread.getByText(/escrito .*, recibido/)).toHaveCount(0);
});

test('LW-4: a run that went on before the words arrived says so, in its list and on its screen', async ({
	owner,
	visitor,
}) => {
	const { page, say } = owner;
	const context = visitor.page.context();
	await publishTemplate(owner, { title: 'Clasificar y asignar' });
	await visitor.writeFirst('quiero una devolución');
	await owner.goTo('inbox');
	await owner.view('all');
	await owner.openConversation(/devolución|trata/);
	await expect(page.getByRole('link', { name: say('inbox_run_show') })).toBeVisible();

	await context.setOffline(true);
	await expect(visitor.frame.getByText(visitor.say('messenger_offline'))).toBeVisible();
	await visitor.write('ya no hace falta');
	await expect(visitor.frame.getByText(visitor.say('messenger_saved'))).toBeVisible();
	await owner.reply('Hola, te ayudo yo');
	await page.getByRole('link', { name: say('inbox_run_show') }).click();
	// The reply ends it.
	await expect(page.getByText(say('inbox_end_teammate_replied')).first()).toBeVisible();
	await context.setOffline(false);

	const missed = /^Actuó antes de conocer lo que el cliente había escrito/;
	await expect(page.getByRole('note').filter({ hasText: missed })).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('link', { name: say('runs_title') }).click();
	await expect(page.getByRole('row').getByText(say('runs_missed'))).toBeVisible();
	await expectAccessible(page);
});
