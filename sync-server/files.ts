import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DAY, type Instant } from '../src/lib/base/clock';
import { z } from '../src/lib/model/schema';
import { createFileRights, uploadOf, uploadRecord } from './file-rights';
import { carriesMetadata, withoutMetadata } from './image-metadata';
import type { Limits } from './limits';
import type { Log } from './log';

/**
 * Attachments, kept under the hash of their content: the same file twice is stored once, and its
 * name is as hard to guess as a secret. The type is what the bytes say, never what the sender says.
 *
 * B1 A picture is stored without its metadata, under the hash of what is stored.
 * B2 Of pictures one at a time is in memory, whoever uploads how many.
 * B3 A file and its record are stored or removed by one caller at a time, and what is removed is
 *    judged then: an upload that was answered with success is not undone by an older reading.
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
type Kept = z.infer<typeof Kept>;

/** A message that was written offline names its file when it is sent, and not before. */
const UNNAMED_FOR_MS = 30 * DAY;

type Options = {
	folder: string;
	log: Log;
	maxBytes: number;
	limits: Limits;
	now: () => Instant;
};

export async function openFiles({ folder, log, limits, maxBytes, now }: Options) {
	await mkdir(folder, { recursive: true });
	const floor = limits.fileFloor;
	const pictures = createQueue();
	const changes = createQueue();
	const placeOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);

	async function recordOf(sha256: string) {
		return Kept.safeParse(await log.record('file', sha256)).data;
	}

	/** Writes what comes to a file of its own; of what is too large, only as much as may be kept. */
	async function receive(request: IncomingMessage, part: string): Promise<StoredFile> {
		const hash = createHash('sha256');
		let sizeBytes = 0;
		let head = Buffer.alloc(0);
		let sizeBefore = 0;
		const patience = setInterval(() => {
			if (sizeBytes - sizeBefore < floor.bytes) request.destroy(new Error('a file too slow'));
			sizeBefore = sizeBytes;
		}, floor.everyMs);
		try {
			await pipeline(
				request,
				async function* (chunks: AsyncIterable<Buffer>) {
					for await (const chunk of chunks) {
						sizeBytes += chunk.length;
						// Read away, so that its sender still hears the answer.
						if (sizeBytes > maxBytes) continue;
						hash.update(chunk);
						if (head.length < HEAD_BYTES) {
							head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES)]);
						}
						yield chunk;
					}
				},
				createWriteStream(part, { flush: true }),
			);
		} finally {
			clearInterval(patience);
		}
		return { sha256: hash.digest('hex'), sizeBytes, mime: mimeOf(head) };
	}

	/** Takes the metadata out of a picture; undefined when it is not built as its kind is. */
	function bare(part: string, { mime }: StoredFile): Promise<StoredFile | undefined> {
		return pictures(async () => {
			const bytes = withoutMetadata(await readFile(part), mime);
			if (!bytes) return undefined;
			await writeFile(part, bytes, { flush: true });
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			return { sha256, sizeBytes: bytes.length, mime };
		});
	}

	async function keep(part: string, { sha256, ...is }: StoredFile, contact?: string) {
		await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true });
		await rename(part, placeOf(sha256));
		const known = await recordOf(sha256);
		const value = { since: log.head(), ...known, ...is, at: now() };
		await log.put([{ kind: 'file', id: sha256, value }]);
		if (contact === undefined) return;
		await log.put([{ kind: 'file', id: uploadRecord(contact, sha256), value: true }]);
	}

	function isOld({ isNamed, at = 0 }: Kept): boolean {
		return !isNamed && now() - at >= UNNAMED_FOR_MS;
	}

	async function stay(sha256: string): Promise<void> {
		const file = await recordOf(sha256);
		if (!file) return;
		await log.put([{ kind: 'file', id: sha256, value: { ...file, isNamed: true } }]);
	}

	/** Unless it was uploaded again, or named after this head of the log. */
	async function removeIfOld(sha256: string, head: number, uploads: string[]): Promise<void> {
		const file = await recordOf(sha256);
		if (!file || !isOld(file) || (await log.mentions(sha256, head))) return;
		const gone = [sha256, ...uploads];
		await log.put(gone.map((id) => ({ kind: 'file', id, value: undefined })));
		await rm(placeOf(sha256), { force: true });
	}

	return {
		maxBytes,
		...createFileRights(log, limits),
		/** Stores it, and keeps in mind which contact uploaded it. */
		async put(
			request: IncomingMessage,
			contact?: string,
		): Promise<StoredFile | 'tooLarge' | 'badImage'> {
			if (Number(request.headers['content-length'] ?? 0) > maxBytes) return 'tooLarge';
			const part = join(folder, `${randomUUID()}.part`);
			try {
				const received = await receive(request, part);
				if (received.sizeBytes > maxBytes) return 'tooLarge';
				const stored = carriesMetadata(received.mime) ? await bare(part, received) : received;
				if (!stored) return 'badImage';
				await changes(() => keep(part, stored, contact));
				return stored;
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
				// The next person at this browser has other rights.
				'Cache-Control': 'no-store',
			});
			await pipeline(createReadStream(placeOf(sha256)), response);
			return true;
		},
		/** Removes what was uploaded long ago and is named by nothing that was written since. */
		async sweep(): Promise<void> {
			const records = await log.records('file');
			const uploads = new Map<string, string[]>();
			for (const { id } of records) {
				const sha256 = uploadOf(id);
				if (sha256 === undefined) continue;
				uploads.set(sha256, [...(uploads.get(sha256) ?? []), id]);
			}
			for (const { id, value } of records) {
				const file = Kept.safeParse(value).data;
				if (!file || !isOld(file)) continue;
				const head = log.head();
				const isNamed = await log.mentions(id, file.since ?? 0);
				await changes(() => (isNamed ? stay(id) : removeIfOld(id, head, uploads.get(id) ?? [])));
			}
		},
	};
}

