import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { DAY } from '../src/lib/base/clock';
import { createWriter } from '../src/lib/documents/event-log';
import { ADA, BOB, said } from '../tests/guard-harness';
import { openFiles } from './files';
import { box, heif, PRIVATE, SAMPLES, u32 } from './image-samples.test-kit';
import { LIMITS } from './limits';
import { createMemoryLog } from './memory-log';

async function openFolder(
	folder: string,
	log: ReturnType<typeof createMemoryLog>,
	now: () => number,
) {
	const files = await openFiles({ folder, log, maxBytes: 1_000, limits: LIMITS, now });
	return {
		files,
		isThere: (sha256: string) => existsSync(join(folder, sha256.slice(0, 2), sha256)),
		async upload(text: string, who = ADA) {
			const request = Object.assign(Readable.from([Buffer.from(text)]), { headers: {} });
			const stored = await files.put(request as unknown as IncomingMessage, who);
			return typeof stored === 'object' ? stored.sha256 : stored;
		},
	};
}

test('23: a file that nothing names is gone after a month, and one that is named stays', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'relevo-files-'));
	const log = createMemoryLog();
	let now = 0;
	const { files, upload, isThere } = await openFolder(folder, log, () => now);
	try {
		const [named, unnamed, again] = [await upload('a'), await upload('b'), await upload('c')];
		const words = said('evt_1', {
			files: [{ sha256: named, name: 'a', sizeBytes: 1, mime: 'x/y' }],
		});
		const update = createWriter(7).append([words]);
		await log.append([{ room: 'public', at: now, principal: 'con_a', update, binds: [] }]);
		now = 29 * DAY;
		await files.sweep();
		expect([named, unnamed, again].map(isThere)).toEqual([true, true, true]);
		await upload('c');
		now = 31 * DAY;
		await files.sweep();
		await files.sweep();
		expect([named, unnamed, again].map(isThere)).toEqual([true, false, true]);
		const records = await log.records('file');
		expect(records.map(({ id }) => id).filter((id) => id.includes(unnamed))).toEqual([]);
		expect(records.map(({ id }) => id)).toContain(`of:${ADA}:${named}`);
	} finally {
		await rm(folder, { recursive: true });
	}
});

describe('B9: while the sweep looks for what names a file', () => {
	async function stage() {
		const folder = await mkdtemp(join(tmpdir(), 'relevo-files-'));
		let now = 1_000 * DAY;
		let meanwhile: (() => Promise<unknown>) | undefined;
		const inner = createMemoryLog();
		const log: typeof inner = {
			...inner,
			async mentions(word, since) {
				const isNamed = await inner.mentions(word, since);
				const act = meanwhile;
				meanwhile = undefined;
				await act?.();
				return isNamed;
			},
		};
		const opened = await openFolder(folder, log, () => now);
		const { files } = opened;
		const upload = (who = ADA) => opened.upload('x', who);
		const sha256 = await upload();
		now += 31 * DAY;
		return {
			files,
			log,
			upload,
			sha256,
			isThere: () => opened.isThere(sha256),
			sweepWith(act: () => Promise<unknown>) {
				meanwhile = act;
				return files.sweep();
			},
			clear: () => rm(folder, { recursive: true }),
		};
	}

	test.each([ADA, BOB])('it is uploaded again by %s, and stays', async (who) => {
		const { files, sha256, upload, isThere, sweepWith, clear } = await stage();
		try {
			await sweepWith(() => upload(who));
			expect(isThere()).toBe(true);
			expect(await files.mayRead(who, sha256, 1)).toBe('yes');
			expect(await files.mayRead(ADA, sha256, 1)).toBe('yes');
			await files.sweep();
			expect(isThere()).toBe(true);
		} finally {
			await clear();
		}
	});

	test('a word comes that names it, and it stays', async () => {
		const { log, sha256, isThere, sweepWith, clear } = await stage();
		try {
			await sweepWith(() => {
				const file = { sha256, name: 'a', sizeBytes: 1, mime: 'x/y' };
				const update = createWriter(7).append([said('evt_1', { files: [file] })]);
				return log.append([{ room: 'public', at: 0, principal: 'con_a', update, binds: [] }]);
			});
			expect(isThere()).toBe(true);
		} finally {
			await clear();
		}
	});

	test('twenty uploads and sweeps at once keep bytes and record together', async () => {
		const { files, log, sha256, upload, isThere, clear } = await stage();
		try {
			const tasks = Array.from({ length: 20 }, (_, i) => (i % 2 ? upload() : files.sweep()));
			await Promise.all(tasks);
			expect(isThere()).toBe(true);
			expect(await log.record('file', sha256)).toBeDefined();
		} finally {
			await clear();
		}
	});
});

