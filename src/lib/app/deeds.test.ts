import { expect, test } from 'vitest';
import { Deeds } from './deeds';

function recording() {
	const deeds = new Deeds();
	const undone: string[] = [];
	const did = (text: string) => {
		const deed = { text, undo: async () => void undone.push(text) };
		deeds.add(deed);
		return deed;
	};
	return { deeds, undone, did };
}

test('U10: the last thing done is taken back first, and each thing once', async () => {
	const { deeds, undone, did } = recording();
	did('assigned');
	did('closed');
	expect((await deeds.undo())?.text).toBe('closed');
	expect((await deeds.undo())?.text).toBe('assigned');
	expect(await deeds.undo()).toBeUndefined();
	expect(undone).toEqual(['closed', 'assigned']);
});

test('U10, I1: what the toast took back is not taken back again by the key', async () => {
	const { deeds, undone, did } = recording();
	did('tagged');
	const closed = did('closed');
	await Promise.all([deeds.undo(closed), deeds.undo(closed)]);
	await deeds.undo();
	expect(undone).toEqual(['closed', 'tagged']);
});

test('only so many are kept that nobody is surprised by one of yesterday', async () => {
	const { deeds, undone, did } = recording();
	for (let index = 0; index < 60; index++) did(`deed ${index}`);
	while (await deeds.undo());
	expect(undone).toHaveLength(50);
	expect(undone.at(-1)).toBe('deed 10');
});

test('U10, I2: a deed that came to nothing is no deed', async () => {
	const { deeds, undone, did } = recording();
	const closed = did('closed');
	expect(deeds.has(closed)).toBe(true);
	deeds.drop(closed);
	expect([deeds.has(closed), await deeds.undo(), undone]).toEqual([false, undefined, []]);
});
