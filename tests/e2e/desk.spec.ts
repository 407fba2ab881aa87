import { type Browser, type BrowserContext, expect } from '@playwright/test';
import { addAttribute, invite, publishTemplate, setMembers } from './furnish';
import type { RelayProcess } from './relay';
import { test } from './stage';
import { Teammate } from './teammate';
import { Visitor } from './visitor';

// What the inbox promises to the hands and eyes of a teammate.

test('every key does its thing, stands in the sheet, and can be taken back', async ({
	browser,
	owner,
	relay,
}) => {
	const { page, say, thread } = owner;
	await visitorWrites(browser, relay, 'La primera');
	await visitorWrites(browser, relay, 'La segunda');
	await owner.view('all');
	await expect(owner.row(/La (primera|segunda)/)).toHaveCount(2);
	const composer = (mode: string) => page.getByRole('textbox', { name: say(mode), exact: true });

	// The newest stands first: down is older.
	await page.keyboard.press('j');
	await expect(thread.getByText('La segunda')).toBeVisible();
	await page.keyboard.press('j');
	await expect(thread.getByText('La primera')).toBeVisible();
	await page.keyboard.press('k');
	await expect(thread.getByText('La segunda')).toBeVisible();

	await page.keyboard.press('r');
	await expect(composer('inbox_reply')).toBeFocused();
	await page.keyboard.type('j es una letra');
	await expect(composer('inbox_reply')).toHaveValue('j es una letra');
	await page.keyboard.press('Escape');
	await page.keyboard.press('n');
	await expect(composer('inbox_note')).toBeFocused();
	await page.keyboard.type('Para el equipo');
	await page.keyboard.press('Control+Enter');
	await expect(thread.getByText('Para el equipo')).toBeVisible();
	await page.keyboard.press('Escape');

	await page.keyboard.press('a');
	await page
		.getByRole('dialog')
		.getByRole('option', { name: say('inbox_assign_me') })
		.click();
	const assigned = thread.getByText(say('inbox_event_assigned', { name: 'Olga Ruiz' }));
	await expect(assigned).toBeVisible();
	await page.keyboard.press('Control+z');
	await expect(thread.getByText(say('inbox_event_unassigned'))).toBeVisible();

	await page.keyboard.press('e');
	await expect(owner.row('La segunda')).toHaveCount(0);
	await page.keyboard.press('Control+z');
	await expect(owner.row('La segunda')).toBeVisible();

	await page.keyboard.press('Control+k');
	await page.getByRole('combobox', { name: say('shell_palette') }).fill('Cerrar conv');
	await page.keyboard.press('Enter');
	await expect(owner.row('La segunda')).toHaveCount(0);

	await page.keyboard.press('?');
	const sheet = page.getByRole('dialog', { name: say('shell_shortcuts') });
	for (const key of ['J', 'K', 'X', 'R', 'N', 'A', 'T', '?']) {
		await expect(sheet.getByText(key, { exact: true }).first()).toBeVisible();
	}
	await expect(sheet.getByText(say('inbox_undo'))).toBeVisible();
});

test('U17: several are selected by key and by mouse, and closed, tagged and given in one go', async ({
	browser,
	owner,
	relay,
}) => {
	const { page, say } = owner;
	for (const words of ['Uno', 'Dos', 'Tres']) await visitorWrites(browser, relay, words);
	await owner.view('all');
	await expect(page.getByRole('option')).toHaveCount(3);
	const bar = page.getByRole('toolbar', { name: say('inbox_selection') });

	await page.keyboard.press('j');
	await page.keyboard.press('x');
	await page.keyboard.press('Shift+j');
	await expect(bar.getByText(say('inbox_selected', { count: '2' }))).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(bar).toHaveCount(0);

	await owner.row('Tres').click({ modifiers: ['ControlOrMeta'] });
	await owner.row('Uno').click({ modifiers: ['Shift'] });
	await expect(bar.getByText(say('inbox_selected', { count: '3' }))).toBeVisible();
	await page.keyboard.press('a');
	await page
		.getByRole('dialog')
		.getByRole('option', { name: say('inbox_assign_me') })
		.click();
	await expect(owner.viewLink('mine')).toContainText('3');

	await owner.row('Dos').click({ modifiers: ['ControlOrMeta'] });
	await owner.row('Uno').click({ modifiers: ['ControlOrMeta'] });
	await bar.getByRole('button', { name: /^Cerrar/ }).click();
	await expect(page.getByRole('option')).toHaveCount(1);
	await page.keyboard.press('Control+z');
	await expect(page.getByRole('option')).toHaveCount(3);
});

