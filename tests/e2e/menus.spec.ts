import { expect } from '@playwright/test';
import { Editor } from './editor';
import { publishTemplate } from './furnish';
import { test } from './stage';
import type { Visitor } from './visitor';

const MENU = 'Menú de chat con varios niveles';
const CHILDREN = ['Producto', 'Servicio', 'Sobre nosotros', 'Hablar con Ventas'];
const ASK = '¿En qué podemos ayudarte?';
const LEAVING = 'De vuelta al menú.';

/** Into an entry, one answer of it, and out: by its button, or by saying so. */
const ROUNDS = [
	{ entry: 'Producto', choice: 'Precios', answer: /Los precios están/, out: 'Volver al menú' },
	{ entry: 'Servicio', choice: 'Reparación', answer: /Recogemos y reparamos/, out: 'MENU' },
	{ entry: 'Sobre nosotros', choice: 'Horario', answer: /Abrimos/, out: 'Volver al menú' },
	{ entry: 'Producto', choice: 'Novedades', answer: /lo nuevo en el blog/, out: 'inicio' },
	{ entry: 'Servicio', choice: 'Instalación', answer: /Instalamos/, out: 'Volver al menú' },
];

test('W-TPL-11: the menu of several levels is gone round five times, and left for a person', async ({
	owner,
	visitor,
}) => {
	const { page, say } = owner;
	const editor = new Editor(owner);
	await publishTemplate(owner, { title: MENU });
	await test.step('what the menu leads to is set live too', async () => {
		for (const title of CHILDREN) {
			await editor.open(title);
			await editor.publish.click();
			await editor.dialog.getByRole('button', { name: say('workflows_publish_now') }).click();
			await expect(page.getByText(say('workflows_state_live', { number: '1' }))).toBeVisible();
		}
	});

	await visitor.writeFirst('Hola');
	await asked(visitor, 1);
	for (const [index, { entry, choice, answer, out }] of ROUNDS.entries()) {
		await test.step(`round ${String(index + 1)}: ${entry}, ${choice}, ${out}`, async () => {
			await visitor.press(entry);
			await visitor.press(choice);
			await expect(visitor.message(answer)).toHaveCount(1);
			if (out === 'Volver al menú') await visitor.press(out);
			else await visitor.write(out);
			await expect(visitor.message(LEAVING)).toHaveCount(index + 1);
			await asked(visitor, index + 2);
		});
	}

	await test.step('and then a person: the team has it, and the menu is asked no more', async () => {
		await visitor.press('Hablar con Ventas');
		await expect(visitor.message('Te pasamos con Ventas.')).toBeVisible();
		await owner.goTo('inbox');
		await owner.view('all');
		await owner.openConversation(/./);
		await expect(owner.thread).toContainText('Equipo Ventas');
		await asked(visitor, ROUNDS.length + 1);
	});
});

/** So often has the menu been asked, no oftener. */
async function asked(visitor: Visitor, times: number): Promise<void> {
	await expect(visitor.message(ASK)).toHaveCount(times);
}
