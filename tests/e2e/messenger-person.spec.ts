import { expect, type Frame, type Locator } from '@playwright/test';
import { publishTemplate } from './furnish';
import { test } from './stage';
import { Visitor } from './visitor';
import { expectAccessible } from './watch';

/** The person at the other end: on a bad line, without a mouse, in their own language. */
test('what is written without a connection is kept, and delivered once when it returns', async ({
	owner,
	relay,
	visitor,
}) => {
	const context = visitor.page.context();
	await visitor.writeFirst('Hola, ¿están?');
	await expect(visitor.frame.getByText(visitor.say('messenger_sent'))).toBeVisible();
	await context.setOffline(true);
	await expect(visitor.frame.getByText(visitor.say('messenger_offline'))).toBeVisible();
	await visitor.write('quiero una devolución');
	await expect(visitor.frame.getByText(visitor.say('messenger_saved'))).toBeVisible();
	await visitor.page.close();

	await context.setOffline(false);
	const again = await Visitor.arrive(context, relay);
	await again.frame.getByRole('button', { name: /quiero una devolución/ }).click();
	await expect(again.frame.getByText(again.say('messenger_sent'))).toBeVisible();
	await expect(again.message('quiero una devolución')).toHaveCount(1);
	await owner.view('all');
	await owner.openConversation(/quiero una devolución/);
	await expect(owner.thread.getByText('quiero una devolución', { exact: true })).toHaveCount(1);
});

test('each side sees the other typing, and the page hears of what was not read', async ({
	owner,
	visitor,
}) => {
	await visitor.writeFirst('Hola');
	await owner.view('all');
	await owner.openConversation(/Hola/);
	await visitor.composer.pressSequentially('Me llegó una manta');
	await expect(owner.page.getByText(/está escribiendo/)).toBeVisible();
	await owner.page.getByRole('textbox', { name: owner.say('inbox_reply') }).pressSequentially('Ya');
	const typing = visitor.say('messenger_typing', { name: 'Olga Ruiz' });
	await expect(visitor.message(typing)).toBeVisible();

	const counts = () => visitor.page.evaluate(() => Reflect.get(window, 'counts'));
	await visitor.page.evaluate(() => {
		const heard: unknown[] = [];
		Object.assign(window, { counts: heard });
		const relevo: unknown = Reflect.get(window, 'Relevo');
		if (typeof relevo !== 'function') throw new Error('There is no launcher.');
		relevo('onUnreadCountChange', (count: unknown) => heard.push(count));
	});
	expect(await counts()).toEqual([0]);
	await visitor.call('hide');
	await owner.reply('¿Qué le pasa a la manta?');
	await expect.poll(counts).toEqual([0, 1]);
	await visitor.call('show');
	await expect(visitor.message('¿Qué le pasa a la manta?')).toBeVisible();
	await expect.poll(counts).toEqual([0, 1, 0]);
});

test('in English the whole messenger is, and `update` changes it in place', async ({
	browser,
	relay,
}) => {
	const context = await browser.newContext({ locale: 'en-US' });
	const visitor = await Visitor.arrive(context, relay, 'en');
	await visitor.writeFirst('Where is my throw?');
	await expect(visitor.frame.getByText('Sent', { exact: true })).toBeVisible();
	await visitor.page.getByRole('button', { name: 'Español' }).click();
	await expect(visitor.frame.getByText('Enviado', { exact: true })).toBeVisible();
	await expect(visitor.frame.locator('html')).toHaveAttribute('lang', 'es');
	await visitor.call('update', { theme: 'dark', language_override: 'en' });
	await expect(visitor.frame.locator('html')).toHaveAttribute('data-theme', 'dark');
	await expect(visitor.frame.getByText('Sent', { exact: true })).toBeVisible();
	await context.close();
});

