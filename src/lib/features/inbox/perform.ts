import type { Problem, Result } from '../../base/result';
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
	const able = conversations.filter((conversation) => command.allowed(desk.me, conversation));
	if (able.length > 1) await desk.replica.meet(able.map(({ contact }) => contact));
	// All at once: they are shown in one frame and stored together.
	const running = Promise.all(
		able.map(async (conversation) => ({
			conversation,
			result: await command.run(desk, conversation, args),
		})),
	);
	const done = running.then((all) => all.filter(({ result }) => wordsOf(result, desk) !== ''));
	const { undo } = command;
	const deed: Deed = {
		text: '',
		async undo() {
			for (const { conversation } of (await done).toReversed()) {
				await undo?.(desk, conversation, args);
			}
		},
	};
	// Before it is stored: it is on the screen, and a key may take it back.
	if (undo) deeds.add(deed);
	const [all, told] = await Promise.all([running, done]);
	const failed = all.find(({ result }) => !result.ok)?.result;
	if (failed && !failed.ok) notify({ text: problemWords(failed.problem), tone: 'problem' });
	const words = told[0] ? wordsOf(told[0].result, desk) : '';
	if (!words || !undo) return deeds.drop(deed);
	deed.text = told.length > 1 ? m.inbox_done_to_many({ words, count: told.length }) : words;
	const takeItBack = { text: m.shell_undo(), run: () => void takeBack(deed) };
	// It may have been taken back meanwhile.
	if (deeds.has(deed)) notify({ text: deed.text, action: takeItBack });
}

/** Without a deed: the last one. */
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
function wordsOf(result: Result<unknown>, desk: Desk): string {
	if (!result.ok || !Array.isArray(result.value)) return '';
	const events: DomainEvent[] = result.value;
	return events
		.map((event) => eventWords(event, desk.workspace))
		.filter(Boolean)
		.join(' · ');
}
