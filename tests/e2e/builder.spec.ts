import { expect, test } from '@playwright/test';
import { Editor } from './editor';
import { pair, setLive } from './editors';
import { acceptStories } from './furnish';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { expectAccessible, Watch } from './watch';

const TEMPLATE = 'Clasificar y asignar';
const TRIGGER = 'El cliente envía su primer mensaje';

test.describe.configure({ timeout: 300_000 });
// What is not on the screen fails where it is looked for, and not when the time is over.
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

test('two people on one draft see each other, and what the other writes at once', async ({
	browser,
}) => {
	const { olga, ben } = await pair(browser, { relay, watch, title: TEMPLATE });

	await test.step('each sees where the other is (U28)', async () => {
		await ben.canvas.hover({ position: { x: 300, y: 500 } });
		await expect(olga.canvas.locator('.cursor', { hasText: 'Ben Hart' })).toBeVisible();
		await ben.select('Mensaje');
		await expect(olga.step('Mensaje').getByText('Ben Hart')).toBeVisible();
		await olga.select('Mensaje');
		await ben.field('Mensaje').click();
		await expect(olga.inspector.locator('[data-name="Ben Hart"]')).toBeVisible();
	});

	await test.step('an edit is on the other’s screen within 150 ms (P14)', async () => {
		const delays = [];
		for (let typed = 0; typed < 12; typed++) delays.push(await delayOfKey(ben, olga, 'Mensaje'));
		const times = delays.map((ms) => ms.toFixed(0)).join(' ');
		test.info().annotations.push({ type: 'remote edit, ms', description: times });
		// The quickest says what the product takes; the others, what else the machine was doing.
		expect(Math.min(...delays), `remote edits took ${times} ms`).toBeLessThanOrEqual(150);
	});
});

test('two people change one draft at once, one of them offline for a while', async ({
	browser,
}) => {
	const { olga, ben, benDesk } = await pair(browser, { relay, watch, title: TEMPLATE });

	await test.step('undo takes back mine and keeps what the other wrote since (U12)', async () => {
		await olga.select('Recopilar datos');
		const question = await olga.field('Pregunta').inputValue();
		await olga.field('Pregunta').fill('¿Tu correo, por favor?');
		await ben.select('Mensaje');
		await ben.field('Mensaje').fill('Hola, somos Tienda Andes.');
		await expect(olga.step('Mensaje')).toContainText('Hola, somos Tienda Andes.');
		await olga.page.keyboard.press('Control+z');
		await expect(olga.field('Pregunta')).toHaveValue(question);
		await expect(ben.step('Recopilar datos')).toContainText(question);
		await expect(ben.step('Mensaje')).toContainText('Hola, somos Tienda Andes.');
		await olga.page.keyboard.press('Control+Shift+z');
		await expect(ben.step('Recopilar datos')).toContainText('¿Tu correo, por favor?');
	});

	await test.step('what both do while one is offline is merged, without a loose end', async () => {
		await benDesk.context.setOffline(true);
		await ben.add('nota', 'Botones de respuesta', 'Un pedido');
		await ben.field('Nota').fill('Preguntó por un pedido');
		await ben.select('Mensaje');
		await ben.field('Mensaje').press('Control+End');
		await ben.page.keyboard.type(' ¿Qué tal?');
		await olga.select('Mensaje');
		await olga.field('Mensaje').press('Control+Home');
		await olga.page.keyboard.type('¡Buenas! ');
		await olga.select('Recopilar datos');
		await olga.page.keyboard.press('Delete');
		await expect(olga.step('Recopilar datos')).toHaveCount(0);
		await expect(ben.step('Recopilar datos')).toBeVisible();
		await expect(olga.step('Añadir una nota')).toHaveCount(1);

		await benDesk.context.setOffline(false);
		await expect(olga.step('Añadir una nota')).toHaveCount(2);
		await expect(ben.step('Recopilar datos')).toHaveCount(0);
		const merged = '¡Buenas! Hola, somos Tienda Andes. ¿Qué tal?';
		for (const editor of [olga, ben]) {
			await expect(editor.step('Mensaje')).toContainText(merged);
		}
		const outline = await olga.outline();
		expect(await ben.outline()).toEqual(outline);
		expect(outline).toContain('Un pedido: Añadir una nota');
		expect(outline.join('\n')).not.toContain(olga.say('workflows_loose'));
		// Ben's note leads on to where the step led that Olga deleted meanwhile.
		const note = outline.indexOf('Un pedido: Añadir una nota');
		expect(outline[note + 1]).toMatch(/Ramas/);
	});

	await test.step('and is kept', async () => {
		const outline = await ben.outline();
		await ben.page.reload();
		await expect(ben.canvas).toBeVisible();
		expect(await ben.outline()).toEqual(outline);
	});
});

