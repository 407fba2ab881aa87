import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { MAX_STICKIES, MAX_STICKY_CHARS } from '../model/sticky';
import { readAuthors } from './draft-authors';
import type { Draft } from './draft-shape';
import { peer, sample, sampleDraft, sync } from './draft.test-kit';
import { readDraft } from './read-draft';
import { addSticky, moveSticky, readStickies, removeSticky, spliceSticky } from './stickies';
import { createDraft, restoreDraft, undoManager } from './workflow-draft';

const words = (insert: string, at = 0, remove = 0) => ({ at, remove, insert });

test('a remark is written and moved, and is no part of the workflow (U32)', () => {
	const draft = sampleDraft();
	addSticky(draft, 'nte_1', { x: 10.4, y: 20.6 });
	spliceSticky(draft, 'nte_1', words('Ask Eva'));
	moveSticky(draft, 'nte_1', { x: 1.6, y: 2 });
	expect(readDraft(draft)).toMatchObject({
		definition: sample(),
		positions: {},
		stickies: [{ id: 'nte_1', text: 'Ask Eva', at: { x: 2, y: 2 } }],
	});
	expect(readAuthors(draft)).toEqual({});
	restoreDraft(draft, sample());
	expect(readStickies(draft)).toHaveLength(1);
	removeSticky(draft, 'nte_1');
	expect(readStickies(draft)).toEqual([]);
});

test('two people write in one remark and lose nothing; undo takes back mine alone (U12)', () => {
	const [ana, luis] = [peer(1), peer(2)];
	createDraft(ana, sample());
	addSticky(ana, 'nte_1', { x: 0, y: 0 });
	spliceSticky(ana, 'nte_1', words('Ask Eva'));
	sync(ana, luis);
	const undo = undoManager(ana);
	spliceSticky(ana, 'nte_1', words(' today', 7));
	spliceSticky(luis, 'nte_1', words('Please: '));
	moveSticky(luis, 'nte_1', { x: 5, y: 5 });
	sync(ana, luis);
	expect(readStickies(ana)).toMatchObject([{ text: 'Please: Ask Eva today', at: { x: 5, y: 5 } }]);
	undo.undo();
	sync(ana, luis);
	expect(readStickies(luis)).toMatchObject([{ text: 'Please: Ask Eva', at: { x: 5, y: 5 } }]);
});

test('a deleted remark comes back whole (U10)', () => {
	const draft = sampleDraft();
	addSticky(draft, 'nte_1', { x: 3, y: 4 });
	spliceSticky(draft, 'nte_1', words('Ask Eva'));
	const before = readStickies(draft);
	const undo = undoManager(draft);
	removeSticky(draft, 'nte_1');
	undo.undo();
	expect(readStickies(draft)).toEqual(before);
});

test('their number and their length have an end', () => {
	const draft = sampleDraft();
	for (let n = 0; n < MAX_STICKIES; n++) addSticky(draft, `nte_${100 + n}`, { x: 0, y: 0 });
	expect(addSticky(draft, 'nte_999', { x: 0, y: 0 })).toBe(false);
	spliceSticky(draft, 'nte_100', words('x'.repeat(MAX_STICKY_CHARS + 5)));
	spliceSticky(draft, 'nte_100', words('yy', 0, 1));
	expect(readStickies(draft)[0]?.text).toBe(`y${'x'.repeat(MAX_STICKY_CHARS - 1)}`);
});

test('junk among them is left out (D2)', () => {
	const draft = sampleDraft();
	addSticky(draft, 'nte_2', { x: 0, y: 0 });
	draft.stickies.set('nte_1', 'text' as never);
	draft.stickies.set('nte_3', new Y.Map([['text', 'x']]) as never);
	expect(readStickies(draft)).toEqual([{ id: 'nte_2', text: '', at: { x: 0, y: 0 } }]);
});

const id = fc.constantFrom('nte_1', 'nte_2');
const edits: fc.Arbitrary<(draft: Draft) => void> = fc.oneof(
	id.map((one) => (draft: Draft) => void addSticky(draft, one, { x: 0, y: 0 })),
	id.map((one) => (draft: Draft) => removeSticky(draft, one)),
	fc.tuple(id, fc.nat(99)).map(
		([one, x]) =>
			(draft: Draft) =>
				moveSticky(draft, one, { x, y: x }),
	),
	fc.tuple(id, fc.nat(9), fc.nat(9), fc.string()).map(
		([one, at, remove, insert]) =>
			(draft: Draft) =>
				spliceSticky(draft, one, { at, remove, insert }),
	),
);

test('whatever two people do to them at once, they end with the same, and the same workflow', () => {
	const turn = fc.oneof(
		fc.record({ who: fc.nat(1), edit: edits }),
		fc.record({ who: fc.nat(1), undo: fc.constant(true) }),
		fc.record({ meet: fc.constant(true) }),
	);
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 30 }), (turns) => {
			const peers = [peer(1), peer(2)];
			createDraft(peers[0]!, sample());
			sync(...peers);
			const undo = peers.map(undoManager);
			for (const step of turns) {
				if ('meet' in step) sync(...peers);
				else if ('undo' in step) undo[step.who]!.undo();
				else step.edit(peers[step.who]!);
			}
			sync(...peers);
			const [first, second] = peers.map(readDraft);
			expect(second).toEqual(first);
			expect(first?.definition).toEqual(sample());
		}),
	);
});
