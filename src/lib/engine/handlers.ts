import type { DomainEvent } from '../model/event';
import type { Run } from '../model/run';
import { matchLabel } from '../model/typed-text';
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
	const { text } = event;
	const isMeant = (label: string) => matchLabel(text, [{ id: label, label }]) !== undefined;
	return handlers.find(({ words }) => words.some(isMeant))?.go;
}