test('a workflow is built, wired and mended by keyboard alone', async ({ browser }) => {
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const editor = new Editor(owner);
	const { keyboard } = owner.page;
	await editor.create(editor.say('workflows_from_scratch'));
	await reachByTab(editor, TRIGGER);

	await keyboard.press('a');
	await editor.pick('botones');
	await expect(editor.step('Botones de respuesta')).toBeFocused();
	await keyboard.press('Enter');
	await expect(editor.field('Mensaje')).toBeFocused();
	await keyboard.type('¿En qué te ayudamos?');
	await keyboard.press('Escape');
	await expect(editor.step('Botones de respuesta')).toBeFocused();

	await keyboard.press('+');
	await editor.pick('esperar');
	await keyboard.press('ArrowLeft');
	await expect(editor.step('Botones de respuesta')).toBeFocused();
	await keyboard.press('a');
	await editor.pick('cerrar');
	await expect(editor.step('Cerrar')).toBeFocused();

	await test.step('a way is led elsewhere without dragging (2.5.7)', async () => {
		const lines = editor.canvas.locator('.svelte-flow__edge');
		await expect(lines).toHaveCount(3);
		await editor.inspector
			.getByRole('combobox', { name: editor.say('workflows_then'), exact: true })
			.focus();
		await keyboard.press('Enter');
		await owner.page.getByRole('option', { name: 'Esperar' }).waitFor();
		await keyboard.type('Esp');
		await keyboard.press('Enter');
		await expect(lines).toHaveCount(4);
		await keyboard.press('Escape');
		await expect(editor.step('Cerrar')).toBeFocused();
	});

	await test.step('a step is deleted and brought back', async () => {
		await keyboard.press('Delete');
		await expect(editor.step('Cerrar')).toHaveCount(0);
		await expect(editor.step('Botones de respuesta')).toBeFocused();
		await keyboard.press('Control+z');
		await expect(editor.step('Cerrar')).toBeVisible();
	});

	await test.step('the outline does the same (U27)', async () => {
		const { page } = owner;
		await page.getByRole('button', { name: editor.say('workflows_outline') }).press('Enter');
		const rows = page.getByRole('treeitem');
		await rows.filter({ hasText: 'Esperar' }).first().focus();
		await keyboard.press('End');
		await expect(rows.last()).toBeFocused();
		const before = await rows.filter({ hasNotText: editor.say('workflows_add_step') }).count();
		const open = rows.filter({ hasText: editor.say('workflows_add_step') });
		await open.first().focus();
		await keyboard.press('Enter');
		await editor.pick('mensaje');
		await expect(rows.filter({ hasText: /Mensaje/ })).toBeFocused();
		await expect(rows.filter({ hasNotText: editor.say('workflows_add_step') })).toHaveCount(
			before + 1,
		);
		await keyboard.press('Delete');
		await expect(rows.filter({ hasText: /Mensaje/ })).toHaveCount(0);
	});
});

