import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { Editor } from './editor';
import { setLive } from './editors';
import { invite, publishTemplate } from './furnish';
import { test } from './stage';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import { expectAccessible } from './watch';

const TEMPLATE = 'Clasificar y asignar';
const WORDS = 'quiero una devolución';

/**
 * A run that somebody can see through (U29, E-28): from the conversation to the run on its version,
 * step by step; stopped; why the workflow did not start again; counted; and taken along in a file.
 */
test('a run is looked through, stopped, explained, counted and exported', async ({
	owner,
	visitor,
}) => {
	const { page, say } = owner;
	await publishTemplate(owner, { title: TEMPLATE });
	await visitor.writeFirst(WORDS);
	await visitor.press('Una devolución');
	await owner.goTo('inbox');
	await owner.view('all');
	await owner.openConversation(/devolución|correo/);
	const path = page.getByRole('complementary', { name: say('runs_path') });
	const step = (name: string) => path.getByRole('button', { name });

	await test.step('from the conversation to the run on its version', async () => {
		await page.getByRole('link', { name: say('inbox_run_show') }).click();
		await expect(page.getByRole('button', { name: say('runs_stop') })).toBeVisible();
		const canvas = page.getByRole('region', { name: say('runs_canvas') });
		await expect(canvas.getByText('Botones de respuesta')).toBeVisible();
		await expect(path.getByText(say('runs_left_waits')).or(path.getByText(/Espera/))).toBeVisible();
		await expectAccessible(page);
	});

	await test.step('step by step: what it saw, wrote and where it left', async () => {
		await step(say('runs_trigger_fired')).click();
		await expect(path.getByText(WORDS)).toBeVisible();
		for (let i = 0; i < 3; i++) {
			await page.getByRole('button', { name: say('runs_replay_next') }).click();
		}
		await expect(path.getByText(/Una devolución/).first()).toBeVisible();
	});

	await test.step('the same in lines', async () => {
		await page.getByRole('button', { name: say('runs_outline') }).click();
		const outline = page.getByRole('list', { name: say('runs_canvas') });
		await expect(outline.getByRole('button', { name: 'Botones de respuesta' })).toBeEnabled();
		// Three steps into the replay, the run has not come there yet.
		await expect(outline.getByRole('button', { name: /^Una devolución:/ })).toBeDisabled();
		await expectAccessible(page);
	});

	await test.step('stopped, and the list says so', async () => {
		await page.getByRole('button', { name: say('runs_stop') }).click();
		await expect(page.getByText(say('inbox_end_stopped')).first()).toBeVisible();
		await expect(page.getByRole('button', { name: say('runs_stop') })).toHaveCount(0);
	});

	const file = await test.step('exported without a word of the customer', async () => {
		await page.getByRole('button', { name: say('runs_export') }).click();
		await expectAccessible(page);
		const downloading = page.waitForEvent('download');
		await page.getByRole('button', { name: say('runs_export_now') }).click();
		const saved = await (await downloading).path();
		expect(readFileSync(saved, 'utf8')).not.toContain(WORDS);
		return saved;
	});

	await test.step('why it does not start again: the first condition, in words', async () => {
		await visitor.write('¿Hay alguien?');
		await page.goBack();
		await page.getByRole('link', { name: say('inbox_why_not') }).click();
		await page.getByRole('button', { name: say('runs_why_not_workflow') }).click();
		await page.getByRole('option', { name: TEMPLATE }).click();
		const happened = page.getByRole('listitem').filter({ hasText: '¿Hay alguien?' });
		await expect(happened).toContainText('No es lo que el disparador pide');
		const first = page.getByRole('listitem').filter({ hasText: WORDS });
		await expect(first).toContainText(say('runs_reason_started'));
		await expectAccessible(page);
	});

	await test.step('the list of the workflow, by state; and its steps, counted (W-LIFE-15)', async () => {
		await owner.goTo('workflows');
		await page.getByRole('button', { name: say('workflows_actions', { name: TEMPLATE }) }).click();
		await page.getByRole('menuitem', { name: say('lifecycle_sent'), exact: true }).click();
		const table = page.getByRole('table');
		await expect(table).toContainText(say('inbox_end_stopped'));
		const filters = page.getByRole('navigation', { name: say('runs_show') });
		await filters.getByRole('link', { name: say('runs_show_running') }).click();
		await expect(page.getByText(say('runs_empty'))).toBeVisible();
		await filters.getByRole('link', { name: say('runs_show_ended') }).click();
		await expect(table.getByRole('link')).toHaveCount(1);
		await expectAccessible(page);
		await filters.getByRole('link', { name: say('runs_statistics') }).click();
		const canvas = page.getByRole('region', { name: say('runs_canvas_statistics') });
		await expect(canvas.getByText(say('runs_dropped', { count: '1' }))).toHaveCount(1);
		await expectAccessible(page);
	});

	await test.step('the file opens read-only; another file is told what is wrong with it', async () => {
		await page.getByRole('link', { name: say('runs_open_file') }).click();
		const chooser = page.locator('input[type=file]');
		const nonsense = test.info().outputPath('nonsense.json');
		writeFileSync(nonsense, '{"format":"something/else"}');
		await chooser.setInputFiles(nonsense);
		await expect(page.getByRole('alert')).toContainText(say('runs_wrong_not_ours'));
		await expectAccessible(page);
		await chooser.setInputFiles(file);
		await expect(page.getByText(/sin mensajes ni datos del cliente/)).toBeVisible();
		await step(say('runs_trigger_fired')).click();
		await expect(path.getByText(/texto oculto/)).toBeVisible();
		await expect(page.getByRole('button', { name: say('runs_stop') })).toHaveCount(0);
		await expectAccessible(page);
	});
});

