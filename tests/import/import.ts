import { newId } from '../../src/lib/base/id';
import type { EventBody } from '../../src/lib/model/event';
import { nameOf, type Recorded } from './conversations';
import { participant, type Participant, principalOf, seen, visitor } from './people';

/**
 * Conversations that go on at the same time: enough to keep the relay busy, few enough for one
 * process.
 */
const AT_ONCE = 32;

export type Imported = { conversations: number; messages: number; seconds: number };

/**
 * Lets recorded conversations happen again, through the relay: every customer is a visitor with a
 * core of their own, and one teammate answers. Each waits for the other's words before speaking, so
 * the order is the recorded one whatever the clocks say.
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
	const teammate = await participant(url, principalOf(token), token);
	const running = new Set<Promise<void>>();
	for (const [index, recorded] of options.conversations.entries()) {
		const [customer, customerToken] = await visitor(url, token);
		const talk = replay(recorded, {
			teammate,
			customer: await participant(url, customer, customerToken),
			contact: customer.id,
			name: nameOf(index),
		}).then(() => {
			running.delete(talk);
			done.conversations++;
			done.messages += recorded.turns.length;
			done.seconds = (performance.now() - startedAt) / 1_000;
			progress?.(done);
		});
		running.add(talk);
		if (running.size >= AT_ONCE) await Promise.race(running);
	}
	await Promise.all(running);
	await teammate.leave();
	return { ...done, seconds: (performance.now() - startedAt) / 1_000 };
}

type Talk = { teammate: Participant; customer: Participant; contact: string; name: string };

async function replay({ turns }: Recorded, talk: Talk): Promise<void> {
	const { teammate, customer, contact, name } = talk;
	const conversation = newId('cnv', Date.now(), Math.random);
	await say(customer, contact, [
		{ type: 'detailsGiven', details: { name } },
		{ type: 'conversationStarted', conversation },
	]);
	for (const { by, text } of turns) {
		const [speaker, listener] = by === 'customer' ? [customer, teammate] : [teammate, customer];
		const id = await say(speaker, contact, [{ type: 'messageSent', conversation, text }]);
		await seen(listener.core, contact, id);
	}
	await customer.leave();
}

async function say(speaker: Participant, contact: string, drafts: EventBody[]): Promise<string> {
	const result = await speaker.core.write(contact, drafts);
	if (!result.ok) throw new Error(`Cannot write: ${result.problem.kind}`);
	return result.value.at(-1)!.id;
}