test('a broken workflow cannot be set live, and each problem leads to its step', async ({
	browser,
}) => {
	const { olga, ben } = await pair(browser, { relay, watch, title: TEMPLATE });
	const { page, say } = olga;

	await test.step('the problem names its step, and “Go to” lands there (E-03, U27)', async () => {
		await ben.add('etiquetar', TRIGGER);
		await expect(olga.publish).toBeDisabled();
		await expect(olga.publish).toHaveAccessibleDescription(/1 problema/);
		await page.getByRole('button', { name: /^1 problema/ }).click();
		const problem = olga.dialog.getByRole('listitem');
		await expect(problem).toContainText('Etiquetar conversación');
		await problem.getByRole('button', { name: say('workflows_show') }).click();
		const step = olga.canvas.locator('.svelte-flow__node:focus');
		await expect(step).toHaveAccessibleName('Etiquetar conversación');
		await expect(step).toBeInViewport({ ratio: 0.99 });
		await page.keyboard.press('Delete');
		await expect(olga.publish).toBeEnabled();
	});

	await test.step('what breaks while the changes are read is refused', async () => {
		await olga.publish.click();
		await ben.select('Mensaje');
		await ben.field('Mensaje').fill('');
		await expect(olga.step('Mensaje')).toContainText(/1 problema/);
		const now = olga.dialog.getByRole('button', { name: say('workflows_publish_now') });
		await expect(now).toBeDisabled();
		await expect(olga.dialog).toContainText(/1 problema/);
		await olga.dialog.getByRole('button', { name: say('workflows_cancel') }).click();
		await ben.field('Mensaje').fill('Hola');
		await expect(olga.publish).toBeEnabled();
	});

	await test.step('live, changed, live again: version and differences are told (U30, W-LIFE-11)', async () => {
		await setLive(olga);
		await expect(page.getByText(say('workflows_state_live', { number: '1' }))).toBeVisible();
		await expect(olga.publish).toBeDisabled();
		await ben.field('Mensaje').fill('Hola, ¿qué tal?');
		await expect(page.getByText('1 cambio sin publicar')).toBeVisible();
		await olga.publish.click();
		await expect(olga.dialog).toContainText('Ben Hart');
		await expect(olga.dialog.locator('ins')).toHaveText('Hola, ¿qué tal?');
		await acceptStories(olga.dialog, say);
		await olga.dialog.getByRole('button', { name: say('workflows_publish_now') }).click();
		await expect(page.getByText(say('workflows_state_live', { number: '2' }))).toBeVisible();
		await expect(ben.page.getByText(say('workflows_state_live', { number: '2' }))).toBeVisible();
	});

	await test.step('stopping asks first (U10)', async () => {
		const stop = page.getByRole('button', { name: say('workflows_stop'), exact: true });
		await stop.click();
		await olga.dialog.getByRole('button', { name: say('workflows_cancel') }).click();
		await expect(page.getByText(say('workflows_state_live', { number: '2' }))).toBeVisible();
		await stop.click();
		await olga.dialog.getByRole('button', { name: say('workflows_stop_now') }).click();
		await expect(page.getByText(say('workflows_state_stopped', { number: '2' }))).toBeVisible();
		await expect(stop).toHaveCount(0);
	});
});

test('steps go to another workflow by the clipboard, and one undo takes them back (U31)', async ({
	browser,
}) => {
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const editor = new Editor(owner);
	const { page, say } = owner;
	const { keyboard } = page;
	await editor.create(TEMPLATE);
	await editor.select('Mensaje');
	await keyboard.press('Shift+ArrowRight');
	await expect(editor.inspector).toContainText(say('workflows_chosen', { count: '2' }));
	await expectAccessible(page);
	await keyboard.press('Control+c');

	await owner.goTo('workflows');
	await page.getByRole('button', { name: say('workflows_new') }).click();
	await editor.dialog.getByRole('button', { name: say('workflows_from_scratch') }).click();
	await editor.select(TRIGGER);
	await keyboard.press('Control+v');
	await expect(editor.step('Mensaje')).toBeFocused();
	await expect(editor.inspector).toContainText(say('workflows_chosen', { count: '2' }));
	await expect(editor.canvas.locator('.svelte-flow__edge')).toHaveCount(2);

	await test.step('and the same in the outline, where they are duplicated and deleted', async () => {
		await page.getByRole('button', { name: say('workflows_outline') }).click();
		const steps = page.getByRole('treeitem').filter({ hasText: /^\s*Mensaje/ });
		await steps.focus();
		await keyboard.press('Control+d');
		await expect(steps).toHaveCount(2);
		await keyboard.press('Delete');
		await expect(steps).toHaveCount(1);
		await page.getByRole('button', { name: say('workflows_outline') }).click();
	});

	await test.step('what is on the clipboard and is no step is refused in words', async () => {
		await editor.select('Mensaje');
		await page.evaluate(() => {
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/plain', 'Hola');
			const event = new ClipboardEvent('paste', { clipboardData, bubbles: true });
			document.activeElement?.dispatchEvent(event);
		});
		await expect(page.getByText(say('workflows_paste_not_ours')).first()).toBeVisible();
	});

	await editor.select('Mensaje');
	await keyboard.press('Control+z');
	await keyboard.press('Control+z');
	await keyboard.press('Control+z');
	await expect(editor.step('Mensaje')).toHaveCount(0);
});

