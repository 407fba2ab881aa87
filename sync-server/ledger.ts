import { hash } from 'node:crypto';
import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Log, StoredRoom } from './log';
import { ANY, JSON_TEXTS, scanUpdate, type Struct } from './update';
import { readValue } from './values';

/**
 * The ids of everything that was written to one contact, in all its rooms and chapters, or to
 * `live`: an id is given once (case 47).
 *
 * L1 Of an id that an old log holds twice, the first by sequence counts, and the team's before a
 *    contact's (event-log I3).
 * L2 The rooms of a contact share one, so that it also holds what is accepted and not yet durable.
 */
export class Ledger extends Map<string, Print> {
	/** Room → the ids in it that stand in another room of an old log too, where they came first. */
	readonly displaced = new Map<string, Set<string>>();
	/** Those that belong to the contact (owners). */
	readonly conversations = new Set<string>();
}

/** Stands for the content of an event: two contents have two prints (case 49). */
export type Print = string;

/** Of a contact that wrote for years more lies there than others should wait for. */
const AT_ONCE_BYTES = 1024 * 1024;

type Version = { seq: number; update: Uint8Array };

export async function readLedger(log: Log, contact: string): Promise<Ledger> {
	const [names, own] = await Promise.all([
		log.rooms(`contact/${contact}/`),
		log.conversations(contact),
	]);
	const rooms = await Promise.all(
		names.map(async (name) => versionsOf(await log.room(name)).map((each) => ({ ...each, name }))),
	);
	const ledger = new Ledger();
	for (const conversation of own) ledger.conversations.add(conversation);
	const homes = new Map<string, string>();
	const isSaid = (name: string) => Number(name.endsWith('/said'));
	const inOrder = rooms.flat().sort((a, b) => isSaid(a.name) - isSaid(b.name) || a.seq - b.seq);
	let bytes = 0;
	for (const { name, update } of inOrder) {
		bytes += update.length;
		if (bytes > AT_ONCE_BYTES) {
			bytes = 0;
			await othersFirst();
		}
		for (const key of learnKeys(ledger, [update])) {
			const home = homes.get(key) ?? name;
			homes.set(key, home);
			if (home === name) continue;
			const displaced = ledger.displaced.get(name);
			if (displaced) displaced.add(key);
			else ledger.displaced.set(name, new Set([key]));
		}
	}
	return ledger;
}

/** In the order of sequence; answers every key that is in them, also those that were known. */
export function learnKeys(ledger: Ledger, updates: readonly Uint8Array[]): string[] {
	const found: string[] = [];
	for (const update of updates) {
		const scan = scanUpdate(update, { maxStructs: Infinity, trusted: true });
		for (const struct of scan.ok ? scan.structs : []) {
			const { key } = struct;
			if (key === undefined || !isPlain(struct)) continue;
			found.push(key);
			if (ledger.has(key)) continue;
			ledger.set(key, printOf(update, struct, readValue(update, struct)));
		}
	}
	return found;
}

export function versionsOf({
	snapshot,
	entries,
}: Pick<StoredRoom, 'snapshot' | 'entries'>): Version[] {
	return snapshot ? [snapshot, ...entries] : entries.slice();
}

/** Of what the engine wrote, without the marks of the host that decided it (E-11). */
export function printOf(update: Uint8Array, { from, to }: Struct, value: unknown): Print {
	if (!isByEngine(value)) return digest(update.subarray(from, to));
	try {
		// Two hosts run the same code, which names the members of an event in one order.
		return digest(JSON.stringify({ ...value, at: 0, by: 'engine', seen: undefined }));
	} catch {
		// An old log may hold what JSON cannot say; today's guard lets no such value in.
		return digest(update.subarray(from, to));
	}
}

export function isPlain({ content }: Struct): boolean {
	return content === ANY || content === JSON_TEXTS;
}

/** 132 of the 256 bits of SHA-256. */
function digest(data: Uint8Array | string): Print {
	return hash('sha256', data, 'base64').slice(0, 22);
}

function isByEngine(value: unknown): value is object {
	if (typeof value !== 'object' || value === null || !('by' in value)) return false;
	const { by } = value;
	return typeof by === 'object' && by !== null && 'kind' in by && by.kind === 'engine';
}
