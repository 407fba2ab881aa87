import { expect } from '@playwright/test';
import { Editor } from './editor';
import { invite } from './furnish';
import { test } from './stage';
import { Teammate } from './teammate';
import { expectAccessible } from './watch';

const TEMPLATE = 'Pedir una calificación al cerrar';
const ASK = 'Pedir que califiquen la conversación';
const NOBODY_REPLIED = 'No se preguntó: nadie del equipo respondió en esta conversación.';

test('E-25: asked once where a person answered, changed in time, and the desk says why not', async ({
	owner,
	visitor,
}) => {
	const { page, say } = owner;
	const editor = new Editor(owner);
	await owner.goTo('workflows');
	await page.getByRole('button', { name: /^Ver las \d+ plantillas$/ }).click();
	await page.getByRole('button', { name: TEMPLATE }).click();
	await editor.select(ASK);
	await editor.inspector.getByRole('switch', { name: 'El cliente puede cambiarla' }).click();
	await editor.publish.click();
	await editor.dialog.getByRole('button', { name: say('workflows_publish_now') }).click();
	await expect(page.getByText(say('workflows_state_live', { number: '1' }))).toBeVisible();

	await visitor.writeFirst('¿Ya salió mi pedido?');
	await owner.goTo('inbox');
	await owner.view('all');
	await owner.openConversation(/pedido/);
	const details = page.getByRole('region', { name: say('inbox_details') });
	const close = page.getByRole('button', { name: say('inbox_close') });

	await test.step('nobody answered: it is not asked, and that is said', async () => {
		await close.click();
		await expect(details).toContainText(NOBODY_REPLIED);
		await expectAccessible(page, 'not asked');
		await page.getByRole('link', { name: say('inbox_run_show') }).click();
		const path = page.getByRole('complementary', { name: say('runs_path') });
		await expect(path).toContainText(NOBODY_REPLIED);
		await page.goBack();
	});

	await test.step('somebody answered: it is asked, and changed while it can be', async () => {
		await visitor.write('¿Hola?');
		await owner.reply('Sí, llega mañana.');
		await close.click();
		await visitor.rate(2);
		await expect(owner.thread).toContainText(say('inbox_rating', { score: '2', scale: '5' }));
		await visitor.rate(5);
		await expect(owner.thread).toContainText(say('inbox_rating', { score: '5', scale: '5' }));
		await expect(owner.thread).toContainText(say('inbox_event_rated', { score: '2' }));
	});
});

test('E-26: who lost a conversation that was theirs for a moment is told once, and led to it', async ({
	browser,
	owner,
	visitor,
	watch,
}) => {
	const { page, say } = owner;
	const link = await invite(owner);
	const ana = await Teammate.join(browser, { link, name: 'Ana López', watch, locale: 'es' });
	await ana.context.close();
	await visitor.writeFirst('¿Ya salió mi pedido?');
	await owner.goTo('inbox');
	await owner.view('all');
	await owner.openConversation(/pedido/);
	await page.getByRole('button', { name: say('inbox_assign') }).click();
	await page.getByRole('option', { name: /Ana López/ }).click();
	await expect(owner.thread).toContainText('Asignada a Ana López');

	// As this device keeps it when another host's choice takes the place of what it had shown. It is
	// told at once, so nothing else may be written before the page is loaded again.
	await expect(owner.syncPill).toHaveAttribute('data-status', 'synced');
	await owner.goTo('workflows');
	expect(await page.evaluate(keepAssignmentAsTakenBack)).toBe(true);
	await page.reload();
	const notice = page.getByText(/fue tuya por un momento\. Ahora la tiene Ana López/);
	await expect(notice.last()).toBeVisible();
	await page.getByRole('button', { name: say('shell_taken_back_show'), exact: true }).click();
	await expect(owner.thread).toContainText(say('inbox_event_was_yours'));
	await expectAccessible(page, 'was yours');
	await page.reload();
	await expect(owner.thread).toContainText(say('inbox_event_was_yours'));
	await expect(notice).toHaveCount(0);
});

/** False while the assignment is on the screen alone. */
async function keepAssignmentAsTakenBack(): Promise<boolean> {
	const settled = <T>(request: IDBRequest<T>) =>
		new Promise<T>((resolve, reject) => {
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error ?? new Error('no database'));
		});
	let isKept = false;
	for (const { name } of await indexedDB.databases()) {
		const database = await settled(indexedDB.open(name ?? ''));
		const hasPages = database.objectStoreNames.contains('pages');
		const pages = hasPages
			? await settled(database.transaction('pages').objectStore('pages').getAll())
			: [];
		for (const { contact, packed } of pages) {
			const opened = new Blob([packed])
				.stream()
				.pipeThrough(new DecompressionStream('deflate-raw'));
			const events = await new Response(opened).json();
			for (const { event } of events) {
				if (event.type !== 'conversationAssigned') continue;
				isKept = true;
				const settings = database.transaction('settings', 'readwrite').objectStore('settings');
				await settled(settings.put({ name: `takenBack.${contact}~${event.id}`, value: false }));
			}
		}
		database.close();
	}
	return isKept;
}
