import type { Problem } from '../../base/result';
import type { Command } from '../../app/command';
import type { Desk } from '../../app/desk';
import type { Conversation } from '../../model/conversation';
import type { DomainEvent } from '../../model/event';
import { m } from '../../i18n/paraglide/messages';
import { notify } from '../../ui/notify';
import { eventWords } from './event-words';

/** Runs a command, says what it did, and offers to take it back (U10). */
export async function perform<Arguments>(
	desk: Desk,
	command: Command<Arguments>,
	conversation: Conversation,
	args: Arguments,
): Promise<void> {
	const result = await command.run(desk, conversation, args);
	if (!result.ok) return notify({ text: problemWords(result.problem), tone: 'problem' });
	const words = wordsOf(result.value, desk);
	if (!words || !command.undo) return;
	const undo = () => void command.undo?.(desk, conversation, args);
	notify({ text: words, action: { text: m.shell_undo(), run: undo } });
}

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
