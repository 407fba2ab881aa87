import { type BrowserContext, expect, test } from '@playwright/test';
import { Editor } from './editor';
import { acceptStories } from './furnish';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { callLauncher, Visitor } from './visitor';
import { expectAccessible, Watch } from './watch';

/**
 * Workflows that wait for something on the customer's page: another site than ours, strict about
 * its scripts, and not to be trusted.
 */
const OFFER = '¿Te ayudo con la manta?';
const WELCOME = 'Hello! We speak English too.';

test.describe.configure({ timeout: 300_000 });
test.use({ actionTimeout: 15_000 });

let relay: RelayProcess;
let watch: Watch;
test.beforeEach(async () => {
	watch = new Watch();
	relay = await RelayProcess.launch({ runner: 'off' });
});
test.afterEach(async () => {
	await relay.stop();
	await watch.end();
});

test('W-TRG-01, 02: a page and a click start their workflows, once; a page that lies starts none', async ({
	browser,
}) => {
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const context = await browser.newContext({ locale: 'es-CL' });
	await watch.over(context);

	await test.step('without rules a page loads the launcher and nothing more (S2)', async () => {
		const page = await visit(context, '/product.html');
		await expect.poll(() => callLauncher(page, 'isOpen')).toBe(false);
		expect(await bytesOfLauncher()).not.toContain('RELEVO_RULES');
		expect(page.frames()).toHaveLength(1);
		await page.close();
	});

	await publishMessage(owner, {
		trigger: 'El cliente visita una página',
		fields: { Dirección: '/product.html' },
		text: OFFER,
	});
	await publishMessage(owner, {
		trigger: 'El cliente hace clic en un elemento del sitio web',
		fields: { 'Elemento (selector CSS, por ejemplo #ayuda)': '[data-language="en"]' },
		text: WELCOME,
	});
	await expect.poll(bytesOfLauncher).toMatch(/RELEVO_RULES=.*product.*data-language/);

	const page = await visit(context, '/');
	await test.step('a page that meets no rule loads no frame (S2)', async () => {
		await expect.poll(() => callLauncher(page, 'isOpen')).toBe(false);
		await page.waitForTimeout(500);
		expect(page.frames()).toHaveLength(1);
	});

	const visitor = Visitor.on(page);
	await test.step('the page is visited: the offer waits, unread', async () => {
		await page.locator('.more').click();
		await expect.poll(() => unread(visitor)).toBe(1);
		await visitor.openMessenger();
		await expect(visitor.message(OFFER)).toBeVisible();
	});

	await test.step('shown until seen: neither a reload nor coming back shows it again', async () => {
		await page.reload();
		await expect.poll(() => page.frames().length).toBe(2);
		await page.goto(`${relay.demoOrigin}/product.html?again`);
		await expect.poll(() => page.frames().length).toBe(2);
		await visitor.openMessenger();
		await expect(visitor.frame.getByText(OFFER)).toHaveCount(1);
		await visitor.closeMessenger();
	});

	await test.step('a click opens its conversation', async () => {
		await page.goto(`${relay.demoOrigin}/`);
		await page.locator('[data-language="en"]').click();
		await visitor.frameArrives();
		await expect(visitor.message(WELCOME)).toBeVisible();
		expect(await visitor.call('isOpen')).toBe(true);
		await visitor.closeMessenger();
	});

	await test.step('what the page makes up comes to nothing', async () => {
		await page.evaluate(() => {
			const relevo: unknown = Reflect.get(window, 'Relevo');
			const button = document.querySelector<HTMLElement>('[data-language="en"]');
			for (let i = 0; i < 400; i++) {
				if (typeof relevo === 'function') relevo('met', `rule_${i}`);
				button?.click();
				for (let at = 0; at < window.length; at++)
					window[at]?.postMessage({ t: 'met', rule: 'rule_1' }, '*');
			}
		});
		await callLauncher(page, 'show');
		await visitor.write('Yes, please');
		await owner.goTo('inbox');
		await owner.view('all');
		// What nobody has answered is not the team's work yet.
		await expect(owner.page.getByRole('option')).toHaveText(/Yes, please/);
	});
});

