import { readEvent } from '../src/lib/model/event';
import { isPlain, versionsOf } from './ledger';
import { createBuckets, type Limits } from './limits';
import type { Log } from './log';
import { scanUpdate } from './update';
import { readValue } from './values';

const REMEMBERED = 10_000;

/**
 * Which files a customer may read: what they uploaded, and what was sent to them. The team reads
 * all.
 *
 * F1 What a customer writes gives no right: their own words may name any hash.
 * F2 The answer costs the same whether the file exists, so that it tells nothing about that.
 */
export function createFileRights(log: Log, limits: Limits) {
	const lookups = createBuckets(limits.contactFileLookups);
	/** Rights that were found; nothing takes them back. Oldest first. */
	const found = new Set<string>();

	async function isSentTo(contact: string, sha256: string): Promise<boolean> {
		const rooms = await log.rooms(`contact/${contact}/`);
		for (const room of rooms.filter((name) => name.endsWith('/shown'))) {
			const versions = versionsOf(await log.room(room));
			if (versions.some(({ update }) => namesFile(update, sha256))) return true;
		}
		return false;
	}

	return {
		async mayRead(
			contact: string,
			sha256: string,
			elapsed: number,
		): Promise<'yes' | 'no' | 'tooMany'> {
			const record = uploadRecord(contact, sha256);
			if (found.has(record)) return 'yes';
			if (!lookups.take(contact, elapsed)) return 'tooMany';
			const isOwn = (await log.record('file', record)) !== undefined;
			if (!isOwn && !(await isSentTo(contact, sha256))) return 'no';
			for (const oldest of found) {
				if (found.size < REMEMBERED) break;
				found.delete(oldest);
			}
			found.add(record);
			return 'yes';
		},
	};
}

/** The record that a contact uploaded these bytes, beside that of the file itself. */
export function uploadRecord(contact: string, sha256: string): string {
	return `of:${contact}:${sha256}`;
}

/** Of a record's id, the file that it tells of; undefined for records of another kind. */
export function uploadOf(record: string): string | undefined {
	return /^of:.+:([0-9a-f]{64})$/.exec(record)?.[1];
}

function namesFile(update: Uint8Array, sha256: string): boolean {
	const bytes = Buffer.from(update.buffer, update.byteOffset, update.byteLength);
	if (!bytes.includes(sha256)) return false;
	const scan = scanUpdate(update, { maxStructs: Infinity, trusted: true });
	if (!scan.ok) return false;
	return scan.structs.some((struct) => {
		if (struct.key === undefined || !isPlain(struct)) return false;
		const event = readEvent(struct.key, readValue(update, struct));
		return 'files' in event && event.files?.some((file) => file.sha256 === sha256) === true;
	});
}
