import type { Problem } from '../../base/result';
import type { Command } from '../../app/command';
import { type Deed, Deeds } from '../../app/deeds';
import type { Desk } from '../../app/desk';
import type { Conversation } from '../../model/conversation';
import type { DomainEvent } from '../../model/event';
import { m } from '../../i18n/paraglide/messages';
import { announce } from '../../ui/announce.svelte';
import { notify } from '../../ui/notify';
import { eventWords } from '../../app/event-words';

/** Runs a command, says what it did, and offers to take it back (U10). */
export async function perform<Arguments>(
	desk: Desk,
	command: Command<Arguments>,
	conversation: Conversation,
	args: Arguments,
): Promise<void> {
	await performAll(desk, command, [conversation], args);
}

/** The same for several: those that it can be done to, told and taken back as one deed (U17). */
export async function performAll<Arguments>(
	desk: Desk,
	command: Command<Arguments>,
	conversations: readonly Conversation[],
	args: Arguments,
): Promise<void> {
	const done: Conversation[] = [];
	let words = '';
	let problem: Problem | undefined;
	const able = conversations.filter((conversation) => command.allowed(desk.me, conversation));
	if (able.length > 1) await desk.replica.meet(able.map(({ contact }) => contact));
	// All at once: they are shown in one frame and stored together.
	const running = able.map(async (conversation) => ({
		conversation,
		result: await command.run(desk, conversation, args),
	}));
	for (const { conversation, result } of await Promise.all(running)) {
		if (!result.ok) {
			problem ??= result.problem;
			continue;
		}
		const told = wordsOf(result.value, desk);
		if (told) done.push(conversation);
		words ||= told;
	}
	if (problem) notify({ text: problemWords(problem), tone: 'problem' });
	const { undo } = command;
	if (!words || !undo) return;
	const text = done.length > 1 ? m.inbox_done_to_many({ words, count: done.length }) : words;
	const deed: Deed = {
		text,
		async undo() {
			for (const conversation of done.toReversed()) await undo(desk, conversation, args);
		},
	};
	deeds.add(deed);
	notify({ text, action: { text: m.shell_undo(), run: () => void takeBack(deed) } });
}

/** Without a deed: whatever was done last. */
export async function takeBack(deed?: Deed): Promise<void> {
	const undone = await deeds.undo(deed);
	announce(undone ? m.inbox_undone({ deed: undone.text }) : m.inbox_nothing_to_undo());
}

const deeds = new Deeds();

export function problemWords(problem: Problem): string {
	switch (problem.kind) {
		case 'full':
		case 'quota':
			return m.shell_sync_cannot_save_long();
		case 'forbidden':
			return m.inbox_problem_forbidden();
		case 'alreadyEnded':
			return m.inbox_problem_ended();
		case 'inThePast':
			return m.inbox_problem_past();
		default:
			return m.inbox_not_saved();
	}
}

/** A command gives the events that it wrote; those that write none have nothing to tell. */
function wordsOf(written: unknown, desk: Desk): string {
	if (!Array.isArray(written)) return '';
	const events: DomainEvent[] = written;
	return events
		.map((event) => eventWords(event, desk.workspace))
		.filter(Boolean)
		.join(' · ');
}
