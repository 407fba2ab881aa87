import type { OwnerOf } from './guard';
import type { Limits } from './limits';
import { isPlain } from './ledger';
import type { Log } from './log';
import type { Room } from './room';
import { type ScanLimits, scanUpdate, type Struct } from './update';
import { readValue } from './values';

/**
 * Which contact a conversation belongs to: the first in whose rooms it was named (case 51). The log
 * keeps it; the ledger of a contact in memory holds that contact's own.
 *
 * O1 An accepted id is claimed before it is durable, and given up when the disk refuses it.
 * O2 An answer of the log holds what became durable after it was asked.
 * O3 While an id is looked up for a contact, what is written to that contact next waits behind it:
 *    the words of a device keep their order (E-29).
 */
export type Owners = ReturnType<typeof createOwners>;

type Write = { room: Room; update: Uint8Array };

type Options = {
	log: Pick<Log, 'owners'>;
	limits: Limits;
	report(error: unknown, where: string): void;
};

export function createOwners({ log, limits, report }: Options) {
	/** O1. Conversation → contact. */
	const claims = new Map<string, string>();
	/** O2. Of the look-ups under way. */
	const answers = new Set<Map<string, string>>();
	/** O3. Contact → what waits. */
	const queues = new Map<string, (() => void)[]>();

	function look(writes: readonly Write[], then: (ownerOf: OwnerOf | undefined) => void): void {
		if (!writes.some(({ room }) => contactOf(room) !== undefined)) return then(nobody);
		const contacts = [...new Set(writes.flatMap(({ room }) => contactOf(room) ?? []))];
		const busy = contacts.map((contact) => queues.get(contact)).find((queue) => queue);
		if (busy) return void busy.push(() => look(writes, then));
		const isOwn = ({ room: { ledger } }: Write, id: string) => ledger.conversations.has(id);
		const unknown = writes.flatMap((write) =>
			contactOf(write.room) === undefined
				? []
				: conversationsIn(write.update, { maxStructs: limits.logStructs }).filter(
						(id) => !isOwn(write, id) && !claims.has(id),
					),
		);
		const found = new Map<string, string>();
		const ownerOf: OwnerOf = (id) => {
			const own = writes.find((write) => isOwn(write, id));
			return own ? contactOf(own.room) : (claims.get(id) ?? found.get(id));
		};
		if (unknown.length === 0) return then(ownerOf);
		answers.add(found);
		for (const contact of contacts) queues.set(contact, []);
		log
			.owners([...new Set(unknown)])
			.then(
				(owned) => {
					for (const [conversation, contact] of owned) found.set(conversation, contact);
					then(ownerOf);
				},
				(error: unknown) => {
					report(error, 'looking for the contact of a conversation');
					then(undefined);
				},
			)
			.catch((error: unknown) => report(error, 'judging what was looked up'))
			.finally(() => {
				answers.delete(found);
				const waiting = contacts.flatMap((contact) => queues.get(contact) ?? []);
				for (const contact of contacts) queues.delete(contact);
				for (const next of waiting) next();
			});
	}

	return {
		/** Calls back at once where all is known; with undefined when the log cannot be read. */
		look,
		/** It was accepted. */
		claim(room: Room, conversations: readonly string[]): void {
			const contact = contactOf(room);
			if (contact === undefined) return;
			for (const conversation of conversations) claims.set(conversation, contact);
		},
		/** It is durable: the log tells it from now on. */
		settle(conversations: readonly string[]): void {
			for (const conversation of conversations) {
				const contact = claims.get(conversation);
				claims.delete(conversation);
				if (contact === undefined) continue;
				for (const found of answers) found.set(conversation, contact);
			}
		},
		/** The disk refused what was accepted. */
		clear: () => claims.clear(),
	};
}

/** The conversations that an update speaks of, whether it is let in or not. */
export function conversationsIn(update: Uint8Array, limits: ScanLimits): string[] {
	const scan = scanUpdate(update, limits);
	const named = (scan.ok ? scan.structs : []).filter(holdsOne).flatMap((struct) => {
		const value = readValue(update, struct);
		const isObject = typeof value === 'object' && value !== null;
		const conversation = isObject && 'conversation' in value ? value.conversation : undefined;
		return typeof conversation === 'string' ? [conversation] : [];
	});
	return [...new Set(named)];
}

/** What holds none or several is no event. */
function holdsOne(struct: Struct): boolean {
	return isPlain(struct) && struct.length === 1;
}

const nobody: OwnerOf = () => undefined;

function contactOf({ parsed }: Room): string | undefined {
	return parsed.kind === 'contact' ? parsed.contact : undefined;
}
