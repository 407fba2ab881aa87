import { hashId } from '../lib/base/hash';
import { CHAPTER_SIZE, chapterToWrite, eventsIn, newestOf } from '../lib/core/chapters';
import type { PendingEvent, Storage } from '../lib/core/ports';
import { foldContact } from '../lib/model/contact-state';
import type { Conversation } from '../lib/model/conversation';
import { type DomainEvent, isUnknown } from '../lib/model/event';
import type { Said } from '../lib/model/mark';
import { contactRoom } from '../lib/model/room';
import { threadOf } from './thread';

/**
 * A visitor goes on as another contact: they have proved to be a user whom that contact stands for,
 * or the relay does not know their device. The words that they wrote before and that the relay does
 * not have go with them.
 *
 * C1 Only what the relay does not have is carried: the rest stays with the contact that wrote it,
 *    and no conversation is ever given to another contact.
 * C2 What is carried is stored in its new place before it is taken from the old one, under ids that
 *    follow from the old ones: a crash in between carries it again, and it is there once. It is
 *    taken from the old one after the new identity is kept (`settle`): a start under the old
 *    identity erases what is in the new place.
 * C3 An answer goes as the words that the thread shows for it: the contact was never asked that
 *    question (case 43). Forms and ratings say nothing without theirs, and stay behind.
 */
export async function carryOver(
	from: Storage,
	to: Storage,
	contact: string,
	settle: () => void = () => {},
): Promise<void> {
	const pending = await from.pending();
	const author = pending[0]?.contact;
	if (author === undefined) return settle();
	const events = eventsIn(await from.log(author)).flatMap((event) =>
		isUnknown(event) ? [] : [event],
	);
	const unsent = new Set(pending.map(({ event }) => event.id));
	const words = Object.values(foldContact(author, events).conversations).flatMap((conversation) =>
		wordsOf(conversation, events, unsent),
	);
	const log = await to.log(contact);
	const chapter = chapterToWrite(newestOf(log), CHAPTER_SIZE);
	const room = contactRoom(contact, chapter, 'said');
	const already = new Set(eventsIn(log).map(({ id }) => id));
	const carried = words.map(({ id, at, ...body }): PendingEvent => {
		const event: DomainEvent = {
			...body,
			id: hashId('ev', contact, id),
			at,
			by: { kind: 'contact', id: contact },
			conversation: hashId('cnv', contact, body.conversation),
		};
		return { room, contact, event };
	});
	await to.commit({ pending: carried.filter(({ event }) => !already.has(event.id)) });
	settle();
	await from.commit({ withdrawn: [...unsent] });
}

type Words = { id: string; at: number; conversation: string; said?: Said } & (
	{ type: 'conversationStarted'; page?: string | undefined } | { type: 'messageSent'; text: string }
);

/** What the thread shows as the customer's own and not sent, and how that conversation began. */
function wordsOf(
	from: Conversation,
	events: readonly DomainEvent[],
	unsent: ReadonlySet<string>,
): Words[] {
	const conversation = from.id;
	const lines = threadOf(from, events, unsent);
	const said = lines.flatMap((line): Words[] => {
		if (line.kind !== 'message' || !line.mine || !line.saved) return [];
		// Its number stays: no other device of the contact bears this one's name.
		const { id, at, text, said } = line;
		return [{ id, at, conversation, type: 'messageSent', text, ...(said ? { said } : {}) }];
	});
	if (!said.length) return [];
	const begun = events.flatMap((event): Words[] => {
		if (event.type !== 'conversationStarted' || event.conversation !== conversation) return [];
		const { id, at, type, page } = event;
		return [{ id, at, conversation, type, page }];
	});
	return [...begun, ...said];
}
