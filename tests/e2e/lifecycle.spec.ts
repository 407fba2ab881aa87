import { readFileSync } from 'node:fs';
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import {
	defaultSettings,
	type WorkflowDefinition,
	type WorkflowNode,
} from '../../src/lib/model/workflow';
import { EXPORT_VERSION } from '../../src/lib/model/workflow-file';
import { Editor } from './editor';
import { acceptStories, invite } from './furnish';
import { writeOldDraft } from './old-draft';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import { expectAccessible, Watch } from './watch';

const TEMPLATE = 'Clasificar y asignar';

/** As drafts were before ids had one pattern: three steps and two buttons bear bad ones. */
const OLD_DRAFT = {
	title: 'Menú',
	start: '1a',
	nodes: {
		'1a': {
			kind: 'reply-buttons',
			params: {
				text: '¿De qué se trata?',
				options: [
					{ id: 'so so', label: 'Un pedido' },
					{ id: 'ñ', label: 'Otra cosa' },
				],
				typing: true,
				escapeMs: 600_000,
				onTyped: 'ask-again',
				timeoutMs: null,
			},
			next: { 'so so': 'n1', ñ: 'toString' },
		},
		n1: { kind: 'message', params: { text: 'Lo miramos.' }, next: { next: 'toString' } },
		toString: { kind: 'message', params: { text: 'Enseguida estamos.' }, next: {} },
	},
};

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

