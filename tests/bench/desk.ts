import { expect } from '@playwright/test';
import type { RelayProcess } from '../e2e/relay';
import { type Browsers, Teammate } from '../e2e/teammate';
import { Watch } from '../e2e/watch';
import type { Recorded } from '../import/conversations';
import { Lines, repeat } from './lines';
import { atMost, type Failure, type Measure, p95, type Target } from './measure';
import { firstRow, scrolled, settled, shown, watchFirstRow } from './painted';
import {
	importInto,
	isWhole,
	longConversation,
	messagesOf,
	queriesOf,
	recordings,
	SCALE,
} from './recordings';
import { onDisk, onStage } from './stage';

/** The targets that it speaks of. */
export const targets = ['P1', 'P5', 'P6', 'P7', 'P8', 'P20'];

/** So many that the 95th percentile is not the slowest. */
const ROUNDS = 30;
const RELOADS = 42;
const TABS = 7;
const LENGTHS = [5_000, 500] as const;
const TAG = 'Urgencias';
const ROW_PX = 64;

const CONTENT = '#content main > div';
const LIST = '#content [role=listbox]';
const LOG = '[role=log]';
const FOUND = '[role=dialog] [role=listbox]';

/**
 * P1 and P5 to P8 with the real conversations, which came through a real relay, in the desk as it
 * is built: from the key or the click of a teammate to the frame that shows what it did. With
 * BENCH_COPIES it is P20. The stage is set once, and all lines are measured on it.
 */
export function measureDesk(): Promise<(Measure | Failure)[]> {
	return onStage((_, relay) => onDisk((browsers) => measure(browsers, relay)));
}

async function measure(browsers: Browsers, relay: RelayProcess): Promise<(Measure | Failure)[]> {
	const conversations = await recordings();
	const desk = await furnished(browsers, { relay, conversations });
	const lines = new Lines(async () => {
		await desk.page.goto(`${relay.origin}/inbox/all`);
		await firstRow(desk.page);
		await openShort(desk);
	});
	await lines.add('P5 and P6', () => reloads(desk));
	await lines.add('P5 new tab', () => newTabs(desk, relay));
	await lines.add('P7', () => scrolling(desk, conversations.length + LENGTHS.length));
	await searches(lines, desk, conversations);
	for (const deed of deedsAt(desk)) {
		await lines.add(deed.name, async () => {
			await deed.before?.();
			const took = await repeat(ROUNDS, async (round) => {
				await deed.prepare();
				return shown(desk.page, { in: deed.shownIn }, () => deed.act(round));
			});
			return p95(`P1 ${deed.name}`, took, scaled('P1', deed.atMost ?? 33));
		});
	}
	return lines.found;
}

/** A desk that has all of it, the long ones first in its list, and a tag to give. */
async function furnished(
	browsers: Browsers,
	{ relay, conversations }: { relay: RelayProcess; conversations: Recorded[] },
): Promise<Teammate> {
	const desk = await Teammate.setUp(browsers, { relay, watch: new Watch(), locale: 'es' });
	await desk.openSettings('shell_settings_tags');
	await desk.page.getByLabel(desk.say('shell_tag_new')).fill(TAG);
	await desk.page.getByRole('button', { name: desk.say('shell_add'), exact: true }).click();
	await desk.goTo('inbox');
	await importInto(relay, conversations);
	// One after the other and last, so that the list begins with them, the longest first.
	for (const length of [...LENGTHS].reverse()) await importInto(relay, [longConversation(length)]);
	await isWhole(desk, conversations.length + LENGTHS.length);
	await desk.context.addInitScript(watchFirstRow);
	return desk;
}

/**
 * P5, and after each reload P6: a long conversation that nothing in the page's memory holds. One
 * that is short is opened before it, so that the code of a thread is there.
 */
async function reloads(desk: Teammate): Promise<Measure[]> {
	const { page } = desk;
	const starts: number[] = [];
	const opened = await repeat(RELOADS, async (round) => {
		await page.reload({ waitUntil: 'commit' });
		starts.push(await firstRow(page));
		await openShort(desk);
		return shown(page, { in: LOG }, () =>
			page
				.getByRole('option')
				.nth(round % 2)
				.click(),
		);
	});
	const of = (row: number) => opened.filter((_, round) => round % 2 === row);
	return [
		p95('P5 reload to usable list', starts, scaled('P5', 300)),
		p95('P6 open a conversation of 500, from the disk', of(1), { id: 'P6', atMost: 33 }),
		p95('P6 open a conversation of 5,000, from the disk', of(0), { id: 'P6', atMost: 60 }),
	];
}

/** One below the long ones, which is another each time that the one before has left the list. */
async function openShort({ page }: Teammate): Promise<void> {
	await page
		.getByRole('option')
		.nth(LENGTHS.length + 3)
		.click();
	await page.locator(LOG).waitFor();
	// Until it has been read, the one before it stays, and no key is meant for that one.
	await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, { timeout: 30_000 });
	await settled(page, 500);
}

