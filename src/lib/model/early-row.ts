import { type Contact, textAttribute } from './contact';
import { type ContactState, startConversation } from './contact-state';
import { type Conversation, isListed } from './conversation';
import { EarlyPlace } from './early-place';
import { Author, Priority } from './event';
import { Id, Moment } from './identifier';
import { z } from './schema';

/**
 * A conversation as a list shows it, in short: how a new device knows it before the conversation's
 * events have come (architecture, "First sync").
 *
 * Nothing is decided from it. It is shown until the contact's own events have been folded, and
 * whatever they say takes its place.
 */
const text = (most: number) => z.string().check(z.maxLength(most));
const MAX_TEXT = 160;
const MAX_NAME = 120;
const MAX_TAGS = 12;

export const EarlyRow = z.object({
	id: Id,
	contact: Id,
	/** Hidden ones are not told. */
	state: z.enum(['open', 'snoozed', 'closed']),
	updatedAt: Moment,
	teammate: z.nullable(Id),
	team: z.nullable(Id),
	name: z.optional(text(MAX_NAME)),
	email: z.optional(text(MAX_NAME)),
	tags: z.array(Id).check(z.maxLength(MAX_TAGS)),
	priority: Priority,
	lastCustomerAt: z.optional(Moment),
	lastMessage: z.optional(z.object({ text: text(MAX_TEXT), by: Author, at: Moment })),
});
export type EarlyRow = z.infer<typeof EarlyRow>;

/** Rows of one answer. */
export const EARLY_PAGE = 200;

/** The newest first. Without `next` there are no more, or the relay cannot tell them now. */
export type EarlyPage = { rows: EarlyRow[]; next?: EarlyPlace | undefined };

const UnreadPage = z.object({
	rows: z.array(z.unknown()).check(z.maxLength(EARLY_PAGE)),
	next: z.optional(EarlyPlace),
});

/** Without the rows that this version cannot read; undefined for what is no page at all. */
export function readEarlyPage(value: unknown): EarlyPage | undefined {
	const { data } = UnreadPage.safeParse(value);
	if (!data) return undefined;
	const rows = data.rows.flatMap((row) => EarlyRow.safeParse(row).data ?? []);
	return { rows, next: data.next };
}

/** Those of one contact that lists show. */
export function earlyRowsOf({ contact, conversations }: ContactState): EarlyRow[] {
	return Object.values(conversations)
		.filter(isListed)
		.map((conversation) => rowOf(contact, conversation));
}

function rowOf(of: Contact, conversation: Conversation): EarlyRow {
	const { id, contact, state, updatedAt, teammate, team, priority } = conversation;
	const { lastCustomerAt, lastMessage } = conversation;
	const [name, email] = [textAttribute(of, 'name'), textAttribute(of, 'email')];
	return {
		...{ id, contact, state, updatedAt, teammate, team, priority },
		tags: conversation.tags.slice(0, MAX_TAGS),
		...(name !== undefined && { name: beginningOf(name, MAX_NAME) }),
		...(email !== undefined && { email: beginningOf(email, MAX_NAME) }),
		...(lastCustomerAt !== undefined && { lastCustomerAt }),
		...(lastMessage && {
			lastMessage: { ...lastMessage, text: beginningOf(lastMessage.text, MAX_TEXT) },
		}),
	};
}

/** What a list draws of it; all that the row does not say is as in a new conversation. */
export function conversationOf(row: EarlyRow): Conversation {
	const { id, contact, state, updatedAt, teammate, team, tags, priority } = row;
	const { lastCustomerAt, lastMessage } = row;
	return {
		...startConversation(id, contact, updatedAt),
		...{ state, teammate, team, tags, priority, lastCustomerAt, lastMessage },
	};
}

/** Half of a surrogate pair is no character. */
function beginningOf(whole: string, most: number): string {
	return whole.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}