test('B6: from the page to the rating with the keyboard alone', async ({ owner, visitor }) => {
	await publishTemplate(owner, { title: 'Clasificar y asignar' });
	await publishTemplate(owner, { title: 'Pedir una calificación al cerrar' });
	await visitor.page.reload();
	const keyboard = visitor.page.keyboard;
	const isOnLauncher = () =>
		visitor.page.evaluate(() => document.activeElement?.matches('html > div') ?? false);
	for (let tab = 0; tab < 20 && !(await isOnLauncher()); tab++) await keyboard.press('Tab');
	await keyboard.press('Enter');
	const isLoaded = () => visitor.page.frames().some((frame) => frame.url().includes('/messenger/'));
	await expect.poll(isLoaded).toBe(true);

	const { frame, say } = visitor;
	await frame.getByRole('button', { name: say('messenger_write_us') }).waitFor();
	await goTo(frame, say('messenger_write_us'));
	await keyboard.press('Enter');
	await expect(visitor.composer).toBeFocused();
	await keyboard.type('quiero una devolución');
	await keyboard.press('Enter');
	const log = frame.getByRole('log');
	await expect(log).toHaveAttribute('aria-live', 'polite');

	await settles(log.getByRole('button', { name: 'Una devolución' }));
	await goTo(frame, 'Una devolución', 'Shift+Tab');
	await keyboard.press('Enter');
	const form = log.locator('form');
	await settles(form);
	await goTo(frame, 'email');
	await keyboard.type('no es un correo');
	await keyboard.press('Enter');
	const field = form.getByRole('textbox');
	await expect(field).toBeFocused();
	await expect(field).toHaveAccessibleDescription(say('messenger_invalid_email'));
	await expectAccessible(visitor.page);
	await keyboard.press('Control+A');
	await keyboard.type('lucia@example.com');
	await keyboard.press('Enter');
	await expect(visitor.message('lucia@example.com')).toBeVisible();

	await owner.view('all');
	await owner.openConversation(/devolución|correo|datos/);
	await owner.reply('Te llega la etiqueta por correo.');
	await expect(visitor.message('Te llega la etiqueta por correo.')).toBeVisible();
	await owner.page.getByRole('button', { name: owner.say('inbox_close') }).click();
	await settles(frame.getByRole('radio').first());
	await goTo(frame, say('messenger_rate_of', { score: '1', scale: '5' }));
	await keyboard.press('Space');
	for (let star = 1; star < 5; star++) await keyboard.press('ArrowRight');
	await goTo(frame, say('messenger_rate_send'));
	await keyboard.press('Enter');
	await expect(visitor.message(say('messenger_rate_thanks'))).toBeVisible();

	// Out to the list, back into the thread, and out to the page where it began.
	await goTo(frame, say('messenger_back'), 'Shift+Tab');
	await keyboard.press('Enter');
	const card = frame.getByRole('button', { name: /Clasif|Olga|Tienda|calific|gracias|datos/i });
	await expect(card.first()).toBeFocused();
	await keyboard.press('Enter');
	await expect(log).toBeVisible();
	await keyboard.press('Escape');
	await expect.poll(() => visitor.call('isOpen')).toBe(false);
	expect(await isOnLauncher()).toBe(true);
});

/** New choices take no press for a moment, by key as little as by pointer. */
async function settles(choice: Locator): Promise<void> {
	await expect(choice).toHaveCSS('pointer-events', 'auto');
}

/** Presses a key until what has the focus is called this, and sees that the focus is shown. */
async function goTo(frame: Frame, name: string, key = 'Tab'): Promise<void> {
	const focused = () =>
		frame.evaluate(() => {
			const element = document.activeElement;
			const label = element?.closest('label') ?? element;
			return {
				names: [
					element?.getAttribute('aria-label'),
					element?.getAttribute('autocomplete'),
					element?.textContent?.trim(),
				],
				isShown: label !== null && getComputedStyle(label).boxShadow !== 'none',
			};
		});
	const passed: unknown[] = [];
	for (let press = 0; press < 30; press++) {
		const { names, isShown } = await focused();
		if (names.some((text) => text?.startsWith(name))) {
			expect(isShown, `the focus on “${name}” is not shown`).toBe(true);
			return;
		}
		passed.push(names);
		await frame.page().keyboard.press(key);
	}
	throw new Error(`“${name}” was not reached; passed ${JSON.stringify(passed)}`);
}