/** A new tab of a browser that knows the workspace: from the address to the first row. */
async function newTabs(desk: Teammate, relay: RelayProcess): Promise<Measure> {
	const took = await repeat(TABS, async () => {
		const page = await desk.context.newPage();
		await page.goto(`${relay.origin}/inbox/all`, { waitUntil: 'commit' });
		const at = await firstRow(page);
		await page.close();
		return at;
	});
	return p95('P5 new tab to usable list', took);
}

async function scrolling({ page }: Teammate, rows: number): Promise<Measure[]> {
	// A few rows less: what the list adds around them is its own business.
	const frames = await scrolled(page, { list: LIST, height: (rows - 2) * ROW_PX });
	const name = `P7 scroll ${rows} rows and back`;
	return [
		p95(`${name}, a frame`, frames),
		atMost(`${name}, longest frame`, Math.floor(Math.max(...frames)), 'ms', scaled('P7', 33)),
	];
}

/** P8: typed at once, as what is pasted is. */
async function searches(lines: Lines, desk: Teammate, conversations: Recorded[]): Promise<void> {
	const { page, say } = desk;
	const among = `among ${messagesOf(conversations)} messages`;
	for (const [what, queries] of Object.entries(queriesOf(conversations))) {
		await lines.add(`P8 ${what}`, async () => {
			const took = await repeat(ROUNDS, async (round) => {
				const query = queries[round % queries.length] ?? '';
				const says = [say('shell_conversations'), query];
				await openPalette(desk);
				const ms = await shown(page, { in: FOUND, says }, () => page.keyboard.insertText(query));
				await closePalette(desk);
				return ms;
			});
			return p95(`P8 search ${what} ${among}`, took, { id: 'P8', atMost: 60 });
		});
	}
}

type Deed = {
	name: string;
	/** 33 where nothing is said. */
	atMost?: number;
	/** Where the screen shows that it was done. */
	shownIn: string;
	/** Once, where the line needs more than the stage has. */
	before?(): Promise<unknown>;
	prepare(): Promise<unknown>;
	act(round: number): Promise<void>;
};

function deedsAt(desk: Teammate): Deed[] {
	const { page } = desk;
	const press = (key: string) => () => page.keyboard.press(key);
	const next = press('j');
	const nothing = () => Promise.resolve();
	// By turns: what two that follow each other show is never the same.
	const views = ['closed', 'all', 'mine', 'unassigned'] as const;

	/** The key opens the choices of a command; what is measured is the Enter that chooses one. */
	function choosing(open: () => Promise<unknown>, key: string, downs = 0) {
		return async () => {
			await open();
			await page.keyboard.press(key);
			await page.getByRole('dialog').getByRole('option').first().waitFor();
			for (let down = 0; down < downs; down++) await page.keyboard.press('ArrowDown');
		};
	}

	/** One in the view of the closed and one in that of mine: an empty view has no list to show. */
	async function fillViews() {
		for (const key of ['e', 'i']) {
			await openShort(desk);
			await page.keyboard.press(key);
			await settled(page);
		}
	}

	const openNext = () => shown(page, { in: LOG }, next);
	/** What a deed takes out of the list has no next one. */
	const openAnother = () => openShort(desk);

	return [
		{ name: 'next conversation', atMost: 40, shownIn: LOG, prepare: nothing, act: next },
		{ name: 'tag', shownIn: LIST, prepare: choosing(openNext, 't'), act: press('Enter') },
		// The last of five: the row says that it is urgent.
		{ name: 'priority', shownIn: LIST, prepare: choosing(openNext, 'p', 4), act: press('Enter') },
		{ name: 'snooze', shownIn: LIST, prepare: choosing(openAnother, 's'), act: press('Enter') },
		{ name: 'close', shownIn: LIST, prepare: openAnother, act: press('e') },
		{ name: 'assign to me', shownIn: CONTENT, prepare: openNext, act: press('i') },
		{
			name: 'switch view',
			before: fillViews,
			shownIn: LIST,
			prepare: nothing,
			act: (round) => desk.view(views[round % views.length] ?? 'all'),
		},
		{
			name: 'palette',
			shownIn: FOUND,
			prepare: () => closePalette(desk),
			act: press('Control+k'),
		},
	];
}

async function openPalette({ page }: Teammate): Promise<void> {
	await page.keyboard.press('Control+k');
	await page.getByRole('combobox').waitFor();
}

async function closePalette({ page }: Teammate): Promise<void> {
	await page.keyboard.press('Escape');
	await page.getByRole('combobox').waitFor({ state: 'detached' });
}

/** With several copies of the conversations it is P20. */
function scaled(id: string, atMost: number): Target {
	return SCALE ? { id: SCALE.id, atMost: atMost * SCALE.times } : { id, atMost };
}
