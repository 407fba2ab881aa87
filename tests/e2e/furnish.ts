import { expect, type Locator } from '@playwright/test';
import type { Teammate } from './teammate';
import type { Words } from './words';

/** What an owner does once before customers come. */

/** Makes an invite link and hands it over. */
export async function invite(
	owner: Teammate,
	role: 'agent' | 'manager' = 'agent',
): Promise<string> {
	const { page, say } = owner;
	await owner.openSettings('shell_settings_members');
	if (role === 'manager') {
		await page.getByLabel(say('shell_role'), { exact: true }).click();
		await page.getByRole('option', { name: say('shell_role_manager') }).click();
	}
	await page.getByRole('button', { name: say('shell_invite_make') }).click();
	const link = page.getByLabel(say('shell_invite_link'), { exact: true });
	await expect(link).toHaveValue(/\/join#/);
	return link.inputValue();
}

/** The team was made with the template; whoever made it is its first member. */
export async function setMembers(
	owner: Teammate,
	{ team, members }: { team: string; members: string[] },
): Promise<void> {
	const { page, say } = owner;
	await owner.openSettings('shell_settings_teams');
	const group = page.getByRole('group', { name: say('shell_team_members', { team }) });
	await expect(group.getByRole('button')).not.toHaveCount(0);
	for (const member of await group.getByRole('button').all()) {
		// The avatar's initials stand before the name, for the eye alone.
		const text = await member.innerText();
		const isWanted = members.some((wanted) => text.endsWith(wanted));
		const isMember = (await member.getAttribute('aria-pressed')) === 'true';
		if (isWanted !== isMember) await member.click();
		await expect(member).toHaveAttribute('aria-pressed', String(isWanted));
	}
}

/** Adds a field of contacts; the format bears its name in the owner's language. */
export async function addAttribute(
	owner: Teammate,
	{ name, format }: { name: string; format: string },
): Promise<void> {
	const { page, say } = owner;
	await owner.openSettings('shell_settings_attributes');
	await page.getByLabel(say('shell_attribute_new')).fill(name);
	await page.getByLabel(new RegExp(`^${say('shell_format')}:`)).click();
	await page.getByRole('option', { name: format }).click();
	await page.getByRole('button', { name: say('shell_add'), exact: true }).click();
	await expect(page.getByRole('listitem').filter({ hasText: name })).toBeVisible();
}

/** Makes a workflow from a template, changes its first message on the canvas, and sets it live. */
export async function publishTemplate(
	owner: Teammate,
	{ title, message }: { title: string; message?: string },
): Promise<void> {
	const { page, say } = owner;
	await owner.goTo('workflows');
	const template = page.getByRole('button', { name: title });
	const add = page.getByRole('button', { name: say('workflows_new') });
	await expect(template.or(add).first()).toBeVisible();
	if (!(await template.isVisible())) await add.click();
	// A few stand before the others, which are asked for.
	const all = page.getByRole('button', {
		name: new RegExp(`^${say('rehearse_templates_all', { count: '[0-9]+' })}$`),
	});
	await expect(template.or(all).first()).toBeVisible();
	if (!(await template.isVisible())) await all.click();
	await template.click();
	await expect(page.getByRole('textbox', { name: say('workflows_name') })).toHaveValue(title);
	if (message !== undefined) await changeFirstMessage(owner, message);
	await page.getByRole('button', { name: say('workflows_publish') }).click();
	const dialog = page.getByRole('dialog');
	await acceptStories(dialog, say);
	await dialog.getByRole('button', { name: say('workflows_publish_now') }).click();
	await expect(page.getByText(say('workflows_state_live', { number: '1' }))).toBeVisible();
}

/** Stories that the template brought along, and that the change of a text has changed too. */
export async function acceptStories(dialog: Locator, say: Words): Promise<void> {
	const now = dialog.getByRole('button', { name: say('workflows_publish_now') });
	await expect(now).toBeVisible();
	const accept = dialog.getByRole('button', { name: say('lifecycle_story_accept') });
	while ((await accept.count()) > 0) {
		const left = await accept.count();
		await accept.first().click();
		await expect(accept).toHaveCount(left - 1);
	}
	await expect(now).toBeEnabled();
}

async function changeFirstMessage({ page, say }: Teammate, message: string): Promise<void> {
	await page.getByRole('group', { name: 'Mensaje', exact: true }).click();
	const inspector = page.getByRole('complementary', { name: say('workflows_inspector') });
	await inspector.getByRole('textbox', { name: 'Mensaje', exact: true }).fill(message);
	await expect(page.getByRole('group', { name: 'Mensaje', exact: true })).toContainText(message);
}
