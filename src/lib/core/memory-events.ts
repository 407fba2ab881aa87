import type { LoggedEvent } from './ports';

/**
 * The events of all contacts in memory.
 *
 * I1 At most `MAX_OPEN` contacts stand as objects, those that were used last; the others are packed
 *    text, about a tenth of the size. So memory grows with what was said, not with how it is held.
 */
export type EventTable = {
	/** Changed in place by the caller, before it asks for another contact. */
	of(contact: string): ContactEvents;
	contacts(): Iterable<string>;
};

/** By event id. */
export type ContactEvents = Map<string, Kept>;
export type Kept = LoggedEvent;

/** How a platform makes text small. */
export type Packing = { pack(text: string): Uint8Array; unpack(packed: Uint8Array): string };

/** As many as arrive in one commit of a core, twice. */
const MAX_OPEN = 512;

/** Without a packing, everything stays open: where a page is all there is. */
export function eventTable(packing?: Packing): EventTable {
	const open = new Map<string, ContactEvents>();
	const packed = new Map<string, Uint8Array>();

	function unpack(contact: string): ContactEvents {
		const bytes = packed.get(contact);
		if (!bytes || !packing) return new Map();
		packed.delete(contact);
		const kept: Kept[] = JSON.parse(packing.unpack(bytes));
		return new Map(kept.map((each) => [each.event.id, each]));
	}

	function packOldest(): void {
		const [oldest] = open;
		if (!packing || !oldest || open.size <= MAX_OPEN) return;
		const [contact, events] = oldest;
		open.delete(contact);
		if (events.size) packed.set(contact, packing.pack(JSON.stringify([...events.values()])));
	}

	return {
		of(contact) {
			const events = open.get(contact) ?? unpack(contact);
			// A Map remembers insertion order: the first is the one used longest ago.
			open.delete(contact);
			open.set(contact, events);
			packOldest();
			return events;
		},
		contacts: () => [...open.keys(), ...packed.keys()],
	};
}