test('each attribute is changed with the input of its format, and refused when it is not one', async ({
	browser,
	owner,
	relay,
}) => {
	const { page, say } = owner;
	await addAttribute(owner, { name: 'Puntos', format: 'Número' });
	await addAttribute(owner, { name: 'Es socia', format: 'Sí o no' });
	await visitorWrites(browser, relay, 'Hola');
	await owner.goTo('inbox');
	await owner.view('all');
	await owner.openConversation('Hola');
	const details = page.getByRole('region', { name: say('inbox_details') });
	const field = (name: string) => details.getByRole('button', { name: new RegExp(`^${name}:`) });
	const editor = (attribute: string) =>
		page.getByRole('dialog', { name: say('inbox_attribute_edit', { attribute }) });

	const email = say('inbox_attribute_email');
	await field(email).click();
	await editor(email).getByRole('textbox').fill('no es un correo');
	await page.keyboard.press('Enter');
	await expect(editor(email).getByRole('alert')).toBeVisible();
	await editor(email).getByRole('textbox').fill('lucia@example.com');
	await page.keyboard.press('Enter');
	await expect(field(email)).toHaveText('lucia@example.com');

	await field('Puntos').click();
	await editor('Puntos').getByRole('textbox').fill('1250');
	await owner.thread.click();
	await expect(field('Puntos')).toHaveText(new Intl.NumberFormat('es').format(1250));

	await field('Es socia').click();
	await editor('Es socia').getByRole('switch').click();
	await expect(field('Es socia')).toHaveText('Sí');

	await page.reload();
	await expect(field(email)).toHaveText('lucia@example.com');
	await field('Puntos').click();
	await editor('Puntos')
		.getByRole('button', { name: say('inbox_attribute_clear') })
		.click();
	await expect(field('Puntos')).toHaveText('—');

	await test.step('what was typed for one customer is never written to another', async () => {
		await visitorWrites(browser, relay, 'Soy otra');
		await owner.openConversation('Soy otra');
		await expect(field('Puntos')).toHaveText('—');
		await field('Puntos').click();
		await editor('Puntos').getByRole('textbox').fill('99');
		await page.goBack();
		await expect(owner.thread).toContainText('Hola');
		await expect(editor('Puntos')).toHaveCount(0);
		await expect(field(email)).toHaveText('lucia@example.com');
		await expect(field('Puntos')).toHaveText('—');
		await page.goForward();
		await expect(owner.thread).toContainText('Soy otra');
		await expect(field(email)).toHaveText('—');
	});
});

test('“why” tells the workflow, its version, the step and the values that decided', async ({
	browser,
	owner,
	relay,
}) => {
	const { page, say } = owner;
	await publishTemplate(owner, { title: 'Clasificar y asignar' });
	await setMembers(owner, { team: 'Devoluciones', members: ['Olga Ruiz'] });
	const visitor = await visitorWrites(browser, relay, 'quiero una devolución');
	await visitor.press('Una devolución');
	await visitor.fillForm('lucia@example.com');
	await owner.goTo('inbox');
	await owner.view('mine');
	await owner.openConversation(/devolución|correo/);

	const event = owner.thread
		.locator('p')
		.filter({ hasText: /^Asignada a|Etiqueta/ })
		.first();
	await event.getByRole('button', { name: say('inbox_why') }).click();
	const why = page.getByRole('dialog', { name: say('inbox_why_title') });
	const workflow = say('inbox_workflow_version', {
		workflow: 'Clasificar y asignar',
		version: '1',
	});
	await expect(why.getByText(workflow)).toBeVisible();
	await expect(why.getByText(say('inbox_why_step'))).toBeVisible();
	await expect(why.getByText(say('inbox_why_values'))).toBeVisible();
	const run = why.getByRole('link', { name: say('inbox_run_show') });
	await expect(run).toHaveAttribute('href', /^\/workflows\/runs\/run_/);
	await page.keyboard.press('Escape');
	await expect(why).toHaveCount(0);
	await expect(event.getByRole('button', { name: say('inbox_why') })).toBeFocused();
});

