import { type Browser, expect, test as base } from '@playwright/test';
import { publishTemplate, setMembers } from './furnish';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import { Watch } from './watch';

/** What the inbox promises to the hands and eyes of a teammate. */
const test = base.extend<{ watch: Watch; relay: RelayProcess; owner: Teammate }>({
	// Playwright reads what a fixture needs from this very pattern.
	// eslint-disable-next-line no-empty-pattern
	watch: async ({}, use) => {
		const watch = new Watch();
		await use(watch);
		watch.nothingHappened();
	},
	// eslint-disable-next-line no-empty-pattern
	relay: async ({}, use) => {
		const relay = await RelayProcess.launch({ runner: 'on' });
		await use(relay);
		await relay.stop();
	},
	owner: async ({ browser, relay, watch }, use) => {
		const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
		await use(owner);
		await owner.context.close();
	},
});

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
	await expect(why.getByText('→ Devoluciones')).toBeVisible();
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
