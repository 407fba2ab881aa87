import { expect, test } from '@playwright/test';
import { Editor } from './editor';
import { pair, setLive } from './editors';
import { invite } from './furnish';
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

test('two people comment on a step, and nobody’s words are lost or published (U32)', async ({
	browser,
}) => {
	const { olga, ben, benDesk } = await pair(browser, { relay, watch, title: TEMPLATE });
	const { page, say } = olga;
	const { keyboard } = page;
	const count = (editor: Editor, text: string) =>
		editor.step('Mensaje').getByRole('button', { name: text, exact: true });
	await setLive(olga);
	await expect(page.getByText(say('workflows_state_live', { number: '1' }))).toBeVisible();

	await test.step('one begins by keyboard alone, the other answers without reloading', async () => {
		await olga.select('Mensaje');
		await keyboard.press('c');
		await expect(olga.field(say('workflows_comment_write'))).toBeFocused();
		await keyboard.type('¿Decimos también el horario?');
		await keyboard.press('Control+Enter');
		await expect(olga.inspector.getByRole('article')).toContainText('¿Decimos también el horario?');
		await count(ben, '1 comentario abierto').click();
		await ben.field(say('workflows_comment_answer')).fill('Sí, lo añado');
		await ben.page.keyboard.press('Control+Enter');
		await expect(olga.inspector.getByRole('article').nth(1)).toContainText('Sí, lo añado');
		await expect(olga.inspector.getByRole('article', { name: 'Ben Hart' })).toBeVisible();
		await expectAccessible(page);
		await keyboard.press('Escape');
		await expect(olga.step('Mensaje')).toBeFocused();
		await expect(olga.field('Mensaje')).toBeVisible();
	});

	await test.step('an answer that was written offline keeps it open (D7)', async () => {
		await benDesk.context.setOffline(true);
		await ben.field(say('workflows_comment_answer')).fill('Falta el sábado');
		await ben.page.keyboard.press('Control+Enter');
		await count(olga, '1 comentario abierto').press('Enter');
		await olga.inspector
			.getByRole('button', { name: say('workflows_comment_resolve') })
			.press('Enter');
		await expect(olga.inspector).toContainText(say('workflows_comments_resolved', { count: '1' }));
		await expect(count(olga, '1 comentario abierto')).toHaveCount(0);
		await benDesk.context.setOffline(false);
		await expect(count(olga, '1 comentario abierto')).toBeVisible();
		await expect(olga.inspector.getByRole('article')).toHaveCount(3);
		await ben.inspector.getByRole('button', { name: say('workflows_comment_resolve') }).click();
		await expect(count(olga, '1 comentario abierto')).toHaveCount(0);
		await expect(olga.publish).toBeDisabled();
	});

	await test.step('a comment outlives its step, and undo takes back the edit alone (U12)', async () => {
		await olga.select('Recopilar datos');
		await keyboard.press('c');
		await expect(olga.field(say('workflows_comment_write'))).toBeFocused();
		await keyboard.type('¿Y el teléfono?');
		await keyboard.press('Control+Enter');
		await expect(olga.inspector.getByRole('article')).toContainText('¿Y el teléfono?');
		await keyboard.press('Escape');
		await keyboard.press('Delete');
		await keyboard.press('Shift+C');
		await expect(olga.inspector).toContainText(say('workflows_comment_step_gone'));
		await expect(olga.inspector.getByRole('article')).toContainText('¿Y el teléfono?');
		await expectAccessible(page);
		await keyboard.press('Control+z');
		await olga.inspector.getByRole('button', { name: say('workflows_show') }).press('Enter');
		await expect(olga.step('Recopilar datos')).toBeFocused();
		await expect(olga.inspector.getByRole('article')).toContainText('¿Y el teléfono?');
	});

	await test.step('who may only look reads and writes nothing', async () => {
		const link = await invite(benDesk);
		const ada = await Teammate.join(browser, { link, name: 'Ada Paz', watch, locale: 'es' });
		const editor = new Editor(ada);
		await editor.open(TEMPLATE);
		await ada.page.keyboard.press('Shift+C');
		await expect(editor.inspector.getByRole('article')).toContainText('¿Y el teléfono?');
		await expect(editor.inspector.getByRole('textbox')).toHaveCount(0);
		await expect(
			editor.inspector.getByRole('button', { name: say('workflows_comment_resolve') }),
		).toHaveCount(0);
		await expectAccessible(ada.page);
	});

	await test.step('deleted by who wrote it, and brought back', async () => {
		await page.bringToFront();
		const remove = olga.inspector.getByRole('button', { name: say('workflows_comment_remove') });
		await remove.press('Enter');
		await expect(olga.inspector.getByRole('article')).toHaveCount(0);
		await page
			.getByRole('button', { name: say('workflows_undo') })
			.last()
			.click();
		await expect(olga.inspector.getByRole('article')).toContainText('¿Y el teléfono?');
	});
});

