import { z } from './schema';

/**
 * What a ticket is in, whatever states of its own its type may have (T-STA-01): automation, lists
 * and reports speak of these four.
 */
export const TicketState = z.enum(['submitted', 'inProgress', 'waitingOnCustomer', 'resolved']);
export type TicketState = z.infer<typeof TicketState>;

/**
 * Whose ticket it is: the customer's, the team's beside a conversation, or one for many
 * (T-TYP-01).
 */
export const TicketCategory = z.enum(['customer', 'backOffice', 'tracker']);
export type TicketCategory = z.infer<typeof TicketCategory>;
