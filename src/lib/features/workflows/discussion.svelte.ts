import { SvelteMap } from 'svelte/reactivity';
import type { Desk } from '../../app/desk';
import type { DraftSession } from '../../app/draft-session.svelte';
import { m } from '../../i18n/paraglide/messages';
import { MAX_COMMENTS, type Comment, type Thread } from '../../model/comment';
import { announce } from '../../ui/announce.svelte';
import { notify } from '../../ui/notify';
import { offerUndo } from './offer-undo';

/**
 * What people say about the steps of the open draft, as one of them has it before them (U32): which
 * comments are shown, and what is not said yet. Draws nothing.
 */
export class Discussion {
	/** Shown in the place of the details: of one step, or all there are; made anew by each asking. */
	shown = $state.raw<{ step: string | undefined; isWriting: boolean }>();
	/** Words that are not sent yet, by the step or the thread that they are for. */
	readonly unsent = new SvelteMap<string, string>();

	readonly #session: DraftSession;
	readonly #desk: Desk;

	constructor(session: DraftSession, desk: Desk) {
		this.#session = session;
		this.#desk = desk;
	}

	open: readonly Thread[] = $derived.by(() =>
		this.#session.threads.filter(({ settled }) => !settled),
	);
	/** By step, for the marks on the canvas and in the outline. */
	counts: ReadonlyMap<string, number> = $derived.by(() => {
		// Made anew by each change: `Map` is what it needs.
		// eslint-disable-next-line svelte/prefer-svelte-reactivity
		const counts = new Map<string, number>();
		for (const { step } of this.open) counts.set(step, (counts.get(step) ?? 0) + 1);
		return counts;
	});
	/** Those that are shown. */
	here: readonly Thread[] = $derived.by(() => {
		const step = this.shown?.step;
		return this.#session.threads.filter((one) => step === undefined || one.step === step);
	});

	show(step: string | undefined, isWriting = false): void {
		this.shown = { step, isWriting };
	}

	close(): void {
		this.shown = undefined;
	}

	isMine({ author }: Comment): boolean {
		return author === this.#desk.me.id;
	}

	nameOf(teammate: string): string {
		return this.#desk.workspace.teammates[teammate]?.name ?? m.inbox_former_teammate();
	}

	/** Says what was written for a step, or in answer to a thread; it is kept until it is said. */
	say(step: string, thread?: string): void {
		const key = thread ?? step;
		const text = this.unsent.get(key)?.trim();
		if (!text) return;
		const id = this.#desk.newId('cmt');
		const said = { id, thread: thread ?? id, step, at: this.#desk.now(), text };
		if (!this.#session.comments.add(said)) {
			notify({ text: m.workflows_comments_full({ max: MAX_COMMENTS }), tone: 'problem' });
			return;
		}
		this.unsent.delete(key);
		announce(m.workflows_comment_is_sent());
	}

	remove({ id }: Comment): void {
		const putBack = this.#session.comments.remove(id);
		if (!putBack) return;
		offerUndo(this.#session, m.workflows_comment_removed(), putBack);
	}

	resolve({ id }: Thread): void {
		this.#session.comments.resolve(id, this.#desk.now());
		announce(m.workflows_comment_is_resolved());
	}

	reopen({ id }: Thread): void {
		this.#session.comments.reopen(id);
		announce(m.workflows_comment_is_open());
	}
}
