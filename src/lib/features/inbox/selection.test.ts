import { expect, test } from 'vitest';
import { Selection } from './selection.svelte';

const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
const idsOf = (selection: Selection) => selection.of(rows).map(({ id }) => id);

test('U17: one is chosen and let go', () => {
	const selection = new Selection();
	selection.toggle('b');
	expect(idsOf(selection)).toEqual(['b']);
	selection.toggle('b');
	expect(idsOf(selection)).toEqual([]);
});

test('U17: a range reaches from the last choice, up or down, and leaves the others chosen', () => {
	const selection = new Selection();
	selection.toggle('e');
	selection.toggle('c');
	selection.extend(rows, 'a');
	expect(idsOf(selection)).toEqual(['a', 'b', 'c', 'e']);
});

test('U17: a range that begins with nothing chosen starts at the open conversation', () => {
	const selection = new Selection();
	selection.extend(rows, 'c', 'b');
	selection.extend(rows, 'd', 'c');
	expect(idsOf(selection)).toEqual(['b', 'c', 'd']);
});

test('S-5: what has left the list is not meant any more', () => {
	const selection = new Selection();
	selection.toggle('a');
	selection.toggle('d');
	expect(selection.of(rows.slice(1)).map(({ id }) => id)).toEqual(['d']);
	selection.clear();
	expect(idsOf(selection)).toEqual([]);
});

test('S-5: a range whose beginning has left the list begins at the open one, not at the top', () => {
	const selection = new Selection();
	selection.toggle('c');
	const left = rows.filter(({ id }) => id !== 'c');
	selection.extend(left, 'e', 'd');
	expect(selection.of(left).map(({ id }) => id)).toEqual(['d', 'e']);
	const nothing = new Selection();
	nothing.toggle('a');
	nothing.extend(rows.slice(1), 'd', 'a');
	expect(nothing.of(rows.slice(1)).map(({ id }) => id)).toEqual(['d']);
});