/** One task after the other, whether those before it succeeded or not. */
function createQueue() {
	let last: Promise<unknown> = Promise.resolve();
	return <T>(task: () => Promise<T>): Promise<T> => {
		const done = last.then(task);
		last = done.catch(() => undefined);
		return done;
	};
}

const SIGNATURES: [mime: string, pattern: RegExp][] = [
	['image/png', /^\x89PNG\r\n/],
	['image/jpeg', /^\xff\xd8\xff/],
	['image/gif', /^GIF8[79]a/],
	['image/webp', /^RIFF....WEBP/s],
	['application/pdf', /^%PDF-/],
];

/** Of still pictures and of sequences, which are refused later. */
const AVIF_BRANDS = new Set('avif avis avio MA1A MA1B'.split(' '));
const HEIF_BRANDS = new Set(
	(
		'heic heix heim heis hevc hevx hevm hevs mif1 mif2 mif3 msf1 miaf 1pic ' +
		'avci avcs vvic vvis evbi evmi evbs evms jpeg jpgs j2ki j2is ' +
		'MiHA MiHB MiHE MiAB MiAn MiPr'
	).split(' '),
);

/** Room for more brands than any picture names. */
const HEAD_BYTES = 4096;

/** Anything that is not one of these is bytes to download: SVG and HTML can carry scripts. */
function mimeOf(head: Buffer): string {
	const text = head.toString('latin1');
	const brands = brandsOf(head);
	if (brands.some((brand) => AVIF_BRANDS.has(brand))) return 'image/avif';
	if (brands.some((brand) => HEIF_BRANDS.has(brand))) return 'image/heic';
	return SIGNATURES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'application/octet-stream';
}

/** What a file of boxes says it is: one brand before all others, then those it is also. */
function brandsOf(head: Buffer): string[] {
	if (head.toString('latin1', 4, 8) !== 'ftyp') return [];
	const size = head.readUInt32BE(0);
	const isLong = size === 1 && head.length >= 16;
	const length = isLong ? Number(head.readBigUInt64BE(8)) : size;
	const end = length === 0 ? head.length : Math.min(length, head.length);
	const brands: string[] = [];
	for (let at = isLong ? 16 : 8; at + 4 <= end; at += 4) {
		brands.push(head.toString('latin1', at, at + 4));
	}
	return brands;
}
