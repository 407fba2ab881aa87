import * as Y from 'yjs';
import { assert } from '../base/assert';
import type { Instant } from '../base/clock';
import {
	Comment,
	MAX_COMMENT_CHARS,
	MAX_COMMENTS,
	Settlement,
	type Thread,
} from '../model/comment';
import type { Draft } from './draft-shape';

/**
 * What people say to each other about the steps of a draft (U32, D7). No part of the workflow: no
 * version holds it, nobody's change is noted, and undo leaves it alone (U12).
 *
 * T1 A comment is one value that is never rewritten, in one list that only grows at its end: of
 *    what several say at once nothing is lost, and nothing stands before what it answers.
 * T2 Resolving settles the comments that the person had before them. A thread is resolved while all
 *    of its comments are settled: an answer that they had not seen, or that came later, opens it.
 * T3 Everybody deletes their own words alone. Answers to them stay, in the same thread.
 * T4 There are only so many. What is said last is always shown; the resolved threads that were
 *    begun first make place for it, whoever spoke there. What is open never goes to make place.
 */

/** False when there are as many as are kept, and too few of them are resolved. */
export function addComment(draft: Draft, said: Omit<Comment, 'author'>): boolean {
	const leaving = leavingFor(draft, said.thread);
	if (!leaving) return false;
	// Half a sign at the cut would arrive elsewhere as another one.
	const text = said.text.slice(0, MAX_COMMENT_CHARS).toWellFormed();
	const comment: Comment = { ...said, author: authorOf(draft), text };
	talk(draft, () => {
		removeThreads(draft, leaving);
		draft.comments.push([comment]);
	});
	return true;
}

/** Gives what puts it back where it stood; undefined where there is none of theirs. */
export function removeComment(draft: Draft, id: string): (() => void) | undefined {
	const { comments, settled } = draft;
	const at = readComments(draft).findIndex(
		(comment) => comment?.id === id && comment.author === authorOf(draft),
	);
	if (at < 0) return undefined;
	const [comment, settlement] = [comments.get(at), settled.get(id)];
	talk(draft, () => {
		comments.delete(at);
		settled.delete(id);
	});
	return () =>
		talk(draft, () => {
			comments.insert(Math.min(at, comments.length), [comment]);
			if (settlement !== undefined) settled.set(id, settlement);
		});
}

export function resolveThread(draft: Draft, thread: string, at: Instant): void {
	const settlement: Settlement = { by: authorOf(draft), at };
	talk(draft, () => {
		for (const id of saidIn(draft, thread)) {
			if (!draft.settled.has(id)) draft.settled.set(id, settlement);
		}
	});
}

export function reopenThread(draft: Draft, thread: string): void {
	talk(draft, () => {
		for (const id of saidIn(draft, thread)) draft.settled.delete(id);
	});
}

/** In the order in which they were begun; the same for every replica (D2). */
export function readThreads(draft: Draft): Thread[] {
	return threadsOf(draft, distinctComments(draft).slice(-MAX_COMMENTS));
}

export type Changed = Y.Transaction['changed'];

/** Whether a transaction was about what people say, or about which steps there are. */
export function isTalk({ comments, settled, nodes }: Draft, changed: Changed): boolean {
	const types: ReadonlySet<unknown> = new Set(changed.keys());
	return types.has(comments) || types.has(settled) || types.has(nodes);
}

/** The resolved threads that make place for one more; undefined where they are too few (T4). */
function leavingFor(draft: Draft, answered: string): Thread[] | undefined {
	const leaving: Thread[] = [];
	let surplus = draft.comments.length + 1 - MAX_COMMENTS;
	if (surplus <= 0) return leaving;
	for (const thread of threadsOf(draft, distinctComments(draft))) {
		if (!thread.settled || thread.id === answered) continue;
		leaving.push(thread);
		surplus -= thread.comments.length;
		if (surplus <= 0) return leaving;
	}
	return undefined;
}

function removeThreads(draft: Draft, threads: readonly Thread[]): void {
	const ids = new Set(threads.flatMap(({ comments }) => comments.map(({ id }) => id)));
	if (ids.size === 0) return;
	// From the end, so that each stands where it stood when they were read.
	for (const [at, comment] of [...readComments(draft).entries()].reverse()) {
		if (comment && ids.has(comment.id)) draft.comments.delete(at);
	}
	for (const id of ids) draft.settled.delete(id);
}

function threadsOf(draft: Draft, comments: readonly Comment[]): Thread[] {
	const threads = new Map<string, Comment[]>();
	for (const comment of comments) {
		const thread = threads.get(comment.thread);
		if (thread) thread.push(comment);
		else threads.set(comment.thread, [comment]);
	}
	const steps = renamedSteps(draft);
	return [...threads].map(([id, said]) => readThread(draft, id, said, steps));
}

/** Steps that were given another id: what was said about them stays with them. */
function renamedSteps({ nodes }: Draft): ReadonlyMap<string, string> {
	const steps = new Map<string, string>();
	for (const [id, node] of nodes.entries()) {
		const was: unknown = node instanceof Y.Map ? node.get('was') : undefined;
		if (typeof was === 'string' && !nodes.has(was)) steps.set(was, id);
	}
	return steps;
}

/** Of two under one id, which no replica of ours makes, the first is told. */
function distinctComments(draft: Draft): Comment[] {
	const distinct = new Map<string, Comment>();
	for (const comment of readComments(draft)) {
		if (comment && !distinct.has(comment.id)) distinct.set(comment.id, comment);
	}
	return [...distinct.values()];
}

function readThread(
	{ settled }: Draft,
	id: string,
	comments: Comment[],
	steps: ReadonlyMap<string, string>,
): Thread {
	const { step } = comments[0]!;
	const thread = { id, step: steps.get(step) ?? step, comments };
	const settlements = comments.map((comment) => Settlement.safeParse(settled.get(comment.id)).data);
	const last = settlements.at(-1);
	return last && settlements.every(Boolean) ? { ...thread, settled: last } : thread;
}

/** As they stand in the list; undefined in the place of what is none. */
function readComments({ comments }: Draft): (Comment | undefined)[] {
	return comments.map((value) => {
		const { data } = Comment.safeParse(value);
		if (!data || data.text.trim() === '') return undefined;
		return { ...data, text: data.text.slice(0, MAX_COMMENT_CHARS) };
	});
}

function saidIn(draft: Draft, thread: string): string[] {
	return readComments(draft).flatMap((comment) => (comment?.thread === thread ? comment.id : []));
}

function authorOf({ author }: Draft): string {
	assert(author !== undefined, 'only people comment');
	return author;
}

/** Under an origin that no undo follows (U12). */
function talk({ doc }: Draft, change: () => void): void {
	doc.transact(change, TALK);
}

const TALK = 'talk';
