import { PLAYED_CONTACT, PLAYED_CONVERSATION } from '../engine/play';
import { type DomainEvent, EventBody, logOf } from '../model/event';
import type { Move } from '../model/scenario';
import { z } from '../model/schema';

/**
 * A story in the real messenger: what its customer would see of it, and what they do there as moves
 * of the story (W-LIFE-06).
 *
 * P1 What a customer never receives does not come here either: a preview that shows a note lies.
 */

export const PREVIEWED_CONTACT = PLAYED_CONTACT;

/**
 * The frame names the conversation that it opened itself; a story has one, whatever its name is
 * there.
 */
export function asCustomerSees(
	events: readonly DomainEvent[],
	conversation = PLAYED_CONVERSATION,
): DomainEvent[] {
	let last = 0;
	return events
		.filter((event) => ['said', 'shown'].includes(logOf(event) ?? ''))
		.map((event) => {
			// In the order of the story: a turn of the workflow runs ahead of a clock that stands still.
			last = Math.max(event.at, last + 1);
			return 'conversation' in event && event.conversation === PLAYED_CONVERSATION
				? { ...event, at: last, conversation }
				: { ...event, at: last };
		});
}

export type Done = {
	moves: Move[];
	/** The name that the frame gave to the conversation which it has just opened. */
	opened: string | undefined;
};

/** What the frame says was done; whatever a story has no move for changes nothing. */
export function movesOf(drafts: unknown[]): Done {
	const bodies = Bodies.safeParse(drafts).data ?? [];
	const opened = bodies.find(({ type }) => type === 'conversationStarted');
	return {
		moves: bodies.flatMap((body) => moveOf(body) ?? []),
		opened: opened && 'conversation' in opened ? opened.conversation : undefined,
	};
}

const Bodies = z.array(EventBody).check(z.maxLength(20));

function moveOf(body: EventBody): Move | undefined {
	switch (body.type) {
		case 'conversationStarted':
			return { do: 'opens' };
		case 'messageSent':
			return { do: 'says', text: body.text };
		case 'buttonPressed':
			return { do: 'presses', option: body.option };
		case 'answersGiven':
			return { do: 'answers', answers: body.answers };
		case 'conversationRated':
			return { do: 'rates', score: body.score, ...(body.remark && { remark: body.remark }) };
		default:
			return undefined;
	}
}
