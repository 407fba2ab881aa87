import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { type Comment, MAX_COMMENT_CHARS, MAX_COMMENTS } from '../model/comment';
import { addComment, readThreads, removeComment, reopenThread, resolveThread } from './comments';
import { readAuthors } from './draft-authors';
import type { Draft } from './draft-shape';
import { peer, sample, sync } from './draft.test-kit';
import { readDraft } from './read-draft';
import { addSticky } from './stickies';
import { createDraft, removeNode, restoreDraft, setTitle, undoManager } from './workflow-draft';

/** Ana and Luis on one draft. */
function pair(): [Draft, Draft] {
	const [ana, luis] = [peer(1, 'agt_ana'), peer(2, 'agt_luis')];
	createDraft(ana, sample());
	sync(ana, luis);
	return [ana, luis];
}

const said = (id: string, thread = id, text = id) => ({ id, thread, step: 'pick', at: 5, text });
const texts = (draft: Draft) =>
	readThreads(draft).map(({ comments }) => comments.map(({ text }) => text));
const isOpen = (draft: Draft) => readThreads(draft).map(({ settled }) => !settled);

test('a comment is about a step and no part of the workflow (U32, T1)', () => {
	const [ana] = pair();
	const before = readDraft(ana);
	const authors = readAuthors(ana);
	expect(addComment(ana, said('cmt_1', 'cmt_1', 'Why not “Other”?'))).toBe(true);
	resolveThread(ana, 'cmt_1', 9);
	expect(readThreads(ana)).toEqual([
		{
			id: 'cmt_1',
			step: 'pick',
			comments: [{ ...said('cmt_1', 'cmt_1', 'Why not “Other”?'), author: 'agt_ana' }],
			settled: { by: 'agt_ana', at: 9 },
		},
	]);
	expect(readDraft(ana)).toEqual(before);
	expect(readAuthors(ana)).toEqual(authors);
});

test('what two people answer at once is both there, in one order (T1)', () => {
	const [ana, luis] = pair();
	addComment(ana, said('cmt_1'));
	sync(ana, luis);
	addComment(ana, said('cmt_2', 'cmt_1'));
	addComment(luis, said('cmt_0', 'cmt_1'));
	sync(ana, luis);
	addComment(luis, said('cmt_00', 'cmt_1'));
	sync(ana, luis);
	expect(texts(luis)).toEqual(texts(ana));
	// By when they were said and not by their ids: a clock that is late moves no answer.
	expect(texts(ana)).toEqual([['cmt_1', expect.anything(), expect.anything(), 'cmt_00']]);
	expect(new Set(texts(ana).flat()).size).toBe(4);
});

test('a thread that is resolved while somebody answers stays open (D7, T2)', () => {
	const [ana, luis] = pair();
	addComment(ana, said('cmt_1'));
	sync(ana, luis);
	resolveThread(ana, 'cmt_1', 7);
	addComment(luis, said('cmt_2', 'cmt_1'));
	sync(ana, luis);
	expect([isOpen(ana), isOpen(luis)]).toEqual([[true], [true]]);
	resolveThread(luis, 'cmt_1', 8);
	sync(ana, luis);
	expect(readThreads(ana)).toMatchObject([{ settled: { by: 'agt_luis', at: 8 } }]);
});

test('an answer opens a resolved thread, and so does whoever reopens it', () => {
	const [ana] = pair();
	addComment(ana, said('cmt_1'));
	resolveThread(ana, 'cmt_1', 7);
	expect(isOpen(ana)).toEqual([false]);
	addComment(ana, said('cmt_2', 'cmt_1'));
	expect(isOpen(ana)).toEqual([true]);
	resolveThread(ana, 'cmt_1', 8);
	reopenThread(ana, 'cmt_1');
	expect(isOpen(ana)).toEqual([true]);
});

test('everybody deletes their own words, and answers to them stay (T3)', () => {
	const [ana, luis] = pair();
	addComment(ana, said('cmt_1'));
	sync(ana, luis);
	addComment(luis, said('cmt_2', 'cmt_1'));
	expect(removeComment(luis, 'cmt_1')).toBeUndefined();
	removeComment(ana, 'cmt_1');
	sync(ana, luis);
	expect(texts(ana)).toEqual([['cmt_2']]);
	expect(readThreads(luis)).toMatchObject([{ id: 'cmt_1', step: 'pick' }]);
});

test('a deleted comment comes back where it stood, and as settled as it was (U10)', () => {
	const [ana] = pair();
	for (const id of ['cmt_1', 'cmt_2', 'cmt_3']) addComment(ana, said(id, 'cmt_1'));
	resolveThread(ana, 'cmt_1', 7);
	const before = readThreads(ana);
	const putBack = removeComment(ana, 'cmt_2');
	expect(texts(ana)).toEqual([['cmt_1', 'cmt_3']]);
	putBack?.();
	expect(readThreads(ana)).toEqual(before);
});