test('STG-09: office hours are set, and the customer reads when somebody is back', async ({
	browser,
}) => {
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const { page, say } = owner;

	await test.step('the hours are set, and the customer reads them', async () => {
		await owner.openSettings('shell_settings_hours');
		await page.getByLabel(new RegExp(`^${say('shell_reply_time')}`)).click();
		await page.getByRole('option', { name: say('shell_reply_time_minutes') }).click();
		await expect(page.getByText('Solemos responder en unos minutos.')).toBeVisible();
		await page.getByRole('switch', { name: say('shell_office_hours_have') }).click();
		const remove = page.getByRole('button', { name: /^Quitar el tramo/ });
		for (let left = 5; left > 0; left--) {
			await expect(remove).toHaveCount(left);
			await remove.first().click();
		}
		const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1_000);
		const weekday = new Intl.DateTimeFormat('es', { weekday: 'long' }).format(tomorrow);
		await page
			.getByRole('button', { name: new RegExp(`^Añadir un tramo: ${weekday}`, 'i') })
			.click();
		await expect(page.getByText(new RegExp(`Volvemos el ${weekday}.* a las 09:00`))).toBeVisible();
		await expectAccessible(page);
		const context = await browser.newContext({ locale: 'es-CL' });
		await watch.over(context);
		const early = await Visitor.arrive(context, relay);
		await expect(early.frame.getByText(new RegExp(`Volvemos el ${weekday}`))).toBeVisible();
		await context.close();
	});
});

test('W-TRG-18, W-CTL-02, W-ACT-08: a teammate starts a workflow that takes the composer away', async ({
	browser,
}) => {
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const { page, say } = owner;

	await buildShortcut(owner);
	const context = await browser.newContext({ locale: 'es-CL' });
	await watch.over(context);
	const visitor = await Visitor.arrive(context, relay);
	await visitor.writeFirst('¿Dónde está mi pedido?');
	await owner.goTo('inbox');
	await owner.view('all');
	await owner.openConversation(/Dónde está mi pedido/);
	const panel = page.getByRole('dialog', { name: say('inbox_workflows') });

	await test.step('with its form; what is answered is a variable of the run', async () => {
		await page.getByRole('button', { name: say('inbox_workflows_here') }).click();
		await expect(panel.getByText(say('inbox_no_running'))).toBeVisible();
		await panel.getByRole('tab', { name: say('inbox_shortcuts') }).click();
		await panel.getByRole('button', { name: SHORTCUT }).click();
		await panel.getByRole('textbox', { name: 'Pedido' }).fill('A-17');
		await panel.getByRole('button', { name: say('inbox_shortcut_start') }).click();
		await expect(visitor.message('Sobre el pedido A-17:')).toBeVisible();
	});

	await test.step('nobody types in it, and the customer is told why', async () => {
		await expect(visitor.composer).toHaveCount(0);
		await expect(visitor.frame.getByText(visitor.say('messenger_choose_first'))).toBeVisible();
	});

	await test.step('stopped, the customer can type again', async () => {
		await expectAccessible(page);
		await panel
			.getByRole('button', { name: say('inbox_run_stop_this', { title: SHORTCUT }) })
			.click();
		await expect(panel.getByText(say('inbox_no_running'))).toBeVisible();
		await expect(visitor.composer).toBeVisible();
		await page.keyboard.press('Escape');
	});

	await test.step('from the palette; a reply of a person gives the composer back too', async () => {
		await page.keyboard.press('Control+k');
		await page.getByRole('combobox', { name: say('shell_palette') }).fill('Iniciar un flujo');
		await page.keyboard.press('Enter');
		await page.getByRole('option', { name: SHORTCUT }).click();
		await panel.getByRole('button', { name: say('inbox_shortcut_start') }).click();
		await expect(visitor.composer).toHaveCount(0);
		await page.keyboard.press('Escape');
		await owner.reply('Te escribo yo.');
		await expect(visitor.message('Te escribo yo.')).toBeVisible();
		await expect(visitor.composer).toBeVisible();
	});
});

const SHORTCUT = 'Preguntar por el pedido';

/** Asks with buttons alone, about what the teammate has filled in. */
async function buildShortcut(owner: Teammate): Promise<void> {
	const { say } = owner;
	const editor = await begin(owner, SHORTCUT, 'Acceso directo');
	const form = editor.inspector.getByRole('group', { name: /Formulario/ });
	await form.getByRole('button', { name: say('workflows_add'), exact: true }).click();
	await editor.field('Nombre').fill('Pedido');
	await editor.field('Variable').fill('pedido');
	await editor.inspector.getByRole('button', { name: say('lifecycle_running') }).click();
	await editor.inspector.getByRole('switch', { name: say('lifecycle_typing') }).click();
	await editor.add('botones', 'Acceso directo');
	await editor.field('Mensaje').fill('Sobre el pedido {{run.pedido}}:');
	const labels = editor.inspector.getByRole('textbox', { name: 'Botones', exact: true });
	await labels.first().fill('Llegó');
	await labels.last().fill('No llegó');
	for (const port of ['Llegó', 'No llegó']) {
		await editor.add('nota', 'Botones de respuesta', port);
		await editor.field('Nota').fill(port);
	}
	await publish(owner, editor);
}

