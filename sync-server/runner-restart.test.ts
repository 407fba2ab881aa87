import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
	ANA,
	engineOf,
	hello,
	logged,
	RUNNER,
	setup,
	tagging,
	texts,
	VISITOR,
} from '../tests/core-stage';
import { type RunnerStorage, runnerStorage } from './runner-storage';

/** The runner's core over its file, on a virtual clock: what a start finds, and goes on from. */

let folder: string;
let file: string;
const opened: RunnerStorage[] = [];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'relevo-runner-'));
	file = join(folder, 'runner.db');
});
afterEach(() => {
	for (const storage of opened.splice(0)) storage.close();
	rmSync(folder, { recursive: true, force: true });
});

function stage() {
	const { relay, open, pass, problems } = setup();
	const thrownAway: string[] = [];

	/** As at a start: nothing is known but the file. */
	async function runner() {
		const report = (error: unknown) => thrownAway.push(String(error));
		const storage = runnerStorage({ file, workspace: 'wsp_1', report });
		opened.push(storage);
		return open(RUNNER, { engine: engineOf(tagging), storage, preference: 2 });
	}

	return { relay, open, pass, problems, runner, thrownAway };
}

/** A word was said and decided on. */
async function afterOneWord() {
	const staged = stage();
	const visitor = await staged.open(VISITOR);
	const first = await staged.runner();
	await visitor.core.write(ANA, [hello('one')]);
	await staged.pass(2_000);
	return { ...staged, visitor, first };
}

/** The file as it is now: a whole one, as SQLite finds it after the power was cut. */
function copyOfFile(): string {
	const copy = join(folder, `copy-${opened.length}.db`);
	const db = new Database(file);
	db.exec(`VACUUM INTO '${copy}'`);
	db.close();
	return copy;
}

function putBack(copy: string): void {
	for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
	renameSync(copy, file);
}

test('a start goes on from the cursor: nothing that was read is asked for again', async () => {
	const { relay, open, pass, runner, problems } = stage();
	const visitor = await open(VISITOR);
	const first = await runner();
	const asked = vi.spyOn(first.line, 'follow');
	await pass(2_000);
	expect(asked.mock.calls).toEqual([[0]]);
	for (const text of ['one', 'two']) {
		await visitor.core.write(ANA, [hello(text)]);
		await pass(2_000);
	}
	expect(await texts(first.storage)).toEqual(['one', 'tagAdded', 'two', 'tagAdded']);
	const head = relay.log.length;
	// As a kill leaves it: nothing is stopped, nothing closed.
	first.line.cut();
	const second = await runner();
	const askedAgain = vi.spyOn(second.line, 'follow');
	await pass(2_000);
	expect(askedAgain.mock.calls).toEqual([[head]]);
	expect(await texts(second.storage)).toEqual(['one', 'tagAdded', 'two', 'tagAdded']);
	expect(second.core.status()).toMatchObject({ hosting: true, pending: 0 });
	await visitor.core.write(ANA, [hello('three')]);
	await pass(2_000);
	expect((await texts(second.storage)).slice(-2)).toEqual(['three', 'tagAdded']);
	expect(relay.log.length).toBe(head + 2);
	expect(problems).toEqual([]);
});

test('I1: what the power took from the end is read again, and decided no second time', async () => {
	const { relay, pass, runner, problems, visitor, first } = await afterOneWord();
	const before = copyOfFile();
	await visitor.core.write(ANA, [hello('two'), hello('three')]);
	await pass(2_000);
	const all = logged(relay);
	expect(all.length).toBe(6);
	first.line.cut();
	putBack(before);
	const second = await runner();
	await pass(60_000);
	expect(logged(relay)).toEqual(all);
	expect(second.core.status()).toMatchObject({ hosting: true, pending: 0 });
	expect((await texts(second.storage)).length).toBe(6);
	expect(problems).toEqual([]);
});

test.each([
	['was lost with it', true],
	['was kept', false],
])('I1, E-30: what had been decided and not sent is sent once, where it %s', async (_, isLost) => {
	const { relay, pass, runner, problems, visitor, first } = await afterOneWord();
	const before = copyOfFile();
	await visitor.core.write(ANA, [hello('two')]);
	while (first.core.status().pending === 0) await pass(1);
	const [decided] = await first.storage.pending();
	first.line.cut();
	if (isLost) putBack(before);
	// Longer than the lease: it comes back under another fence.
	await pass(20_000);
	const second = await runner();
	await pass(30_000);
	const tags = logged(relay).filter((id) => id === decided?.event.id);
	expect(tags).toEqual([decided?.event.id]);
	expect(logged(relay).length).toBe(4);
	expect(await second.storage.pending()).toEqual([]);
	expect(problems).toEqual([]);
});

test('a log that was put back is read from its start, and what it lacks is sent again', async () => {
	const { relay, pass, runner, problems, visitor, first } = await afterOneWord();
	const backup = relay.log.length;
	await visitor.core.write(ANA, [hello('two')]);
	await pass(2_000);
	const all = logged(relay);
	for (const { line } of [visitor, first]) line.cut();
	relay.log.splice(backup);
	relay.newEpoch();
	const second = await runner();
	visitor.line.mend();
	await pass(30_000);
	expect(logged(relay).sort()).toEqual(all.sort());
	expect(second.core.status().pending).toBe(0);
	expect(problems).toEqual([]);
});

test('I2: a file that breaks while it is used is made again, and the runner goes on', async () => {
	const { relay, open, pass, runner, thrownAway } = stage();
	const visitor = await open(VISITOR);
	const first = await runner();
	await visitor.core.write(ANA, [hello('one')]);
	await pass(2_000);
	const db = new Database(file);
	db.exec(`UPDATE settings SET json = 'damaged'`);
	db.close();
	first.line.cut();
	first.line.mend();
	await pass(30_000);
	expect(thrownAway.length).toBe(1);
	await visitor.core.write(ANA, [hello('two')]);
	await pass(2_000);
	expect(await texts(first.storage)).toEqual(['one', 'tagAdded', 'two', 'tagAdded']);
	expect(first.core.status()).toMatchObject({ hosting: true, cannotSave: false, pending: 0 });
	expect(new Set(logged(relay)).size).toBe(4);
});
