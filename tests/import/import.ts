import type { Instant } from '../../src/lib/base/clock';
import { newId } from '../../src/lib/base/id';
import { authored } from '../../src/lib/core/authored';
import type { PendingEvent } from '../../src/lib/core/ports';
import type { EventBody } from '../../src/lib/model/event';
import { detailsOf, type Recorded } from './conversations';
import { addressOf, participant, type Participant, principalOf, visitor } from './people';

/** Customers who are let in, speak and are answered at the same time. */
const AT_ONCE = 24;

export type Imported = { conversations: number; messages: number; seconds: number };

/**
 * Lets recorded conversations happen again, through the relay: every customer is a visitor with a
 * token and a socket of their own, and one teammate answers. As after a time offline, each side
 * sends all it has said at once; the times of the events keep the recorded order. A relay that
 * trusts its proxy sees each customer at an address of their own.
 */
export async function importConversations(options: {
	url: string;
	/** Of an owner or manager. */
	token: string;
	conversations: readonly Recorded[];
	progress?(soFar: Imported): void;
}): Promise<Imported> {
	const { url, token, progress } = options;
	const startedAt = performance.now();
	const done: Imported = { conversations: 0, messages: 0, seconds: 0 };
	const teammate = participant(url, { me: principalOf(token), token });
	const waiting = options.conversations.entries();

	async function work(): Promise<void> {
		// The iterator is shared: each worker takes the next conversation that nobody has.
		for (const [index, recorded] of waiting) {
			const who = await visitor(url, token);
			const customer = participant(url, { ...who, address: addressOf(index) });
			await replay(recorded, { teammate, customer, details: detailsOf(index) });
			customer.leave();
			done.conversations++;
			done.messages += recorded.turns.length;
			done.seconds = (performance.now() - startedAt) / 1_000;
			progress?.(done);
		}
	}

	await Promise.all(Array.from({ length: AT_ONCE }, work));
	teammate.leave();
	return done;
}

type Talk = { teammate: Participant; customer: Participant; details: Record<string, string> };

async function replay({ turns }: Recorded, { teammate, customer, details }: Talk): Promise<void> {
	const contact = customer.me.id;
	const conversation = newId('cnv', Date.now(), Math.random);
	const rooms = new Map<Participant, PendingEvent[]>([
		[customer, []],
		[teammate, []],
	]);
	let after: Instant = 0;

	function write(speaker: Participant, ...drafts: EventBody[]): void {
		const { me } = speaker;
		const now = Date.now();
		const items = authored(drafts, { me, contact, chapter: 1, after, now, random: Math.random });
		after = items.at(-1)?.event.at ?? after;
		rooms.get(speaker)?.push(...items);
	}

	const introduction: EventBody = { type: 'detailsGiven', details };
	write(customer, introduction, { type: 'conversationStarted', conversation });
	for (const { by, text } of turns) {
		write(by === 'customer' ? customer : teammate, { type: 'messageSent', conversation, text });
	}
	// The customer first: an answer to nothing would be a conversation that the team began.
	for (const [speaker, items] of rooms) {
		const [first] = items;
		if (first) await speaker.say(first.room, items);
	}
}