async function visit(context: BrowserContext, path: string) {
	const page = await context.newPage();
	await page.goto(relay.demoOrigin + path);
	return page;
}

async function bytesOfLauncher(): Promise<string> {
	return (await fetch(`${relay.origin}/widget.js`)).text();
}

function unread(visitor: Visitor): Promise<unknown> {
	return visitor.page.evaluate(() => {
		const relevo: unknown = Reflect.get(window, 'Relevo');
		let count = -1;
		if (typeof relevo === 'function') relevo('onUnreadCountChange', (now: number) => (count = now));
		return count;
	});
}

/** A workflow that says one thing, named after it. */
async function publishMessage(
	owner: Teammate,
	{ trigger, fields, text }: { trigger: string; fields: Record<string, string>; text: string },
): Promise<void> {
	const editor = await begin(owner, text, trigger);
	for (const [label, value] of Object.entries(fields)) await editor.field(label).fill(value);
	await editor.add('mensaje', trigger);
	await editor.field('Mensaje').fill(text);
	await publish(owner, editor);
}

/** An empty workflow of this name, whose trigger is chosen. */
test('W-STP-06: a form that a workflow sends is filled in, and the ticket is there', async ({
	browser,
}) => {
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const { page, say } = owner;
	const first = 'El cliente envía su primer mensaje';

	const editor = await begin(owner, 'Reembolsos', first);
	await editor.add('enviar ticket', first);
	await editor.field('Mensaje').fill('¿Cuál es tu correo?');
	await test.step('without a type there is nothing to send, and the editor says where to go', async () => {
		await expect(editor.inspector).toContainText(say('workflows_no_ticket_types'));
		await expectAccessible(page, 'send ticket without types');
		await editor.inspector.getByRole('link', { name: say('workflows_to_ticket_types') }).click();
		await page.getByLabel(say('shell_ticket_type_new')).fill('Devolución');
		await page.getByRole('button', { name: say('shell_add'), exact: true }).click();
		await expect(page.getByText(say('shell_ticket_asks'), { exact: true })).toBeVisible();
		await expectAccessible(page, 'ticket types');
	});

	await editor.open('Reembolsos');
	await editor.select('Enviar ticket');
	await editor.inspector.getByLabel('Tipo de ticket').click();
	await page.getByRole('option', { name: 'Devolución' }).click();
	await publish(owner, editor);

	const visitor = await Visitor.arrive(await browser.newContext({ locale: 'es-CL' }), relay);
	await visitor.writeFirst('quiero mi dinero');
	await visitor.fillForm('ana@example.org');
	await owner.goTo('inbox');
	await owner.view('all');
	await owner.openConversation(/dinero|correo/);
	await expect(
		page.getByText(say('inbox_event_ticket_created', { type: 'Devolución' })),
	).toBeVisible();
});

async function begin(owner: Teammate, title: string, trigger: string): Promise<Editor> {
	const { page, say } = owner;
	const editor = new Editor(owner);
	await owner.goTo('workflows');
	const scratch = page.getByRole('button', { name: say('workflows_from_scratch') });
	const add = page.getByRole('button', { name: say('workflows_new') });
	await expect(scratch.or(add).first()).toBeVisible();
	if (!(await scratch.isVisible())) await add.click();
	await scratch.click();
	await page.getByRole('textbox', { name: say('workflows_name') }).fill(title);
	await editor.select('El cliente envía su primer mensaje');
	await editor.inspector.getByLabel(say('workflows_starts_when')).click();
	await page.getByRole('option', { name: trigger }).click();
	return editor;
}

async function publish({ page, say }: Teammate, editor: Editor): Promise<void> {
	await editor.publish.click();
	await acceptStories(editor.dialog, say);
	await editor.dialog.getByRole('button', { name: say('workflows_publish_now') }).click();
	await expect(page.getByText(say('workflows_state_live', { number: '1' }))).toBeVisible();
}