test('a workflow is set, named, compared, restored, ordered and carried to a file and back', async ({
	browser,
}) => {
	const editor = await open(browser);
	const { page, say, dialog } = editor;
	await editor.create(TEMPLATE);

	await test.step('its settings stand beside its trigger, and say what they are (W-LIFE-03, W-LIFE-17)', async () => {
		await page.getByRole('button', { name: say('lifecycle_settings') }).click();
		const settings = page.getByRole('region', { name: say('lifecycle_settings') });
		await settings.getByRole('button', { name: say('lifecycle_frequency') }).click();
		await settings.getByRole('switch', { name: say('workflows_once') }).click();
		await settings.getByRole('button', { name: say('lifecycle_frequency') }).click();
		await expect(settings.getByText(say('workflows_once'))).toBeVisible();
		await settings.getByRole('button', { name: say('lifecycle_handlers') }).click();
		await settings.getByRole('button', { name: say('lifecycle_handler_add') }).click();
		await settings.getByLabel(say('lifecycle_words')).fill('menú, volver');
		await settings.getByLabel(say('lifecycle_words')).press('Tab');
		await expectAccessible(page);
	});

	await test.step('a version has a name; the next one tells what changes, and whose doing it is', async () => {
		await editor.publish.click();
		await expect(dialog).toContainText(say('workflows_once'));
		await dialog.getByLabel(say('lifecycle_version_name')).fill('Antes de Navidad');
		await expectAccessible(page);
		await setLive(editor, 1);
		await editor.select('Mensaje');
		await editor.field('Mensaje').fill('Otro saludo');
		await editor.publish.click();
		await expect(dialog).toContainText('Olga Ruiz');
		await expect(dialog.locator('ins')).toHaveText('Otro saludo');
		await setLive(editor, 2);
	});

	await test.step('any version is compared, and comes back into the draft until that is undone', async () => {
		await page.getByRole('button', { name: say('lifecycle_versions') }).click();
		const versions = dialog.getByRole('list', { name: say('lifecycle_versions') });
		await expect(versions.getByRole('button')).toHaveCount(2);
		await expect(dialog.locator('ins')).toHaveText('Otro saludo');
		await expectAccessible(page);
		await versions.getByRole('button', { name: 'Antes de Navidad' }).click();
		await dialog.getByRole('button', { name: say('lifecycle_restore') }).click();
		await expect(editor.step('Mensaje')).not.toContainText('Otro saludo');
		await expect(page.getByText('1 cambio sin publicar')).toBeVisible();
		await page
			.getByRole('button', { name: say('workflows_undo') })
			.first()
			.click();
		await expect(editor.step('Mensaje')).toContainText('Otro saludo');
	});

	await test.step('the list clones, renames, sorts into folders and reorders (W-LIFE-09, 14)', async () => {
		await act(editor, TEMPLATE, 'lifecycle_clone', () =>
			expect(editor.canvas.getByText('Otro saludo')).toBeVisible(),
		);
		await page.goBack();
		const copy = say('lifecycle_copy_of', { name: TEMPLATE });
		await act(editor, copy, 'lifecycle_rename');
		await dialog.getByLabel(say('workflows_name')).fill('Menú');
		await dialog.getByRole('button', { name: say('lifecycle_save') }).click();
		await act(editor, 'Menú', 'lifecycle_to_folder');
		await dialog.getByRole('combobox').fill('Ventas');
		await dialog.getByRole('button', { name: say('lifecycle_save') }).click();
		await expect(titles(page)).toHaveText([TEMPLATE, 'Menú']);
		await act(editor, 'Menú', 'workflows_move_earlier');
		await expect(titles(page)).toHaveText(['Menú', TEMPLATE]);
		const grip = page.locator('[data-drag]').nth(1);
		await grip.dragTo(page.getByRole('listitem').filter({ hasText: 'Ventas' }));
		await expect(titles(page)).toHaveText([TEMPLATE, 'Menú']);
		await page.getByRole('searchbox').fill('clas');
		await expect(titles(page)).toHaveText([TEMPLATE]);
		await page.getByRole('searchbox').fill('');
		await expectAccessible(page);
	});

	const path = await test.step('a file holds it and what it needs (W-LIFE-13)', async () => {
		const saved = page.waitForEvent('download');
		await act(editor, TEMPLATE, 'lifecycle_export');
		const file = await (await saved).path();
		const { requires, workflows } = JSON.parse(readFileSync(file, 'utf8'));
		expect(requires.teams.length).toBeGreaterThan(0);
		expect(workflows).toMatchObject([{ title: TEMPLATE, state: 'live' }]);
		return file;
	});

	await test.step('what is no such file is told, and leaves nothing', async () => {
		await page.getByRole('button', { name: say('lifecycle_import') }).click();
		const input = page.getByLabel(say('lifecycle_import_file'));
		const [name, mimeType] = ['x.json', 'application/json'];
		await input.setInputFiles({ name, mimeType, buffer: Buffer.from('{"nodes":[]}') });
		await expect(dialog.getByRole('alert')).toContainText(say('lifecycle_file_not_ours'));
		const now = dialog.getByRole('button', { name: say('lifecycle_import_now') });
		await expect(now).toBeDisabled();
		await input.setInputFiles(path);
		await expect(dialog.getByRole('alert')).toHaveCount(0);
		await expect(dialog).toContainText(say('lifecycle_needs'));
		await expectAccessible(page);
		await now.click();
		await expect(editor.step('Mensaje')).toContainText('Otro saludo');
		await expect(page.getByText(say('workflows_badge_draft'), { exact: true })).toBeVisible();
	});

	await test.step('what leads to another says so at its head (W-SUB-02)', async () => {
		await editor.add('activar otro', 'Mensaje');
		await editor.inspector.getByRole('button', { name: /^Flujo de trabajo:/ }).click();
		await page.getByRole('option', { name: 'Menú' }).click();
		await page.getByRole('button', { name: /1 flujo conectado/ }).click();
		await page.getByRole('dialog').getByRole('link', { name: /Menú/ }).click();
		await expect(page.getByRole('textbox', { name: say('workflows_name') })).toHaveValue('Menú');
	});

	await test.step('ids that no event can carry are repaired by keyboard, undone and published (A8)', async () => {
		const { keyboard } = page;
		await writeOldDraft(relay, page.url().split('/').at(-1) ?? '', OLD_DRAFT);
		const problems = page.getByRole('button', { name: /^5 problemas/ });
		await expect(problems).toBeVisible();
		await expect(editor.publish).toBeDisabled();
		await problems.focus();
		await keyboard.press('Enter');
		await expect(dialog.getByRole('listitem')).toHaveCount(5);
		await expectAccessible(page);
		const repair = dialog.getByRole('button', { name: say('workflows_repair') });
		await expect(repair).toHaveCount(5);
		await reachByTab(page, repair.nth(1));
		await keyboard.press('Enter');
		await expect(page.getByText(say('workflows_no_problems'))).toBeVisible();
		await expect(editor.publish).toBeEnabled();
		// The button is gone, and the keyboard stands where something was repaired.
		await expect(editor.step('Botones de respuesta')).toBeFocused();
		await keyboard.press('Control+z');
		await expect(problems).toBeVisible();
		await expect(editor.publish).toBeDisabled();
		await keyboard.press('Control+Shift+z');
		await expect(page.getByText(say('workflows_no_problems'))).toBeVisible();
		await expect(editor.step('Botones de respuesta')).toContainText('Un pedido');
		await expect(editor.canvas.locator('.svelte-flow__edge')).toHaveCount(4);
		await editor.publish.click();
		await setLive(editor, 1);
	});
});