test('comments outlive their step, a restored version, and undo (U12, D7)', () => {
	const [ana] = pair();
	const undo = undoManager(ana);
	setTitle(ana, 'Refunds');
	addComment(ana, said('cmt_1'));
	removeNode(ana, 'pick');
	restoreDraft(ana, sample());
	resolveThread(ana, 'cmt_1', 7);
	while (undo.undo()) continue;
	expect(readDraft(ana).definition).toEqual(sample());
	expect(isOpen(ana)).toEqual([false]);
	while (undo.redo()) continue;
	expect(texts(ana)).toEqual([['cmt_1']]);
});

test('their number and their length have an end', () => {
	const [ana] = pair();
	addComment(ana, said('cmt_1', 'cmt_1', `${'x'.repeat(MAX_COMMENT_CHARS - 1)}😀`));
	expect(texts(ana)[0]?.[0]).toHaveLength(MAX_COMMENT_CHARS);
	expect(texts(ana)[0]?.[0]?.isWellFormed()).toBe(true);
	for (let n = 1; n < MAX_COMMENTS; n++) addComment(ana, said(`cmt_${1000 + n}`));
	expect(addComment(ana, said('cmt_9'))).toBe(false);
	ana.comments.push([{ ...said('cmt_x'), author: 'agt_luis' }]);
	expect(texts(ana)).toHaveLength(MAX_COMMENTS);
	expect(texts(ana).at(-1)).toEqual(['cmt_x']);
});

/** A draft on which as much is said as is kept, in threads of one comment: `cmt_1000` on. */
function full(draft: Draft): void {
	const author = 'agt_gone';
	draft.comments.push(
		Array.from({ length: MAX_COMMENTS }, (_, n) => ({ ...said(`cmt_${1000 + n}`), author })),
	);
}

test('the resolved thread that was begun first makes place, though its people have left (T4)', () => {
	const [ana, luis] = pair();
	full(ana);
	expect(addComment(ana, said('cmt_a'))).toBe(false);
	for (const id of ['cmt_1007', 'cmt_1003', 'cmt_1005']) resolveThread(ana, id, 7);
	sync(ana, luis);
	// The one that is answered stays, and of those that go at once nobody's words are lost.
	expect(addComment(ana, said('cmt_a', 'cmt_1003'))).toBe(true);
	expect(addComment(luis, said('cmt_l'))).toBe(true);
	sync(ana, luis);
	const told = texts(ana).flat();
	expect(texts(luis).flat()).toEqual(told);
	expect(told).toEqual(expect.arrayContaining(['cmt_a', 'cmt_l', 'cmt_1007']));
	expect(told).not.toContain('cmt_1005');
	expect([...ana.settled.keys()].sort()).toEqual(['cmt_1007']);
});

test('a thread that goes while somebody answers in it is open again, with the answer (T1, T4)', () => {
	const [ana, luis] = pair();
	full(ana);
	resolveThread(ana, 'cmt_1003', 7);
	sync(ana, luis);
	resolveThread(luis, 'cmt_1004', 7);
	addComment(ana, said('cmt_a'));
	addComment(luis, said('cmt_l', 'cmt_1003'));
	sync(ana, luis);
	expect(readThreads(ana).find(({ id }) => id === 'cmt_1003')).toMatchObject({
		comments: [{ id: 'cmt_l' }],
	});
	expect(readThreads(luis)).toEqual(readThreads(ana));
});

test('where nothing more can be said, nothing has gone', () => {
	const [ana] = pair();
	full(ana);
	ana.comments.push([{ ...said('cmt_x'), author: 'agt_luis' }]);
	resolveThread(ana, 'cmt_1003', 7);
	expect(addComment(ana, said('cmt_a'))).toBe(false);
	expect(ana.comments).toHaveLength(MAX_COMMENTS + 1);
});

test('what another replica forged is left out or cut, and breaks nothing (D2)', () => {
	const [ana, luis] = pair();
	const good = { ...said('cmt_1'), author: 'agt_luis' };
	const forged = [
		...['text', 7, null, [], new Uint8Array(3), { ...good, id: undefined }],
		...[
			{ ...good, id: '__proto__' },
			{ ...good, thread: 'constructor', id: 'cmt_2' },
		],
		...[
			{ ...good, id: 'x'.repeat(100) },
			{ ...good, author: 5 },
			{ ...good, text: ' ' },
		],
		...[
			{ ...good, at: 9e15 },
			{ ...good, at: 'now' },
			{ ...good, step: '' },
		],
		...[new Y.Text('cmt_1'), new Y.Map([['id', 'cmt_1']])],
	];
	for (const value of [...forged, good, { ...good, text: 'under the same id' }]) {
		luis.comments.push([value]);
	}
	luis.comments.push([{ ...good, id: 'cmt_9', text: 'x'.repeat(MAX_COMMENT_CHARS + 9) }]);
	luis.settled.set('cmt_9', 'yes');
	luis.settled.set('cmt_1', { by: 'agt_luis', at: 3, and: 'more' });
	sync(ana, luis);
	const stranger = new Y.Doc();
	stranger.getMap('comments').set('cmt_7', good);
	Y.applyUpdate(ana.doc, Y.encodeStateAsUpdate(stranger));
	expect(readThreads(ana).map(({ id, settled }) => [id, settled])).toEqual([['cmt_1', undefined]]);
	expect(texts(ana)).toEqual([['cmt_1', 'x'.repeat(MAX_COMMENT_CHARS)]]);
	expect(removeComment(ana, 'cmt_1')).toBeUndefined();
});