test('the “+” behind a step can be hit however small the canvas is shown (U24)', async ({
	browser,
}) => {
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const editor = new Editor(owner);
	await editor.create(TEMPLATE);
	await editor.select(TRIGGER);
	for (const zoom of [1, 0.6, 0.4, 0.2]) {
		await expect(async () => {
			const shown = await editor.canvas.evaluate(hitEveryAdd);
			if (shown.zoom > zoom * 1.1) await owner.page.keyboard.press('Control+-');
			expect(shown.zoom).toBeLessThanOrEqual(zoom * 1.1);
			expect(shown.missed).toEqual([]);
			expect(shown.hit).toBeGreaterThan(1);
		}).toPass();
	}

	await test.step('the sheet and the palette have what the canvas answers to', async () => {
		const { page, say } = owner;
		await page.keyboard.press('Control+k');
		await page.getByRole('combobox', { name: say('shell_palette') }).fill(say('workflows_zoom_in'));
		await page.keyboard.press('Enter');
		await expect
			.poll(async () => (await editor.canvas.evaluate(hitEveryAdd)).zoom)
			.toBeGreaterThan(0.22);
		await page.keyboard.press('?');
		const sheet = page.getByRole('dialog', { name: say('shell_shortcuts') });
		for (const action of ['tidy', 'add_sticky', 'find_step', 'zoom_in', 'zoom_out', 'fit']) {
			await expect(sheet.getByText(say(`workflows_${action}`), { exact: true })).toBeVisible();
		}
	});
});

/**
 * Whether each `+` answers as far out as it promises: 24 px on the screen, or the room between the
 * rows and the columns where that is less. None can, if it lies under another's.
 */
function hitEveryAdd(canvas: Element): { zoom: number; missed: string[]; hit: number } {
	const missed: string[] = [];
	let [zoom, hit] = [1, 0];
	const pane = canvas.getBoundingClientRect();
	for (const add of canvas.querySelectorAll<HTMLElement>('[data-add]')) {
		const box = add.getBoundingClientRect();
		zoom = box.width / add.offsetWidth;
		const room = add.closest('.flow-port') ? 31 : 72;
		const [wide, high] = [Math.min(24, 72 * zoom) - 2, Math.min(24, room * zoom) - 2];
		const [x, y] = [box.left, box.top + box.height / 2];
		const corners = [
			[x + 1, y - high / 2],
			[x + 1, y + high / 2],
			[x + wide, y - high / 2],
			[x + wide, y + high / 2],
		] as const;
		const isShown =
			x > pane.left && x + 24 < pane.right && y > pane.top + 24 && y + 24 < pane.bottom;
		if (!isShown) continue;
		hit++;
		const isHit = corners.every(
			([left, top]) => document.elementFromPoint(left, top)?.closest('[data-add]') === add,
		);
		if (!isHit) missed.push(`${add.dataset.add} at ${zoom}`);
	}
	return { zoom, missed, hit };
}