test('each side sees the other typing; unread is counted; a reply is saved, sent, then seen', async ({
	browser,
	owner,
	relay,
}) => {
	const { page, say, thread } = owner;
	const visitor = await visitorWrites(browser, relay, 'Hola');
	await owner.view('all');
	await expect(owner.row('Hola').getByLabel(say('inbox_unread'))).toBeVisible();
	await owner.openConversation('Hola');
	await expect(owner.row('Hola').getByLabel(say('inbox_unread'))).toHaveCount(0);

	const name = say('inbox_visitor');
	await visitor.composer.pressSequentially('Estoy escri');
	await expect(page.getByText(say('inbox_is_typing', { name })).first()).toBeVisible();
	const composer = page.getByRole('textbox', { name: say('inbox_reply') });
	await composer.pressSequentially('Le respon');
	await expect(
		visitor.frame.getByText(say('messenger_typing', { name: 'Olga Ruiz' })),
	).toBeVisible();
	await composer.fill('');

	// Nobody who has the messenger open elsewhere has seen it.
	await visitor.closeMessenger();
	await relay.kill();
	await owner.reply('Aquí estoy');
	await expect(thread.getByText(say('inbox_delivery_saved'))).toBeVisible();
	await relay.start();
	await expect(thread.getByText(say('inbox_delivery_sent'))).toBeVisible({ timeout: 30_000 });
	await visitor.openMessenger();
	await expect(thread.getByText(say('inbox_delivery_seen'))).toBeVisible({ timeout: 30_000 });

	await owner.goTo('settings');
	await visitor.write('Y otra cosa');
	await owner.goTo('inbox');
	await owner.view('all');
	await expect(owner.row('Y otra cosa').getByLabel(say('inbox_unread'))).toBeVisible();
});

test('the connection is told in one sentence at every width, and what happened meanwhile', async ({
	browser,
	owner,
	relay,
}) => {
	const { page, say } = owner;
	const visitor = await visitorWrites(browser, relay, 'Antes');
	await owner.view('all');
	await expect(owner.row('Antes')).toBeVisible();
	await expect(owner.syncPill).toHaveAttribute('data-status', 'synced');
	await expect(owner.syncPill).toContainText(say('shell_sync_synced'));

	await owner.context.setOffline(true);
	await expect(owner.syncPill).toHaveAttribute('data-status', 'offline');
	await expect(page.getByText(say('shell_sync_offline_long', { count: '0' }))).toBeVisible();
	await page.setViewportSize({ width: 390, height: 844 });
	await expect(owner.syncPill).toBeVisible();
	await expect(owner.syncPill).toContainText(say('shell_sync_offline'));
	await page.setViewportSize({ width: 1440, height: 900 });

	await visitor.write('Durante');
	await expect(visitor.frame.getByText('Enviado')).toBeVisible();
	await owner.context.setOffline(false);
	await expect(page.getByText(say('shell_meanwhile_one'))).toBeVisible({ timeout: 30_000 });
	await page.getByRole('button', { name: say('shell_meanwhile_first') }).click();
	await expect(owner.thread.getByText('Durante')).toBeVisible();
});