type Act = ((draft: Draft, fresh: string) => void) & { resolves?: string };
const thread = fc.constantFrom('cmt_a', 'cmt_b');
const acts: fc.Arbitrary<Act> = fc.oneof(
	thread.map(
		(one): Act =>
			(draft, id) =>
				void addComment(draft, { ...said(id), thread: one }),
	),
	thread.map((resolves): Act => {
		return Object.assign((draft: Draft) => resolveThread(draft, resolves, 1), { resolves });
	}),
	thread.map(
		(one): Act =>
			(draft) =>
				reopenThread(draft, one),
	),
	fc.nat(9).map((nth): Act => (draft) => {
		const mine = readThreads(draft).flatMap(({ comments }) => comments.filter(by(draft)));
		const one = mine[nth % Math.max(1, mine.length)];
		if (one) removeComment(draft, one.id);
	}),
	fc.constant<Act>((draft, id) => void addSticky(draft, id, { x: 0, y: 0 })),
	fc.string().map(
		(title): Act =>
			(draft) =>
				setTitle(draft, title),
	),
);

function by({ author }: Draft): (comment: Comment) => boolean {
	return (comment) => comment.author === author;
}

test('whatever people say, resolve and undo at once, all read the same, and nothing unread is resolved', () => {
	const turn = fc.oneof(
		{ weight: 6, arbitrary: fc.record({ who: fc.nat(2), act: acts }) },
		{ weight: 1, arbitrary: fc.record({ who: fc.nat(2), undo: fc.constant(true) }) },
		{ weight: 2, arbitrary: fc.record({ meet: fc.tuple(fc.nat(2), fc.nat(2)) }) },
	);
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 40 }), (turns) => {
			const peers = [peer(1, 'agt_ana'), peer(2, 'agt_luis'), peer(3, 'agt_mia')];
			createDraft(peers[0]!, sample());
			sync(...peers);
			const undo = peers.map(undoManager);
			const kept = new Set<string>();
			/** By somebody, when they resolved its thread. */
			const read = new Set<string>();
			for (const [n, step] of turns.entries()) {
				if ('meet' in step) sync(...step.meet.map((who) => peers[who]!));
				else {
					const draft = peers[step.who]!;
					const before = ids(draft);
					if ('undo' in step) undo[step.who]!.undo();
					else {
						for (const id of ids(draft, step.act.resolves ?? null)) read.add(id);
						step.act(draft, `cmt_${n}x`);
					}
					const after = ids(draft);
					for (const id of after) if (!before.has(id)) kept.add(id);
					for (const id of before) if (!after.has(id)) kept.delete(id);
				}
			}
			sync(...peers);
			const [first, ...others] = peers.map(readThreads);
			for (const other of others) expect(other).toEqual(first);
			expect(ids(peers[0]!)).toEqual(kept);
			for (const { comments, settled } of first ?? []) {
				if (settled) expect(comments.filter(({ id }) => !read.has(id))).toEqual([]);
			}
		}),
	);
});

test('however full it is, all read the same, what was said last is shown, and nothing open goes (T4)', () => {
	const who = fc.nat(1);
	const one = fc.constantFrom(...Array.from({ length: 6 }, (_, n) => `cmt_${1000 + n}`));
	const turn = fc.oneof(
		fc.record({ who, says: fc.option(one) }),
		fc.record({ who, resolves: one }),
		fc.record({ meet: fc.constant(true) }),
	);
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 20 }), (turns) => {
			const peers = pair();
			full(peers[0]);
			sync(...peers);
			const resolved = new Set<string>();
			const kept = new Map(readThreads(peers[0]).map(({ id }) => [id, id]));
			for (const [n, step] of turns.entries()) {
				if ('meet' in step) {
					sync(...peers);
					continue;
				}
				const draft = peers[step.who]!;
				if ('resolves' in step) {
					resolved.add(step.resolves);
					resolveThread(draft, step.resolves, 1);
				} else {
					const id = `cmt_${n}x`;
					if (!addComment(draft, said(id, step.says ?? id))) continue;
					kept.set(id, step.says ?? id);
					expect(texts(draft).flat()).toContain(id);
				}
			}
			sync(...peers);
			expect(readThreads(peers[1])).toEqual(readThreads(peers[0]));
			expect(texts(peers[0]).flat().length).toBeLessThanOrEqual(MAX_COMMENTS);
			const there = new Set(peers[0].comments.map((value) => (value as Comment).id));
			for (const [id, thread] of kept) if (!resolved.has(thread)) expect(there).toContain(id);
		}),
		{ numRuns: 10 },
	);
});

/** Of all comments; `null` for those of no thread. */
function ids(draft: Draft, thread?: string | null): Set<string> {
	const threads = readThreads(draft).filter(({ id }) => thread === undefined || id === thread);
	return new Set(threads.flatMap(({ comments }) => comments.map(({ id }) => id)));
}