async function storing() {
	const folder = await mkdtemp(join(tmpdir(), 'relevo-files-'));
	const log = createMemoryLog();
	const files = await openFiles({ folder, log, maxBytes: 10_000, limits: LIMITS, now: () => 0 });
	const upload = (bytes: Buffer) => {
		const request = Object.assign(Readable.from([bytes]), { headers: {} });
		return files.put(request as unknown as IncomingMessage, ADA);
	};
	return { folder, log, upload };
}

test('B9: what the camera of a phone writes beside a picture is not stored', async () => {
	const { folder, log, upload } = await storing();
	try {
		for (const { mime, bytes, bare } of SAMPLES) {
			const sha256 = createHash('sha256').update(bare).digest('hex');
			expect(await upload(bytes)).toEqual({ sha256, sizeBytes: bare.length, mime });
			expect(await readFile(join(folder, sha256.slice(0, 2), sha256))).toEqual(bare);
			expect(await upload(bytes.subarray(0, 24))).toBe('badImage');
		}
		expect((await log.records('file')).length).toBe(2 * SAMPLES.length);
	} finally {
		await rm(folder, { recursive: true });
	}
});

/** A picture whose first box names these brands, in so many bytes as it takes. */
function branded(brands: string[], { isLong = false } = {}): Buffer {
	const [first = '', ...others] = brands;
	const words = Buffer.from(`${first}\0\0\0\0${others.join('')}`);
	const size = isLong ? u32(1) : u32(8 + words.length);
	const longSize = isLong ? u32(0, 16 + words.length) : Buffer.alloc(0);
	return Buffer.concat([size, Buffer.from('ftyp'), longSize, words]);
}

test('B9: no picture of boxes is stored as it comes, whatever brand it leads with', async () => {
	const { folder, upload } = await storing();
	const sequence = Buffer.concat([box('meta', PRIVATE), box('moov', PRIVATE)]);
	try {
		const brands = 'hevc hevx hevm hevs heim heis msf1 avis miaf mif2 avcs jpeg vvic MA1B';
		for (const brand of brands.split(' ')) {
			const leads = branded([brand, 'iso8']);
			const follows = branded(['isom', ...Array<string>(200).fill('iso8'), brand]);
			for (const start of [leads, follows, branded(['iso8', brand], { isLong: true })]) {
				expect([brand, await upload(Buffer.concat([start, sequence]))]).toEqual([
					brand,
					'badImage',
				]);
			}
		}
		// A still picture behind another brand is cleaned as its kind is.
		const still = heif('mif2', 'hvc1', PRIVATE);
		const stored = await upload(still);
		expect(stored).toMatchObject({ mime: 'image/heic', sizeBytes: expect.any(Number) });
		// A film is no picture.
		for (const brand of ['isom', 'mp42', 'qt  ', 'M4V ']) {
			const film = Buffer.concat([branded([brand, 'iso2']), sequence]);
			expect(await upload(film)).toMatchObject({
				mime: 'application/octet-stream',
				sizeBytes: film.length,
			});
		}
	} finally {
		await rm(folder, { recursive: true });
	}
});
