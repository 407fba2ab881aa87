import type { ParsedRoom } from './room';

/**
 * `runner` is the engine's host beside the relay; `contact` is a visitor.
 * Automation permission (publishing workflows) is held by owner and manager.
 */
export type Role = 'owner' | 'manager' | 'agent' | 'runner' | 'contact';
export type Access = 'none' | 'read' | 'write';

/** Who holds the token: `id` is a teammate id, a contact id, or `runner`. */
export type Principal = { id: string; role: Role };

/**
 * The whole table of rights (architecture §2). The relay enforces it; the interface only follows
 * it.
 */
export function accessTo(room: ParsedRoom, who: Principal): Access {
	if (who.role === 'contact') return contactAccess(room, who.id);
	switch (room.kind) {
		case 'public':
		case 'workspace':
			return manages(who.role) ? 'write' : 'read';
		case 'live':
		case 'workflow':
			return manages(who.role) ? 'write' : 'read';
		case 'tickets':
		case 'presence':
			return 'write';
		case 'contact':
			// Nobody but the contact writes what the contact said.
			return room.log === 'said' ? 'read' : 'write';
	}
}

export function manages(role: Role): boolean {
	return role === 'owner' || role === 'manager';
}

export function isTeam(role: Role): boolean {
	return role !== 'contact';
}

function contactAccess(room: ParsedRoom, contact: string): Access {
	if (room.kind === 'public') return 'read';
	if (room.kind !== 'contact' || room.contact !== contact) return 'none';
	if (room.log === 'said') return 'write';
	return room.log === 'shown' ? 'read' : 'none';
}
