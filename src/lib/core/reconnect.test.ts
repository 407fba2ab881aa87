import { expect, test } from 'vitest';
import { memoryStorage } from './memory-storage';
import type { Change, Storage } from './ports';
import { AGENT, ANA, hello, logged, note, setup, texts, VISITOR } from '../../../tests/core-stage';

/** A disk on which each commit asks first; it may be made to wait, or to fail. */
function asking(before: (change: Change) => Promise<void>): Storage {
	const storage = memoryStorage();
	const { commit } = storage;
	storage.commit = async (change) => {
		await before(change);
		await commit.call(storage, change);
	};
	return storage;
}

test('I2: a connection that is lost while its cursor is stored sends nothing any more', async () => {
	const { relay, open, pass } = setup();
	let store: (() => void) | undefined;
	let isSlow = false;
	const storage = asking(async ({ settings }) => {
		if (isSlow && settings?.['cursor'] !== undefined) {
			await new Promise<void>((resolve) => (store = resolve));
		}
	});
	const visitor = await open(VISITOR, { storage });
	await pass(1_000);
	visitor.line.cut();
	await visitor.core.write(ANA, [hello('sigo aquí')]);
	isSlow = true;
	visitor.line.mend();
	await pass(1_000);
	visitor.line.cut();
	isSlow = false;
	store?.();
	await pass(1_000);
	visitor.line.mend();
	await pass(1_000);
	expect(logged(relay)).toHaveLength(1);
	expect(visitor.core.status()).toMatchObject({ connection: 'synced', pending: 0 });
});

test('I3: one commit fails, the next does not: the cursor passes nothing that was lost', async () => {
	const { open, pass } = setup();
	let isFull = false;
	const storage = asking(async ({ events }) => {
		if (!isFull || !events?.length) return;
		isFull = false;
		throw new Error('QuotaExceededError');
	});
	const visitor = await open(VISITOR);
	const agent = await open(AGENT, { storage });
	await pass(1_000);
	agent.line.cut();
	await visitor.core.write(ANA, [hello('hola')]);
	await pass(1_000);
	isFull = true;
	agent.line.mend();
	await pass(20_000);
	expect(await texts(storage)).toEqual(['hola']);
	expect(agent.core.status()).toMatchObject({ connection: 'synced', cannotSave: false });
});

test('an ack that was heard before the connection was lost, and read after it, still counts', async () => {
	const { relay, open, pass } = setup();
	let store: (() => void) | undefined;
	let isSlow = false;
	const storage = asking(async ({ pending }) => {
		if (isSlow && pending?.length) await new Promise<void>((resolve) => (store = resolve));
	});
	const visitor = await open(VISITOR, { storage });
	const agent = await open(AGENT);
	await pass(1_000);
	await visitor.core.write(ANA, [hello('uno')]);
	isSlow = true;
	const second = visitor.core.write(ANA, [hello('dos')]);
	await pass(100);
	await agent.core.write(ANA, [hello('claro')]);
	await pass(1_000);
	visitor.line.cut();
	store?.();
	await second;
	visitor.line.mend();
	await pass(1_000);
	expect(logged(relay)).toHaveLength(3);
	expect(visitor.core.status()).toMatchObject({ connection: 'synced', pending: 0 });
});

test('P15: what this device wrote is not read again when it comes back', async () => {
	const { relay, open, pass } = setup();
	const visitor = await open(VISITOR);
	const agent = await open(AGENT);
	await pass(1_000);
	await visitor.core.write(ANA, [hello('uno')]);
	await pass(1_000);
	await agent.core.write(ANA, [hello('dos'), note('tres')]);
	await pass(1_000);
	const { line, storage } = agent;
	const { follow } = line;
	const cursors: number[] = [];
	line.follow = (cursor) => {
		cursors.push(cursor);
		follow.call(line, cursor);
	};
	line.cut();
	await visitor.core.write(ANA, [hello('cuatro')]);
	await pass(1_000);
	const head = relay.log.length;
	line.mend();
	await pass(1_000);
	expect(cursors).toEqual([head - 1]);
	expect(await texts(storage)).toEqual(['uno', 'dos', 'tres', 'cuatro']);
});

test('U4: a device that lags behind what arrives says so until all of it is stored', async () => {
	const { open, pass } = setup();
	const behind: number[] = [];
	let stored: (() => void) | undefined;
	let isSlow = false;
	const storage = asking(async () => {
		if (isSlow) await new Promise<void>((resolve) => (stored = resolve));
		isSlow = false;
	});
	const desk = await open(AGENT, { storage });
	desk.core.onChange((status) => behind.push(status.behind));
	const visitor = await open(VISITOR);
	await pass(1_000);
	isSlow = true;
	for (let n = 0; n < 600; n++) {
		await visitor.core.write(ANA, [hello(`n ${n}`)]);
		await pass(10);
	}
	stored?.();
	await pass(1_000);
	expect(Math.max(...behind)).toBeGreaterThan(100);
	expect(behind.at(-1)).toBe(0);
	expect(await texts(storage)).toHaveLength(600);
});
