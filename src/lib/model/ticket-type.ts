import { visibleName } from '../base/visible-text';
import { z } from './schema';
import { TicketCategory } from './ticket';

/** A longer form is not filled in. */
export const MAX_TICKET_FIELDS = 10;

/** What the workspace says of all tickets of one type (T-TYP-02). */
export const TicketType = z.object({
	id: z.string(),
	name: z.string().check(z.overwrite(visibleName), z.minLength(1), z.maxLength(120)),
	/** An emoji. */
	icon: z.optional(z.string().check(z.maxLength(16))),
	category: TicketCategory,
	/** What whoever raises one is asked for, in this order: ids of attributes. */
	fields: z
		.array(z.object({ attribute: z.string().check(z.maxLength(64)), required: z.boolean() }))
		.check(z.maxLength(MAX_TICKET_FIELDS)),
	/** Only a back-office type is asked: a customer's is always theirs to see, a tracker never. */
	isShared: z.boolean(),
	/** Not offered any more; the tickets that there are keep their type. */
	archived: z.optional(z.boolean()),
});
export type TicketType = z.infer<typeof TicketType>;

/** Whether a customer may see and raise tickets of this type (W-STP-06, T-BKO-02). */
export function isForCustomers({ category, isShared, archived }: TicketType): boolean {
	if (archived) return false;
	return category === 'customer' || (category === 'backOffice' && isShared);
}
