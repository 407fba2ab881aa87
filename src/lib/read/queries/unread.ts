import type { Conversation } from '../../model/conversation';
import { isBeyond } from '../../model/mark';
import type { MarkRow } from '../tables';

/**
 * There are words of the customer that were not there when it was read here last. A mark of an
 * earlier version, and words without a number, are measured by time.
 */
export function isUnread(
	{ heard, lastCustomerAt = 0, lastUnnumberedAt = 0 }: Conversation,
	mark: MarkRow | undefined,
): boolean {
	if (!mark?.heard) return lastCustomerAt > (mark?.readUpTo ?? 0);
	return isBeyond(heard, mark.heard) || lastUnnumberedAt > mark.readUpTo;
}