test('a device that is full says so and keeps the words, until they can be saved', async ({
	browser,
	owner,
	relay,
}) => {
	const { page, say } = owner;
	await visitorWrites(browser, relay, 'Hola');
	await owner.view('all');
	await owner.openConversation('Hola');
	const composer = page.getByRole('textbox', { name: say('inbox_reply') });
	await limitStorage(owner.context, relay, 1);
	// Chromium asks for the quota anew half a minute after it last did: until then things still fit.
	let written = 0;
	await expect(async () => {
		await composer.fill(`Mensaje ${++written}.`);
		await composer.press('Control+Enter');
		await expect(page.getByText(say('inbox_not_saved'))).toBeVisible({ timeout: 1_000 });
	}).toPass({ timeout: 60_000, intervals: [3_000] });
	await expect(composer).toHaveValue(`Mensaje ${written}.`);
	await expect(owner.thread.getByText(`Mensaje ${written}.`)).toHaveCount(0);
	await expect(owner.syncPill).toHaveAttribute('data-status', 'cannotSave');

	await limitStorage(owner.context, relay, undefined);
	await composer.press('Control+Enter');
	await expect(owner.thread.getByText(`Mensaje ${written}.`)).toHaveCount(1);
	await expect(owner.syncPill).toHaveAttribute('data-status', 'synced', { timeout: 60_000 });
});

test.describe('where the browser denies service workers', () => {
	test.use({ serviceWorkers: 'block' });

	test('the page hosts the core, and the desk does the same work', async ({
		browser,
		owner,
		relay,
		watch,
	}) => {
		const link = await invite(owner);
		const agent = await Teammate.join(browser, { link, name: 'Tomás Vera', watch, locale: 'es' });
		await publishTemplate(owner, { title: 'Clasificar y asignar' });
		await setMembers(owner, { team: 'Devoluciones', members: ['Tomás Vera'] });
		await agent.view('mine');
		const visitor = await visitorWrites(browser, relay, 'quiero una devolución');
		await visitor.press('Una devolución');
		await visitor.fillForm('lucia@example.com');

		await agent.openConversation(/devolución|correo/);
		await agent.context.setOffline(true);
		await agent.reply('Te la envío ahora.');
		await agent.context.setOffline(false);
		await expect(visitor.message('Te la envío ahora.')).toHaveCount(1);
		await agent.page.getByRole('button', { name: agent.say('inbox_close') }).click();
		// Who leaves within the same blink has closed nothing.
		await expect(agent.row('Te la envío ahora.')).toHaveCount(0);
		await agent.page.reload();
		await agent.view('closed');
		await expect(agent.row('Te la envío ahora.')).toBeVisible();
		await agent.context.close();
	});

	test('case 36: signing out where another tab hosts the core empties the device for both', async ({
		browser,
		owner,
		relay,
	}) => {
		const { page, say } = owner;
		const second = await owner.context.newPage();
		await second.goto(`${relay.origin}/inbox/all`);
		await visitorWrites(browser, relay, 'Hola');
		await expect(second.getByRole('option').filter({ hasText: 'Hola' })).toBeVisible();
		await second.goto(`${relay.origin}/settings/device`);
		const signOut = { name: say('shell_sign_out') };
		await second.getByRole('button', signOut).click();
		await second.getByRole('dialog').getByRole('button', signOut).click();
		for (const left of [page, second]) {
			await expect(left.getByText(say('shell_signed_out_text'))).toBeVisible();
			const kept = () => left.evaluate(async () => (await indexedDB.databases()).length);
			await expect.poll(kept).toBe(0);
		}
	});
});

async function visitorWrites(
	browser: Browser,
	relay: RelayProcess,
	words: string,
): Promise<Visitor> {
	const context = await browser.newContext({ locale: 'es-CL' });
	const visitor = await Visitor.arrive(context, relay);
	await visitor.writeFirst(words);
	await expect(visitor.frame.getByText('Enviado')).toBeVisible();
	return visitor;
}

/** What the browser lets this site keep; undefined: as much as ever. */
async function limitStorage(
	context: BrowserContext,
	relay: RelayProcess,
	bytes: number | undefined,
): Promise<void> {
	const [page] = context.pages();
	if (!page) throw new Error('The page is closed.');
	const session = await context.newCDPSession(page);
	await session.send('Storage.overrideQuotaForOrigin', {
		origin: relay.origin,
		...(bytes !== undefined && { quotaSize: bytes }),
	});
}
