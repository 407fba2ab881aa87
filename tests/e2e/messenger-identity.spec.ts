import { expect } from '@playwright/test';
import { test } from './stage';
import { Visitor } from './visitor';

/** Who the visitor is: a stranger, somebody who logs in, the next person at the same computer. */
test('unsent words go along when the login says that the visitor is known elsewhere', async ({
	browser,
	relay,
	visitor,
}) => {
	const phone = await Visitor.arrive(await browser.newContext({ locale: 'es-CL' }), relay);
	await phone.call('boot', relay.proofOf('ana'));
	await phone.writeFirst('Desde mi teléfono');
	await expect(phone.frame.getByText(phone.say('messenger_sent'))).toBeVisible();

	await visitor.writeFirst('Todavía nadie sabe quién soy');
	await expect(visitor.frame.getByText(visitor.say('messenger_sent'))).toBeVisible();
	await relay.kill();
	await visitor.write('quiero una devolución');
	await expect(visitor.frame.getByText(visitor.say('messenger_saved'))).toBeVisible();
	await visitor.call('update', relay.proofOf('ana'));
	await relay.start();

	// The messenger is hers now, on both devices, and the words were said once.
	await visitor.frame
		.getByRole('button', { name: /quiero una devolución/ })
		.click({ timeout: 30_000 });
	await expect(visitor.message('quiero una devolución')).toHaveCount(1);
	await expect(visitor.frame.getByText(visitor.say('messenger_sent'))).toBeVisible();
	await expect(visitor.message('Todavía nadie sabe quién soy')).toHaveCount(0);
	await phone.frame.getByRole('button', { name: phone.say('messenger_back') }).click();
	await phone.frame.getByRole('button', { name: /quiero una devolución/ }).click();
	await expect(phone.message('quiero una devolución')).toHaveCount(1);
	expect(await databasesOf(visitor)).toHaveLength(1);

	// Coming back tomorrow changes nothing of it.
	await visitor.page.reload();
	await visitor.openMessenger();
	await visitor.frame.getByRole('button', { name: /quiero una devolución/ }).click();
	await expect(visitor.message('quiero una devolución')).toHaveCount(1);
	await phone.page.context().close();
});

test('case 28: another user of the same browser finds nothing of the one before', async ({
	relay,
	visitor,
}) => {
	await visitor.call('boot', relay.proofOf('ana'));
	await visitor.writeFirst('Soy Ana');
	await expect(visitor.frame.getByText(visitor.say('messenger_sent'))).toBeVisible();

	await visitor.call('boot', relay.proofOf('bea'));
	await reopen(visitor);
	await visitor.writeFirst('Soy Bea');
	await expect(visitor.frame.getByText(visitor.say('messenger_sent'))).toBeVisible();
	await expect(visitor.frame.getByText('Soy Ana')).toHaveCount(0);

	// Her name alone opens nothing; what her company signed for her does.
	await visitor.call('boot', { user_id: 'ana' });
	await reopen(visitor);
	await expect(visitor.frame.getByText(/Soy (Ana|Bea)/)).toHaveCount(0);
	await visitor.call('shutdown');
	await visitor.call('boot', relay.proofOf('ana'));
	await reopen(visitor);
	await expect(visitor.frame.getByText('Soy Ana')).toBeVisible();
	await expect(visitor.frame.getByText('Soy Bea')).toHaveCount(0);
});

test('shutdown erases the visitor here; whoever boots next is a stranger', async ({ visitor }) => {
	await visitor.writeFirst('Olvídenme');
	await expect(visitor.frame.getByText(visitor.say('messenger_sent'))).toBeVisible();
	const kept = () => visitor.page.evaluate(() => localStorage.getItem('relevo:demo'));
	expect(await kept()).toContain('secret');
	await visitor.call('shutdown');
	expect(await kept()).toBeNull();
	await expect(visitor.page.locator('html > div')).toHaveCount(0);
	expect(await visitor.call('isOpen')).toBe(false);

	await visitor.call('boot', {});
	await reopen(visitor);
	await expect(
		visitor.frame.getByRole('button', { name: visitor.say('messenger_write_us') }),
	).toBeVisible();
	await expect(visitor.frame.getByText('Olvídenme')).toHaveCount(0);
	expect(await databasesOf(visitor)).toHaveLength(1);
});

/** After another boot: the frame of the one before is on its way out, and must be gone first. */
async function reopen(visitor: Visitor): Promise<void> {
	await expect(visitor.page.locator('html > div')).toHaveCount(1);
	await visitor.call('show');
	await expect.poll(() => visitor.page.frames().length).toBe(2);
	await visitor.frameArrives();
	await expect(visitor.frame.getByRole('button').first()).toBeVisible();
}

function databasesOf(visitor: Visitor): Promise<string[]> {
	return visitor.frame.evaluate(async () =>
		(await indexedDB.databases()).flatMap(({ name }) => name ?? []),
	);
}
