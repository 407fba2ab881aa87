import { expect } from '@playwright/test';
import { Editor } from './editor';
import { addAttribute } from './furnish';
import { test } from './stage';
import { expectAccessible } from './watch';

// Values and texts that an author gives, where only a browser can show how they are given.

test('V-3: a number is set to the value of another field, with the keyboard', async ({ owner }) => {
	const { page } = owner;
	await addAttribute(owner, { name: 'Presupuesto', format: 'Número' });
	await addAttribute(owner, { name: 'Renovación', format: 'Fecha' });
	await addAttribute(owner, { name: 'Límite', format: 'Número' });
	const editor = new Editor(owner);
	await editor.create('Clasificar y asignar');
	await editor.add('Cambiar un atributo', 'Mensaje');
	const { inspector } = editor;
	const choose = async (label: string | RegExp, words: string) => {
		await inspector.getByRole('button', { name: label }).focus();
		await page.keyboard.press('Enter');
		await expect(page.getByRole('listbox')).toBeVisible();
		await page.keyboard.type(words);
		await page.keyboard.press('Enter');
		await expect(page.getByRole('listbox')).toHaveCount(0);
	};
	await choose(/^Atributo:/, 'Límite');
	await inspector.getByRole('button', { name: /^O copiar de/ }).click();
	await expect(page.getByRole('option', { name: 'Presupuesto' })).toBeVisible();
	await expect(page.getByRole('option', { name: 'Renovación' })).toHaveCount(0);
	await page.keyboard.press('Escape');
	await choose(/^O copiar de/, 'Presupuesto');
	await expect(inspector.getByRole('button', { name: 'O copiar de: Presupuesto' })).toBeVisible();
	await expect(inspector.getByText('Escribe el valor.')).toHaveCount(0);

	// A literal takes the place of the variable, and the other way round.
	const literal = inspector.getByRole('group', { name: 'Valor' }).getByRole('textbox');
	await expect(literal).toHaveValue('');
	await literal.fill('12');
	await literal.press('Tab');
	await expect(inspector.getByRole('button', { name: 'O copiar de: O copiar de' })).toBeVisible();
	await choose(/^O copiar de/, 'Presupuesto');
	await expect(literal).toHaveValue('');
	await expectAccessible(page, 'a value that is copied');
	await page.reload();
	await expect(editor.canvas).toBeVisible();
	await editor.select('Cambiar un atributo');
	await expect(inspector.getByRole('button', { name: 'O copiar de: Presupuesto' })).toBeVisible();
});

test('T-10: a variable in the greeting is told, kept in its field and not published', async ({
	owner,
}) => {
	const { page, say } = owner;
	await owner.openSettings('shell_settings_messenger');
	const greeting = page.getByLabel(say('shell_look_greeting'), { exact: true });
	await greeting.fill('Hola, ¿en qué ayudamos?');
	await greeting.blur();
	await greeting.fill('Hola {{contact.name}}');
	await expect(page.getByText(say('shell_no_variables'))).toBeVisible();
	await expect(greeting).toHaveAttribute('aria-invalid', 'true');
	await greeting.blur();
	await expect(greeting).toHaveValue('Hola {{contact.name}}');
	await page.reload();
	await expect(greeting).toHaveValue('Hola, ¿en qué ayudamos?');
	await expect(page.getByText(say('shell_no_variables'))).toHaveCount(0);
});

test('T-11: a text of a step that is too long stays in its field and is counted', async ({
	owner,
}) => {
	const { page } = owner;
	const editor = new Editor(owner);
	await editor.create('Clasificar y asignar');
	await editor.select('Mensaje');
	const field = editor.field('Mensaje');
	const before = await field.inputValue();
	const long = `${'x'.repeat(10_000)}${'y'.repeat(30)}`;
	await field.selectText();
	await page.keyboard.insertText(long);
	await expect(field).toHaveValue(long);
	await expect(editor.inspector.getByText('(30 de más)')).toBeVisible();
	await expect(editor.step('Mensaje')).toContainText(before.slice(0, 20));
	for (let i = 0; i < 30; i++) await field.press('Backspace');
	await expect(editor.inspector.getByText(/de más/)).toHaveCount(0);
	await expect(editor.step('Mensaje')).toContainText('xxx');
});
