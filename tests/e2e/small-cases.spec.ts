import { expect, type Locator, type Page } from '@playwright/test';
import { Editor } from './editor';
import { test } from './stage';
import { Visitor } from './visitor';

// Cases of screens that only a browser can show.

test('S-1, S-2: the palette finds a customer, and Enter of an input method chooses nothing', async ({
	owner,
	visitor,
}) => {
	const { page, say } = owner;
	await visitor.writeFirst('No llega');
	const who = { name: 'Søren Łukasz', email: 'soren@example.com', phone: '+56 9 8765 4321' };
	await visitor.call('update', who);
	await owner.view('all');
	await expect(owner.row(who.name)).toBeVisible();
	const address = page.url();

	const palette = page.getByRole('combobox', { name: say('shell_palette') });
	for (const words of ['soren lukasz', 'SOREN@example', '987654321', '8765 43']) {
		await page.keyboard.press('Control+k');
		await palette.fill(words);
		await expect(page.getByRole('option', { name: who.name }).last()).toBeVisible();
		await page.keyboard.press('Escape');
	}

	await page.keyboard.press('Control+k');
	await palette.fill('lukasz');
	await expect(page.getByRole('option', { name: who.name }).last()).toBeVisible();
	await acceptsCandidate(palette);
	await expect(palette).toBeVisible();
	expect(page.url()).toBe(address);
	await palette.press('Enter');
	await expect(palette).toHaveCount(0);
	await expect(owner.thread.getByText('No llega')).toBeVisible();

	// The messenger: what is being composed is not sent.
	await visitor.composer.fill('にほん');
	await acceptsCandidate(visitor.composer);
	await expect(visitor.composer).toHaveValue('にほん');
	await visitor.composer.press('Enter');
	await expect(visitor.message('にほん')).toBeVisible();
	await expect(visitor.composer).toHaveValue('');
});

/** Chromium tells by `isComposing`, Safari by the code alone. */
async function acceptsCandidate(field: Locator): Promise<void> {
	await field.evaluate((element) => {
		for (const told of [{ isComposing: true }, { keyCode: 229 }]) {
			const init = { key: 'Enter', bubbles: true, cancelable: true, ...told };
			element.dispatchEvent(new KeyboardEvent('keydown', init));
		}
	});
}

test('S-3: Arabic and Hebrew stand as they are written, at the desk and in the messenger', async ({
	owner,
	visitor,
}) => {
	const said = ['مرحبا، هل وصل طلبي؟', 'מתי יגיע המשלוח שלי?', 'Hola 12!'];
	await visitor.call('update', { name: 'سارة' });
	await visitor.writeFirst('مرحبا، هل وصل طلبي؟');
	for (const words of said.slice(1)) await visitor.write(words);
	await owner.view('all');
	await owner.openConversation('سارة');
	await owner.reply('שלום!');
	await expect(visitor.message('שלום!')).toBeVisible();

	const directions = [...said.map((words) => [words, words.startsWith('H') ? 'ltr' : 'rtl'])];
	for (const [words, direction] of [...directions, ['שלום!', 'rtl']]) {
		for (const bubble of [owner.thread.getByText(words ?? ''), visitor.message(words ?? '')]) {
			await expect(bubble.last(), words).toHaveCSS('direction', direction ?? '');
			await expect(bubble.last()).toHaveCSS('unicode-bidi', 'plaintext');
		}
		// The sign that ends the sentence stands at its end.
		const right = direction === 'ltr';
		expect(await isLastSignRight(owner.thread.getByText(words ?? '').last()), words).toBe(right);
		expect(await isLastSignRight(visitor.message(words ?? '').last()), words).toBe(right);
	}
	const composer = owner.page.getByRole('textbox', { name: owner.say('inbox_reply') });
	await composer.fill('שלום');
	await expect(composer).toHaveCSS('direction', 'rtl');
	await visitor.composer.fill('مرحبا');
	await expect(visitor.composer).toHaveCSS('direction', 'rtl');
	await expect(owner.page.locator('html')).toHaveCSS('direction', 'ltr');
	await expect(owner.page.getByRole('main')).toHaveCSS('direction', 'ltr');
});

function isLastSignRight(bubble: Locator): Promise<boolean> {
	return bubble.evaluate((element) => {
		const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
		let node = walker.nextNode();
		while (node && !node.textContent?.trim()) node = walker.nextNode();
		if (!node) throw new Error('no words');
		const length = node.textContent?.trimEnd().length ?? 0;
		const start = (node.textContent?.length ?? 0) - (node.textContent?.trimStart().length ?? 0);
		const place = (from: number) => {
			const range = document.createRange();
			range.setStart(node, from);
			range.setEnd(node, from + 1);
			return range.getBoundingClientRect().left;
		};
		return place(length - 1) > place(start);
	});
}

test('S-5, case 51: what leaves is not counted, and an address stored before finds its place', async ({
	browser,
	owner,
	relay,
	watch,
}) => {
	const { page, say } = owner;
	for (const words of ['Uno', 'Dos']) {
		const context = await browser.newContext({ locale: 'es-CL' });
		await watch.over(context);
		const one = await Visitor.arrive(context, relay);
		await one.writeFirst(words);
	}
	await owner.view('all');
	await expect(page.getByRole('option')).toHaveCount(2);
	const bar = page.getByRole('toolbar', { name: say('inbox_selection') });
	for (const words of ['Uno', 'Dos']) await owner.row(words).click({ modifiers: ['Control'] });
	await expect(bar).toContainText(say('inbox_selected', { count: '2' }));

	// One of them is closed elsewhere.
	const other = await owner.context.newPage();
	await other.goto(page.url());
	await other.getByRole('option').filter({ hasText: 'Uno' }).click();
	await expect(other.getByRole('log').getByText('Uno')).toBeVisible();
	const stored = other.url();
	await other.getByRole('button', { name: say('inbox_close') }).click();
	await expect(owner.row('Uno')).toHaveCount(0);
	await expect(bar).toContainText('1');
	await expect(bar).not.toContainText(say('inbox_selected', { count: '2' }));

	await other.goto(stored.replace(/\/[^/]+\.([^/]+)$/, '/$1'));
	await expect(other.getByRole('log').getByText('Uno')).toBeVisible();
	await expect(other).toHaveURL(stored);
	await other.close();
});

test('keys: a letter at an open list is the list’s, and the key of publishing opens its dialog', async ({
	owner,
}) => {
	const { page, say } = owner;
	const editor = new Editor(owner);
	await editor.create('Clasificar y asignar');
	await expect(editor.canvas.getByRole('group')).not.toHaveCount(0);
	await editor.canvas.getByRole('group').first().focus();
	await openListAndType(page, editor, 'c');
	await expect(page.getByRole('complementary', { name: say('workflows_comments') })).toHaveCount(0);

	await editor.canvas.getByRole('group').first().focus();
	await page.keyboard.press('Control+Shift+p');
	await expect(page.getByRole('dialog')).toBeVisible();
});

async function openListAndType(page: Page, editor: Editor, letter: string): Promise<void> {
	const list = editor.inspector.locator('[aria-haspopup="listbox"]').first();
	await list.click();
	await expect(page.getByRole('listbox')).toBeVisible();
	await page.keyboard.press(letter);
	await expect(page.getByRole('listbox')).toBeVisible();
	await page.keyboard.press('Escape');
	await list.focus();
	await page.keyboard.press(letter);
}
