import { expect, type Locator, type Page } from '@playwright/test';
import type { Teammate } from './teammate';
import type { Words } from './words';

/** The workflow editor as somebody at a desk sees and uses it. */
export class Editor {
	readonly page: Page;
	readonly say: Words;
	readonly mate: Teammate;

	constructor(mate: Teammate) {
		this.mate = mate;
		this.page = mate.page;
		this.say = mate.say;
	}

	/** Makes a workflow from a card, and waits until it is drawn. */
	async create(card: string): Promise<void> {
		await this.mate.goTo('workflows');
		await this.page.getByRole('button', { name: card }).click();
		await expect(this.canvas).toBeVisible();
	}

	async open(title: string): Promise<void> {
		await this.mate.goTo('workflows');
		await this.page.getByRole('link', { name: title }).click();
		await expect(this.canvas).toBeVisible();
	}

	get canvas(): Locator {
		return this.page.getByRole('region', { name: this.say('workflows_canvas') });
	}

	get inspector(): Locator {
		return this.page.getByRole('complementary', { name: this.say('workflows_inspector') });
	}

	step(title: string): Locator {
		return this.canvas.getByRole('group', { name: title, exact: true });
	}

	/** Goes to a step as the keyboard does: it comes into view, and its details are shown. */
	async select(title: string): Promise<void> {
		await this.step(title).focus();
		await expect(this.step(title)).toBeInViewport({ ratio: 0.99 });
	}

	/** The field of the selected step's details. */
	field(label: string): Locator {
		return this.inspector.getByRole('textbox', { name: label, exact: true });
	}

	/** Presses the `+` behind a step, at one of its ways out if it has several. */
	async add(kind: string, after: string, port?: string): Promise<void> {
		await this.select(after);
		const name =
			port === undefined
				? this.say('workflows_add_after', { step: after })
				: this.say('workflows_add_after_port', { step: after, port });
		await this.canvas.getByRole('button', { name, exact: true }).click();
		await this.pick(kind);
	}

	/** In the open picker, with the keyboard. */
	async pick(kind: string): Promise<void> {
		const picker = this.page.getByRole('combobox', { name: this.say('workflows_find_kind') });
		await expect(picker).toBeFocused();
		await this.page.keyboard.type(kind);
		await this.page.keyboard.press('Enter');
		await expect(picker).toHaveCount(0);
	}

	/** The whole flow in words: every step, where it stands, and where each way leads. */
	async outline(): Promise<string[]> {
		const toggle = this.page.getByRole('button', { name: this.say('workflows_outline') });
		await toggle.click();
		const rows = this.page.getByRole('treeitem');
		await expect(rows).not.toHaveCount(0);
		const told = await rows.allInnerTexts();
		await toggle.click();
		await expect(this.canvas).toBeVisible();
		return told.map((row) => row.replace(/\s+/g, ' ').trim());
	}

	get publish(): Locator {
		return this.page.getByRole('button', { name: this.say('workflows_publish'), exact: true });
	}

	get dialog(): Locator {
		return this.page.getByRole('dialog');
	}
}