test('a sticky note is written, seen by the other, and is no change of the workflow (U32)', async ({
	browser,
}) => {
	const { olga, ben } = await pair(browser, { relay, watch, title: TEMPLATE });
	const { page, say } = olga;
	const note = (text: string) => say('workflows_sticky_named', { text });
	await setLive(olga);
	await expect(page.getByText(say('workflows_state_live', { number: '1' }))).toBeVisible();

	await olga.select('Mensaje');
	await page.keyboard.press('Shift+N');
	await page.keyboard.type('Falta el horario');
	await expect(ben.step(note('Falta el horario'))).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(olga.step(note('Falta el horario'))).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(olga.field(say('workflows_sticky'))).toBeFocused();
	await expectAccessible(page);
	await ben.select('Mensaje');
	await ben.step(note('Falta el horario')).focus();
	await ben.field(say('workflows_sticky')).press('Control+End');
	await ben.page.keyboard.type(' de sábado');
	await expect(olga.field(say('workflows_sticky'))).toHaveValue('Falta el horario de sábado');
	await expect(olga.publish).toBeDisabled();

	await test.step('it is in the outline, and comes back when it was deleted', async () => {
		await page.getByRole('button', { name: say('workflows_outline') }).click();
		const list = page.getByRole('region', { name: say('workflows_stickies') });
		await list.getByRole('button', { name: 'Falta el horario de sábado' }).focus();
		await expectAccessible(page);
		await page.keyboard.press('Delete');
		await expect(list.getByRole('listitem')).toHaveCount(0);
		await page.keyboard.press('Control+z');
		await expect(list.getByRole('listitem')).toHaveText('Falta el horario de sábado');
		await page.getByRole('button', { name: say('workflows_outline') }).click();
	});

	await test.step('the steps say how runs of the live version fared (U35)', async () => {
		await page.getByRole('button', { name: say('runs_statistics') }).click();
		await expect(page.getByText(say('runs_statistics_none'))).toBeVisible();
		await expect(olga.step('Mensaje')).toContainText(say('runs_entered', { count: '0' }));
		await expectAccessible(page);
		await page.getByRole('button', { name: say('runs_statistics') }).click();
		await expect(olga.step('Mensaje')).not.toContainText(say('runs_entered', { count: '0' }));
	});
});

/** From the key going down in one browser until the words are painted in the other. */
async function delayOfKey(from: Editor, to: Editor, title: string): Promise<number> {
	const field = from.field(title);
	const expected = `${await field.inputValue()}x`;
	const painted = to.step(title).evaluate(
		(node, text) =>
			new Promise<number>((resolve) => {
				function look() {
					if (!node.textContent.includes(text)) return requestAnimationFrame(look);
					resolve(performance.timeOrigin + performance.now());
				}
				look();
			}),
		expected,
	);
	const pressed = from.page.evaluate(
		() =>
			new Promise<number>((resolve) =>
				addEventListener(
					'keydown',
					({ timeStamp }) => resolve(performance.timeOrigin + timeStamp),
					{ once: true, capture: true },
				),
			),
	);
	await field.press('Control+End');
	await field.press('x');
	return (await painted) - (await pressed);
}

/** As somebody without a mouse would get to the canvas. */
async function reachByTab(editor: Editor, title: string): Promise<void> {
	const step = editor.step(title);
	await expect(step).toBeVisible();
	for (let press = 0; press < 60; press++) {
		if (await step.evaluate((node) => node === document.activeElement)) return;
		await editor.page.keyboard.press('Tab');
	}
	await expect(step).toBeFocused();
}
