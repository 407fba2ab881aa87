import { byTimeThenId } from '../lib/base/order';
import type { Conversation } from '../lib/model/conversation';
import type { AttributeValue, DomainEvent, EventOf } from '../lib/model/event';

/**
 * What a customer's thread shows, oldest first: a fold of the events of one conversation into
 * lines.
 */
export type Line = { id: string; at: number } & (
	| { kind: 'message'; mine: boolean; text: string; name?: string; human: boolean; saved: boolean }
	| { kind: 'prompt'; prompt: EventOf<'promptShown'>; open: boolean; answer?: Answer }
	| { kind: 'closed' }
);

export type Answer = { option?: string; values?: Record<string, AttributeValue>; score?: number };

/**
 * `pending` are the ids that the relay has not confirmed: saved on this device and not yet sent.
 */
export function threadOf(
	conversation: Conversation,
	events: readonly DomainEvent[],
	pending: ReadonlySet<string>,
): Line[] {
	const own = events
		.filter((event) => 'conversation' in event && event.conversation === conversation.id)
		.sort(byTimeThenId);
	const open = new Set(conversation.prompts.map((prompt) => prompt.id));
	const answers = answersOf(own);
	const prompts = new Map<string, EventOf<'promptShown'>>();
	const lines: Line[] = [];
	for (const event of own) {
		const { id, at } = event;
		const mine = event.by.kind === 'contact';
		const saved = pending.has(id);
		const human = event.by.kind === 'teammate';
		switch (event.type) {
			case 'messageSent': {
				const name = event.as;
				lines.push({ kind: 'message', id, at, mine, human, saved, text: event.text, name });
				break;
			}
			case 'promptShown':
				prompts.set(id, event);
				lines.push({
					kind: 'prompt',
					id,
					at,
					prompt: event,
					open: open.has(id),
					answer: answers.get(id),
				});
				break;
			case 'buttonPressed': {
				const text = labelOf(prompts.get(event.prompt), event.option);
				lines.push({ kind: 'message', id, at, mine: true, human: false, saved, text });
				break;
			}
			case 'conversationClosed':
				lines.push({ kind: 'closed', id, at });
		}
	}
	return lines;
}

/** Messages and questions for the customer that came after what they have seen. */
export function unreadOf(conversation: Conversation, events: readonly DomainEvent[]): number {
	return events.filter(
		(event) =>
			(event.type === 'messageSent' || event.type === 'promptShown') &&
			event.conversation === conversation.id &&
			event.by.kind !== 'contact' &&
			event.at > conversation.readUpTo,
	).length;
}

/** A teammate who answered has read what stands before the answer; nothing else proves it. */
export function isSeen(lines: readonly Line[], line: Line): boolean {
	return lines.some((other) => other.kind === 'message' && other.human && other.at > line.at);
}

/**
 * The composer is away only while an open question forbids typing, and never past the instant that
 * the question itself names: a run that died must not silence a customer (E-14).
 */
export function typingReturns(conversation: Conversation, now: number): number | undefined {
	const closing = conversation.prompts.filter(
		(prompt) => !prompt.typing && (prompt.typingReturnsAt ?? Infinity) > now,
	);
	if (closing.length === 0) return undefined;
	return Math.max(...closing.map((prompt) => prompt.typingReturnsAt ?? Infinity));
}

function answersOf(events: readonly DomainEvent[]): Map<string, Answer> {
	const answers = new Map<string, Answer>();
	for (const event of events) {
		if (event.type === 'buttonPressed') answers.set(event.prompt, { option: event.option });
		if (event.type === 'answersGiven') answers.set(event.prompt, { values: event.answers });
		if (event.type === 'conversationRated' && event.prompt) {
			answers.set(event.prompt, { score: event.score });
		}
	}
	return answers;
}

function labelOf(prompt: EventOf<'promptShown'> | undefined, option: string): string {
	const options = prompt?.input.kind === 'buttons' ? prompt.input.options : [];
	return options.find(({ id }) => id === option)?.label ?? option;
}

/** The bubbles of one person in a row share one name, under the last of them. */
export function isSameSpeaker(line: Line, next: Line | undefined): boolean {
	if (line.kind !== 'message' || next?.kind !== 'message') return false;
	return line.mine === next.mine && line.name === next.name && line.human === next.human;
}

/** At most two letters for an avatar: «Ana López» is AL. */
export function initials(name: string): string {
	const words = name.split(/\s+/).filter(Boolean);
	const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
	return letters.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('');
}
