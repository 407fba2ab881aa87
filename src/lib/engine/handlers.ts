import { foldText } from '../attributes/fold-text';
import type { DomainEvent } from '../model/event';
import { matchOption } from '../model/prompt';
import type { Run } from '../model/run';
import type { LiveWorkflow } from '../model/workflow';

/**
 * The step to which a customer's word takes this run, wherever it is parked (E-15). Undefined when
 * the message is no such word, or was written before the run came to rest.
 */
export function keywordStep(
	run: Run,
	workflow: LiveWorkflow | undefined,
	event: DomainEvent,
): string | undefined {
	const { handlers } = workflow?.definition.settings ?? {};
	if (!handlers || !run.park || event.by.kind !== 'contact') return undefined;
	if (event.type !== 'messageSent' || event.at <= run.wokenAt) return undefined;
	if (run.wokenBy.includes(event.id)) return undefined;
	// A number means a button, not the place of a word in a list.
	if (/^\W*[0-9]+\W*$/.test(event.text)) return undefined;
	const { text } = event;
	const isMeant = (label: string) => matchOption(text, [{ id: label, label }], foldText);
	return handlers.find(({ words }) => words.some(isMeant))?.go;
}