test('A10: workflows that start each other in a circle say so, there and where it ended', async ({
	browser,
}) => {
	const editor = await open(browser);
	const { page, say } = editor;
	const link = await invite(editor.mate, 'manager');
	const join = { link, name: 'Ben Hart', watch, locale: 'en' as const };
	const benDesk = await Teammate.join(browser, join);
	const ben = new Editor(benDesk);
	const context = await browser.newContext({ locale: 'es-CL' });
	const visitor = await Visitor.arrive(context, relay);
	await visitor.writeFirst('Hola');

	await editor.mate.goTo('workflows');
	await read(
		editor,
		fileOf('Cobranza', { kind: 'contact-field-updated', params: { attribute: 'atr_debt' } }, ADD),
	);
	await editor.mate.goTo('workflows');
	await read(
		editor,
		fileOf(
			'Aviso',
			{ kind: 'contact-tag-updated', params: { tags: ['tag_late'], change: ['added'] } },
			SET,
		),
	);

	await test.step('neither of two devices knows what the other sets live', async () => {
		await ben.open('Cobranza');
		await expect(ben.publish).toBeEnabled();
		await benDesk.context.setOffline(true);
		await ben.publish.click();
		await setLive(ben, 1);
		await editor.publish.click();
		await setLive(editor, 1);
		await benDesk.context.setOffline(false);
	});

	await test.step('both workflows say it, in the list and in the editor', async () => {
		for (const [one, name, other] of [
			[editor, 'Aviso', 'Cobranza'],
			[ben, 'Cobranza', 'Aviso'],
		] as const) {
			await one.page.getByRole('button', { name: /^1 problem/ }).click();
			const problem = one.dialog.getByRole('listitem');
			await expect(problem).toContainText(other);
			await expect(problem).not.toContainText(name);
			await one.page.keyboard.press('Escape');
			await one.mate.goTo('workflows');
			for (const names of [other, name]) {
				await expect(one.page.getByText(one.say('lifecycle_circle', { names }))).toBeVisible();
			}
			await expectAccessible(one.page);
		}
	});

	await test.step('the conversation has a line of its own where it ended', async () => {
		for (const { mate } of [editor, ben]) {
			await mate.goTo('inbox');
			await mate.view('all');
			await mate.openConversation('Hola');
		}
		const details = page.getByRole('region', { name: say('inbox_details') });
		await details.getByRole('button', { name: /^Deuda/ }).click();
		await page.getByRole('dialog').getByRole('textbox').fill('mucha');
		await page.keyboard.press('Enter');
		for (const { mate } of [editor, ben]) {
			const words = mate.say('inbox_event_circle', { workflow: '…' }).split('…');
			const line = mate.thread.locator('p').filter({ hasText: words[1] });
			await expect(line).toHaveCount(1);
			await expect(line).toContainText('Cobranza');
			await line.getByRole('button', { name: mate.say('inbox_why') }).press('Enter');
			await expect(mate.page.getByRole('dialog')).toContainText('Aviso');
			await mate.page.keyboard.press('Escape');
		}
	});
});

async function read({ page, say, dialog }: Editor, file: object): Promise<void> {
	await page.getByRole('button', { name: say('lifecycle_import') }).click();
	const buffer = Buffer.from(JSON.stringify(file));
	const picked = { name: 'flujo.json', mimeType: 'application/json', buffer };
	await page.getByLabel(say('lifecycle_import_file')).setInputFiles(picked);
	await dialog.getByRole('button', { name: say('lifecycle_import_now') }).click();
	await expect(page.getByRole('textbox', { name: say('workflows_name') })).toBeVisible();
}

const ADD = { kind: 'tag-contact', params: { add: ['tag_late'], remove: [] }, next: {} };
const SET = {
	kind: 'set-attribute',
	params: { attribute: 'atr_debt', action: 'set', value: 'avisada', by: 1 },
	next: {},
};

/** A workflow of one step, with the tag and the attribute that it speaks of. */
function fileOf(title: string, trigger: WorkflowDefinition['trigger'], step: WorkflowNode) {
	const definition: WorkflowDefinition = {
		format: 'relevo.workflow/1',
		title,
		trigger,
		settings: defaultSettings(),
		start: 'only',
		nodes: { only: step },
	};
	return {
		$schema: 'relevo:workflow-file',
		export_version: EXPORT_VERSION,
		exported_at: '',
		app_id: '',
		requires: {
			...{ teams: [], agents: [], ticketTypes: [], workflows: [] },
			tags: [{ id: 'tag_late', name: 'Moroso' }],
			attributes: [{ id: 'atr_debt', name: 'Deuda', subject: 'contact', format: 'text' }],
		},
		workflows: [
			{
				id: 'wfl_one',
				title,
				trigger_type: trigger.kind,
				state: 'draft',
				target_channels: [],
				snapshot: definition,
			},
		],
	};
}

async function open(browser: Browser): Promise<Editor> {
	return new Editor(await Teammate.setUp(browser, { relay, watch, locale: 'es' }));
}

/** As somebody without a mouse gets there. */
async function reachByTab(page: Page, place: Locator): Promise<void> {
	for (let press = 0; press < 20; press++) {
		if (await place.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	await expect(place).toBeFocused();
}

async function setLive({ page, dialog, say }: Editor, number: number): Promise<void> {
	await acceptStories(dialog, say);
	await dialog.getByRole('button', { name: say('workflows_publish_now') }).click();
	await expect(
		page.getByText(say('workflows_state_live', { number: String(number) })),
	).toBeVisible();
}

/** Chooses from a workflow's menu in the list, which it opens first. */
async function act(
	{ page, say }: Editor,
	title: string,
	item: string,
	then: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
	const list = page.getByRole('heading', { name: say('workflows_title'), exact: true });
	if (!(await list.isVisible()))
		await page
			.getByRole('link', { name: say('workflows_title') })
			.first()
			.click();
	await page.getByRole('button', { name: say('workflows_actions', { name: title }) }).click();
	await page.getByRole('menuitem', { name: say(item), exact: true }).click();
	await then();
}

function titles(page: Page) {
	return page.locator('main ol > li a.font-semibold');
}
