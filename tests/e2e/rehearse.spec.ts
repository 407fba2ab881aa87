import { expect, type Page, test } from '@playwright/test';
import { Editor } from './editor';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { expectAccessible, Watch } from './watch';

/** A draft is played before it is live: both sides, the clock, and stories that it must keep. */
test.use({ actionTimeout: 15_000 });

test('a draft is rehearsed, its story kept, and an edit that breaks the story is told', async ({
	browser,
}) => {
	const watch = new Watch();
	const relay = await RelayProcess.launch({ runner: 'off' });
	const olga = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const { page, say } = olga;
	const editor = new Editor(olga);

	await test.step('every template is a card with a picture of its graph', async () => {
		await olga.goTo('workflows');
		await page.getByRole('button', { name: /^Ver las \d+ plantillas$/ }).click();
		await expect(
			page.getByRole('button', { name: /Menú de chat con varios niveles/ }),
		).toBeVisible();
		await picture(page, 'templates');
		await expectAccessible(page, 'templates');
	});
	await editor.create('Seguimiento de clientes inactivos');

	await test.step('W-LIFE-06: the messenger itself shows it, and nothing real is touched', async () => {
		const real: string[] = [];
		page.on('request', (request) => {
			if (/\/(api|mux|sync|files)\b/.test(new URL(request.url()).pathname))
				real.push(request.url());
		});
		await page.getByRole('button', { name: say('rehearse_title') }).click();
		const messenger = page.frameLocator('iframe');
		await messenger.getByRole('button', { name: say('messenger_write_us') }).click();
		await messenger.getByRole('textbox', { name: /Escribe un mensaje/ }).fill('¿Abren hoy?');
		await page.keyboard.press('Enter');
		await expect(messenger.getByRole('log').getByText('¿Abren hoy?')).toBeVisible();
		await picture(page, 'preview');
		await expectAccessible(page, 'preview');
		expect(real).toEqual([]);
		await page.getByRole('tab', { name: say('rehearse_tab_play') }).click();
		await expect(page.getByRole('log')).toContainText('¿Abren hoy?');
		await page.getByRole('button', { name: say('rehearse_restart') }).click();
	});

	await test.step('both sides are played, and the clock is moved by hand', async () => {
		await write(page, 'rehearse_customer', '¿Tienen mi talla?');
		await write(page, 'rehearse_team', '¿Cuál es tu talla?');
		await page.getByRole('button', { name: /Siguiente temporizador: 1 d/ }).click();
		const log = page.getByRole('log');
		await expect(log).toContainText('¿Sigues ahí?');
		await page.getByRole('button', { name: /Siguiente temporizador: 2 d/ }).click();
		await expect(log).toContainText(say('inbox_end_completed'));
		await expect(page.getByText(say('rehearse_no_timer'))).toBeVisible();
	});

	await test.step('the path is looked at step by step', async () => {
		const path = page.getByRole('region', { name: say('rehearse_trace') });
		await expect(path).toContainText('Cerrar');
		await path.getByRole('button', { name: say('rehearse_step_back') }).click();
		await expect(path).toContainText('Mensaje');
		await expect(page.locator('.node.here')).toHaveCount(1);
		await picture(page, 'simulator');
		await page.getByRole('button', { name: say('workflows_outline'), exact: true }).click();
		await expectAccessible(page, 'simulator');
		await page.getByRole('button', { name: say('workflows_outline'), exact: true }).click();
	});

	await test.step('what was played is kept, and holds beside those of the template', async () => {
		await page.getByLabel(say('rehearse_story_name')).fill('Nadie vuelve');
		await page.getByRole('button', { name: say('rehearse_save'), exact: true }).click();
		await page.getByRole('tab', { name: say('rehearse_tab_stories') }).click();
		await expect(page.getByRole('article')).toHaveCount(3);
		await expect(page.getByText(say('rehearse_passes'), { exact: true })).toHaveCount(3);
		await expect(page.getByRole('article', { name: 'Nadie vuelve' })).toBeVisible();
	});

	await test.step('an edit that breaks them is told with the difference', async () => {
		await page.locator('.svelte-flow__node[data-id="remind"]').focus();
		await editor.field('Mensaje').fill('¿Hola?');
		const story = page.getByRole('article', { name: 'Nadie vuelve' });
		await expect(story.getByText(say('rehearse_fails'), { exact: true })).toBeVisible();
		await expect(story).toContainText('¿Hola?');
		await expect(story).toContainText('¿Sigues ahí?');
		await picture(page, 'stories');
		await expectPastTried();
	});

	await relay.stop();
	await watch.end();

	/** The workspace is new: there is nothing to try on, and that is said. */
	async function expectPastTried() {
		await page.getByRole('tab', { name: say('rehearse_tab_past') }).click();
		await page.getByRole('button', { name: say('rehearse_past_start') }).click();
		await expect(page.getByText(say('rehearse_past_never'))).toBeVisible();
		await page.getByRole('button', { name: say('workflows_outline'), exact: true }).click();
		await expectAccessible(page, 'past');
	}

	async function write(at: Page, side: 'rehearse_customer' | 'rehearse_team', text: string) {
		await at.getByLabel(say('rehearse_side')).click();
		await at.getByRole('option', { name: say(side) }).click();
		await at.getByLabel(say('rehearse_write')).fill(text);
		await at.getByRole('button', { name: say('rehearse_send') }).click();
	}
});

/** In both themes and at three widths, to be looked at. */
async function picture(page: Page, name: string): Promise<void> {
	for (const theme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
		for (const width of [390, 1024, 1440]) {
			await page.setViewportSize({ width, height: 900 });
			await page.screenshot({
				path: `test-results/screens/rehearse-${name}-${theme}-${width}.png`,
			});
		}
	}
	await page.emulateMedia({ colorScheme: 'light' });
}
