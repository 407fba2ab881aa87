import type { AttributeValue, DomainEvent, EventOf } from '../../model/event';
import { type Run, writerOf } from '../../model/run';
import { matchOption } from '../../model/typed-text';

/** What a customer answered to a question: the button, or a value for each field. */
export type Reply = {
	at: number;
	chosen?: string | undefined;
	values?: Record<string, AttributeValue>;
};

type Known = { runs: readonly Run[]; events: readonly DomainEvent[] };

/**
 * A question is answered by what was sent with its button or form, or by the words that its run
 * took for the answer (E-14). Words count as far as the run understood them.
 */
export function replyTo(
	prompt: EventOf<'promptShown'>,
	sent: DomainEvent | undefined,
	{ runs, events }: Known,
): Reply | undefined {
	if (sent?.type === 'buttonPressed') return { at: sent.at, chosen: sent.option };
	if (sent?.type === 'answersGiven') return { at: sent.at, values: sent.answers };
	const taken = runs.flatMap(({ answered }) => answered?.[prompt.id] ?? []);
	const words = events.find(({ id }) => taken.includes(id));
	if (words?.type !== 'messageSent') return undefined;
	const { at, text } = words;
	const { input } = prompt;
	if (input.kind === 'buttons') return { at, chosen: matchOption(text, input.options)?.id };
	return input.kind === 'form'
		? { at, values: understood(prompt, text, { runs, events }) }
		: undefined;
}

/** What the visit that heard the words has stored, or went on with. */
function understood(
	prompt: EventOf<'promptShown'>,
	text: string,
	{ runs, events }: Known,
): Record<string, AttributeValue> {
	const { run, visit: asking } = writerOf(prompt, runs) ?? {};
	const fields = prompt.input.kind === 'form' ? prompt.input.fields : [];
	const values: Record<string, AttributeValue> = {};
	if (!run || !asking) return values;
	const { node, visit } = { ...asking, visit: asking.visit + 1 };
	for (const event of events) {
		if (event.type !== 'attributeChanged' || event.cause?.at(-1) !== run.id) continue;
		if (event.node !== node || event.visit !== visit) continue;
		if (fields.some(({ id }) => id === event.attribute)) values[event.attribute] = event.value;
	}
	const heard = run.steps.find((step) => step.node === node && step.visit === visit);
	const isTaken = heard?.left !== undefined && heard.problem === undefined && !heard.skipped;
	const [only, other] = fields;
	if (only && !other && isTaken) values[only.id] ??= text;
	return values;
}
