import { assert } from '../base/assert';

/**
 * Rooms are paths, so a right is a prefix and erasing a contact is deleting a prefix (architecture
 * §2). `said` is written by the contact alone, `shown` and `desk` by the team and the engine; a
 * contact may open its own `said` and `shown` and the workspace's `public`, and nothing else.
 */
export type LogName = 'said' | 'shown' | 'desk';
export type Room = string;

export const WORKSPACE_ROOM = 'workspace';
export const PUBLIC_ROOM = 'public';
export const LIVE_ROOM = 'live';
export const PRESENCE_ROOM = 'presence';

/** Longer names are refused before anything else is looked at (abuse case 40). */
export const MAX_ROOM_LENGTH = 128;

export type ParsedRoom =
	| { kind: 'workspace' | 'public' | 'live' | 'presence' }
	| { kind: 'workflow'; workflow: string }
	| { kind: 'tickets'; month: string }
	| { kind: 'contact'; contact: string; chapter: number; log: LogName };

const ID = '[a-z]{2,8}_[0-9a-z]{16,40}';
const CONTACT = new RegExp(`^contact/(${ID})/([1-9][0-9]{0,5})/(said|shown|desk)$`);
const WORKFLOW = new RegExp(`^workflow/(${ID})$`);
const TICKETS = /^tickets\/([0-9]{4}-[0-9]{2})$/;

export function contactRoom(contact: string, chapter: number, log: LogName): Room {
	return `contact/${contact}/${chapter}/${log}`;
}

export function workflowRoom(workflow: string): Room {
	return `workflow/${workflow}`;
}

/** Undefined for every name that is not exactly one of ours: no normalising, no guessing. */
export function parseRoom(room: string): ParsedRoom | undefined {
	if (room.length > MAX_ROOM_LENGTH) return undefined;
	if (room === 'workspace' || room === 'public' || room === 'live' || room === 'presence') {
		return { kind: room };
	}
	const log = CONTACT.exec(room);
	if (log) {
		const [, contact = '', chapter, name] = log;
		return { kind: 'contact', contact, chapter: Number(chapter), log: logNamed(name) };
	}
	const workflow = WORKFLOW.exec(room);
	if (workflow) return { kind: 'workflow', workflow: workflow[1]! };
	const tickets = TICKETS.exec(room);
	if (tickets) return { kind: 'tickets', month: tickets[1]! };
	return undefined;
}

/** The chapter in which a contact's room lies; 1 for rooms that have none. */
export function contactChapter(room: Room): number {
	const parsed = parseRoom(room);
	return parsed?.kind === 'contact' ? parsed.chapter : 1;
}

function logNamed(name: string | undefined): LogName {
	assert(name === 'said' || name === 'shown' || name === 'desk', 'the pattern names a log');
	return name;
}

/**
 * Rooms whose content is a grow-only log of events; the others are canvases (or awareness alone).
 */
export function isLog(room: ParsedRoom): boolean {
	return room.kind === 'contact' || room.kind === 'live';
}
