import type { Reference } from '../model/reference';
import { z } from '../model/schema';
import { nameOf, type Workspace } from '../model/workspace';

/** The types of tickets that a trigger waits for; empty: any. */
export const TicketTypes = z.array(z.string().check(z.maxLength(80))).check(z.maxLength(20));
type TicketTypes = z.infer<typeof TicketTypes>;

export function isOfTypes(types: TicketTypes, type: string): boolean {
	return types.length === 0 || types.includes(type);
}

export function ticketTypeReferences(types: TicketTypes): Reference[] {
	return types.map((id) => ({ kind: 'ticketType', id }));
}

/** For a summary; `anyType` is a key of the kind's own `fields`. */
export function typeNames(types: TicketTypes, { ticketTypes }: Workspace): string | string[] {
	return types.length === 0 ? ['anyType'] : types.map((id) => nameOf(ticketTypes, id)).join(', ');
}
