import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createTestHub } from '../tests/relay-harness';
import { forge } from '../tests/guard-harness';
import { createMemoryDisk, createMemoryLog } from './memory-log';
import { documentOf } from './stored';

/**
 * B1: what is stored of a canvas begins where what is known ends, so that every reader holds the
 * same, however the updates reach it.
 */
const TEAM = 'tmt_0000000000000000000000001';
const WORKFLOW = 'workflow/wfl_0000000000000000000000';

async function stage(name: string) {
	const log = createMemoryLog(createMemoryDisk());
	const hub = createTestHub({ log });
	const member = await hub.join(`manager:${TEAM}`);
	return {
		async push(update: Uint8Array) {
			member.take();
			member.push(name, update);
			await hub.turn();
			const [answer] = member.take();
			return answer && 't' in answer ? answer.t : undefined;
		},
		/** As read in order, from a snapshot, merged, and in the reverse order. */
		async readings() {
			const stored = await log.room(name);
			const updates = stored.entries.map(({ update }) => update);
			return [
				contentOf(updates),
				contentOf([Y.encodeStateAsUpdate(documentOf(stored).doc)]),
				contentOf([Y.mergeUpdates(updates)]),
				contentOf([...updates].reverse()),
			];
		},
	};
}

function contentOf(updates: Uint8Array[]) {
	const doc = new Y.Doc();
	for (const update of updates) Y.applyUpdate(doc, update);
	return {
		settings: doc.getMap('settings').toJSON(),
		list: doc.getArray('list').toJSON(),
		text: doc.getText('text').toJSON(),
	};
}

/** Of client 5: a struct of one kind, from a clock on. */
const map = (clock: number, key: string) => forge(1, 1, 5, clock, 0x27, 1, 'settings', key, 1, 0);
const anyIn = (clock: number, ...values: unknown[]) =>
	forge(1, 1, 5, clock, 8, 1, 'list', values.length, ...values.map((any) => ({ any })), 0);
const textIn = (clock: number, text: string) => forge(1, 1, 5, clock, 4, 1, 'text', text, 0);
const emptied = (length: number) => forge(1, 1, 5, 0, 0, length, 0);

const OVERLAPS: Record<string, Uint8Array[]> = {
	'a list over a map': [map(0, 'k'), anyIn(0, 7, 'z')],
	'a text over a map': [map(0, 'k'), textIn(0, 'ab')],
	'another text': [textIn(0, 'a'), textIn(0, 'xyz')],
	'half of a letter': [textIn(0, 'a'), textIn(0, '🎈b')],
	'emptied clocks over a value': [anyIn(0, 1), emptied(4)],
	'a value over emptied clocks': [emptied(2), anyIn(0, 1, 2, 3)],
	'over two that stand already': [anyIn(0, 1), textIn(1, 'b'), anyIn(0, 7, 8, 9)],
	'what is known, changed, before what is new': [
		anyIn(0, 1),
		textIn(1, 'b'),
		forge(1, 2, 5, 0, 8, 1, 'list', 2, { any: 7 }, { any: 8 }, 4, 1, 'text', 'c', 0),
	],
};

test.each(
	Object.entries(OVERLAPS).flatMap(([title, updates]) => [
		{ title, updates, name: 'workspace' },
		{ title, updates, name: WORKFLOW },
	]),
)('B1: $title makes no two contents of $name', async ({ updates, name }) => {
	const { push, readings } = await stage(name);
	for (const update of updates) expect(await push(update)).toBe('ack');
	const [first, ...others] = await readings();
	for (const other of others) expect(other).toEqual(first);
	expect(await push(textIn(100, 'a gap'))).toBe('refused');
});

test('B1: what a device merged and sends over what is known arrives once', async () => {
	const { push, readings } = await stage('workspace');
	const doc = new Y.Doc();
	const text = doc.getText('text');
	text.insert(0, 'a');
	expect(await push(Y.encodeStateAsUpdate(doc))).toBe('ack');
	const before = Y.encodeStateVector(doc);
	text.insert(1, 'b');
	expect(await push(Y.encodeStateAsUpdate(doc, before))).toBe('ack');
	doc.getArray('list').push([1, 2]);
	text.insert(2, 'ñ🎈');
	// From before both: one struct that holds what is known and what is new.
	expect(await push(Y.encodeStateAsUpdate(doc))).toBe('ack');
	doc.getText('text').delete(0, 2);
	expect(await push(Y.encodeStateAsUpdate(doc))).toBe('ack');
	for (const content of await readings()) {
		expect(content).toEqual({ settings: {}, list: [1, 2], text: 'ñ🎈' });
	}
});

test('B1: one who has not seen a deletion sends what was deleted with what is new', async () => {
	const { push, readings } = await stage('workspace');
	const [one, other] = [new Y.Doc(), new Y.Doc()];
	one.getText('text').insert(0, 'ab');
	const first = Y.encodeStateAsUpdate(one);
	expect(await push(first)).toBe('ack');
	Y.applyUpdate(other, first);
	other.getText('text').delete(0, 2);
	expect(await push(Y.encodeStateAsUpdate(other))).toBe('ack');
	one.getText('text').insert(2, 'c');
	expect(await push(Y.encodeStateAsUpdate(one))).toBe('ack');
	for (const { text } of await readings()) expect(text).toBe('c');
});