test('W-CTL-02, W-LIFE-10: an agent stops the automatic answers of one contact, and no new version brings them back', async ({
	browser,
	owner,
	relay,
	visitor,
	watch,
}) => {
	const { page, say } = owner;
	const topic = '¿De qué se trata?';
	const renewed = '¡Hola de nuevo! Esta es la segunda versión.';
	const editor = new Editor(owner);
	const live = (number: number) =>
		expect(page.getByText(say('workflows_state_live', { number: String(number) }))).toBeVisible();
	await publishTemplate(owner, { title: TEMPLATE });
	const link = await invite(owner);
	const agent = await Teammate.join(browser, { link, name: 'Tomás Vera', watch, locale: 'es' });
	await visitor.writeFirst('Hola');
	await expect(visitor.message(topic)).toBeVisible();

	await test.step('the agent stops it for this contact, and its question is gone', async () => {
		await agent.view('all');
		await agent.openConversation(/./);
		const stop = agent.page.getByRole('button', {
			name: say('inbox_run_stop_this', { title: TEMPLATE }),
		});
		await stop.first().click();
		await expect(stop).toHaveCount(0);
		await expect(agent.page.getByText(say('inbox_end_stopped')).first()).toBeVisible();
		await expect(
			visitor.frame.getByRole('button', { name: 'Una devolución', exact: true }),
		).toHaveCount(0);
		await visitor.write('Una devolución');
	});

	await test.step('a new version is set live; then all of it is stopped, and set live again', async () => {
		await editor.open(TEMPLATE);
		await editor.select('Mensaje');
		await editor.field('Mensaje').fill(renewed);
		await setLive(editor);
		await live(2);
		await page.getByRole('button', { name: say('workflows_stop'), exact: true }).click();
		await editor.dialog.getByRole('button', { name: say('workflows_stop_now') }).click();
		await expect(page.getByText(say('workflows_state_stopped', { number: '2' }))).toBeVisible();
		await setLive(editor);
		await live(3);
		await visitor.write('¿Hay alguien?');
	});

	await test.step('whoever comes now is answered by the new version', async () => {
		const context = await browser.newContext({ locale: 'es-CL' });
		await watch.over(context);
		const other = await Visitor.arrive(context, relay);
		await other.writeFirst('Buenas');
		await expect(other.message(renewed)).toBeVisible();
		await expect(other.message(topic)).toBeVisible();
		await context.close();
	});

	await test.step('and the contact for whom it was stopped hears nothing of it, but of the agent', async () => {
		await agent.reply('Hola, soy Tomás. Te ayudo yo.');
		await expect(visitor.message('Hola, soy Tomás. Te ayudo yo.')).toBeVisible();
		await expect(visitor.message(topic)).toHaveCount(1);
		await expect(visitor.message(renewed)).toHaveCount(0);
		await expect(visitor.frame.getByRole('log').locator('form')).toHaveCount(0);
		await expect(agent.page.getByRole('link', { name: say('inbox_run_show') })).toHaveCount(1);
	});
});
