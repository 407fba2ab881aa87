import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DAY, type Instant } from '../src/lib/base/clock';
import { z } from '../src/lib/model/schema';
import type { Log } from './log';

/**
 * Attachments, kept under the hash of their content: the same file twice is stored once, and its
 * name is as hard to guess as a secret. The type is what the bytes say, never what the sender says.
 */
export type Files = Awaited<ReturnType<typeof openFiles>>;
export type StoredFile = { sha256: string; sizeBytes: number; mime: string };

const Kept = z.object({
	sizeBytes: z.number(),
	mime: z.string(),
	/** When it was last uploaded, and the head of the log then: what names it came later. */
	at: z.optional(z.number()),
	since: z.optional(z.number()),
	/** Something in the log names it: it stays for good. */
	isNamed: z.optional(z.boolean()),
});

/** A message that was written offline names its file when it is sent, and not before. */
const UNNAMED_FOR_MS = 30 * DAY;

type Options = { folder: string; log: Log; maxBytes: number; now: () => Instant };

export async function openFiles({ folder, log, maxBytes, now }: Options) {
	await mkdir(folder, { recursive: true });
	const placeOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);

	async function recordOf(sha256: string) {
		return Kept.safeParse(await log.record('file', sha256)).data;
	}

	return {
		maxBytes,
		/** Undefined when it is larger than the relay takes. */
		async put(request: IncomingMessage): Promise<StoredFile | undefined> {
			if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
			const part = join(folder, `${randomUUID()}.part`);
			const hash = createHash('sha256');
			let sizeBytes = 0;
			let head = Buffer.alloc(0);
			try {
				await pipeline(
					request,
					async function* (chunks: AsyncIterable<Buffer>) {
						for await (const chunk of chunks) {
							sizeBytes += chunk.length;
							// Read away, so that its sender still hears the answer.
							if (sizeBytes > maxBytes) continue;
							hash.update(chunk);
							if (head.length < 16) head = Buffer.concat([head, chunk.subarray(0, 16)]);
							yield chunk;
						}
					},
					createWriteStream(part, { flush: true }),
				);
				if (sizeBytes > maxBytes) return undefined;
				const sha256 = hash.digest('hex');
				const mime = mimeOf(head);
				await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true });
				await rename(part, placeOf(sha256));
				const known = await recordOf(sha256);
				const value = { since: log.head(), ...known, sizeBytes, mime, at: now() };
				await log.put([{ kind: 'file', id: sha256, value }]);
				return { sha256, sizeBytes, mime };
			} finally {
				await rm(part, { force: true });
			}
		},
		/** False when there is no such file. */
		async send(sha256: string, response: ServerResponse): Promise<boolean> {
			const kept = await recordOf(sha256);
			if (!kept) return false;
			const { size } = await stat(placeOf(sha256));
			response.writeHead(200, {
				'Content-Type': kept.mime,
				'Content-Length': size,
				'Content-Disposition': kept.mime.startsWith('image/') ? 'inline' : 'attachment',
				'Content-Security-Policy': "default-src 'none'; sandbox",
				'Cache-Control': 'private, max-age=31536000, immutable',
			});
			await pipeline(createReadStream(placeOf(sha256)), response);
			return true;
		},
		/** Removes what was uploaded long ago and is named by nothing that was written since. */
		async sweep(): Promise<void> {
			for (const { id, value } of await log.records('file')) {
				const file = Kept.safeParse(value).data;
				if (!file || file.isNamed || now() - (file.at ?? 0) < UNNAMED_FOR_MS) continue;
				if (await log.mentions(id, file.since ?? 0)) {
					await log.put([{ kind: 'file', id, value: { ...file, isNamed: true } }]);
				} else {
					await log.put([{ kind: 'file', id, value: undefined }]);
					await rm(placeOf(id), { force: true });
				}
			}
		},
	};
}

const SIGNATURES: [mime: string, pattern: RegExp][] = [
	['image/png', /^\x89PNG\r\n/],
	['image/jpeg', /^\xff\xd8\xff/],
	['image/gif', /^GIF8[79]a/],
	['image/webp', /^RIFF....WEBP/s],
	['application/pdf', /^%PDF-/],
];

/** Anything that is not one of these is bytes to download: SVG and HTML can carry scripts. */
function mimeOf(head: Buffer): string {
	const text = head.toString('latin1');
	return SIGNATURES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'application/octet-stream';
}
