import { statfs } from 'node:fs/promises';
import { rangeOf } from './address';
import { createBuckets, type Limits, takeBoth } from './limits';
import type { Log } from './log';

/**
 * How much a visitor may put onto the relay's disk: so often, so much from one address, so much in
 * all, and never the last of the disk, because messages need it.
 *
 * U1 What is being uploaded counts as stored, at the most that it may become, until it has ended.
 */
export type Uploads = ReturnType<typeof createUploads>;
export type Share = { settle(storedBytes: number): Promise<void> };

export function createUploads(folder: string, log: Log, limits: Limits) {
	const often = createBuckets(limits.contactFileRate);
	const bytesFrom = createBuckets(limits.addressFileRate);
	const shares = new Map<string, { stored: number; held: number }>();

	async function shareOf(contact: string) {
		const stored = Number((await log.record('file', recordOf(contact))) ?? 0);
		const share = shares.get(contact) ?? { stored, held: 0 };
		shares.set(contact, share);
		return share;
	}

	return {
		/** Settle what it gives, whatever comes of the upload. */
		async open(
			contact: string,
			address: string,
			bytes: number,
			now: number,
		): Promise<Share | 'tooMany' | 'noSpace'> {
			if (!takeBoth([often, contact, 1], [bytesFrom, rangeOf(address), bytes], now))
				return 'tooMany';
			const { bavail, bsize } = await statfs(folder);
			if (bavail * bsize < limits.reservedBytes) return 'noSpace';
			const share = await shareOf(contact);
			if (share.stored + share.held + bytes > limits.contactFileBytes) return 'noSpace';
			share.held += bytes;
			return {
				async settle(storedBytes) {
					share.held -= bytes;
					share.stored += storedBytes;
					if (storedBytes === 0) return;
					await log.put([{ kind: 'file', id: recordOf(contact), value: share.stored }]);
				},
			};
		},
	};
}

/** Beside the files themselves, whose ids are hashes. */
function recordOf(contact: string): string {
	return `by:${contact}`;
}
