import { crc32 } from 'node:zlib';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { withoutMetadata } from './image-metadata';
import {
	box,
	chunk,
	exif,
	extended,
	full,
	gif,
	jpeg,
	places,
	png,
	PRIVATE,
	riff,
	SAMPLES,
	segment,
	sized,
	u16,
	u32,
} from './image-samples.test-kit';

const strip = (bytes: Buffer, mime: string) => withoutMetadata(bytes, mime);

describe.each(SAMPLES)('23: $name', ({ mime, bytes, bare }) => {
	test('says nothing of where and by whom it was taken', () => {
		expect(bytes.includes(PRIVATE)).toBe(true);
		expect(strip(bytes, mime)).toEqual(bare);
	});

	test('is left as it is when nothing is to be removed', () => {
		expect(strip(bare, mime)).toEqual(bare);
	});

	test('loses what is appended to it: two kinds of file in one', () => {
		const archive = Buffer.concat([bytes, Buffer.from('PK\x03\x04'), Buffer.from(PRIVATE)]);
		expect(strip(archive, mime)).toEqual(bare);
	});

	test('cut off anywhere, it is refused or says nothing either', () => {
		for (let length = 0; length < bytes.length; length++) {
			const stripped = strip(bytes.subarray(0, length), mime);
			expect(stripped?.includes(PRIVATE) ?? false).toBe(false);
		}
	});

	property.prop([
		fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
		fc.uint8Array({ maxLength: 40 }),
	])(
		'with any bytes changed it never throws, grows, or leaves work for a second time',
		(changes, tail) => {
			const hostile = Buffer.concat([bytes, tail]);
			for (const [at, value] of changes) hostile[at] = value;
			const stripped = strip(hostile, mime);
			if (!stripped) return;
			expect(stripped.length).toBeLessThanOrEqual(hostile.length + 2);
			expect(strip(stripped, mime)).toEqual(stripped);
		},
	);
});

property.prop([
	fc.constantFrom(...SAMPLES.map((sample) => sample.mime)),
	fc.uint8Array({ maxLength: 400 }),
])('23: of any bytes a walk ends, whatever type they claim', (mime, bytes) => {
	expect(() => strip(Buffer.from(bytes), mime)).not.toThrow();
});

describe('23: a picture stands as it stood', () => {
	test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i', (orientation) => {
		const least = exif('MM', orientation, '');
		const little = exif('II', orientation, PRIVATE);
		const isUpright = orientation === 1;
		expect(strip(jpeg(segment(0xe1, `Exif\0\0`, little)), 'image/jpeg')).toEqual(
			isUpright ? jpeg() : jpeg(segment(0xe1, `Exif\0\0`, least)),
		);
		expect(strip(png(sized('eXIf', little)), 'image/png')).toEqual(
			isUpright ? png() : png(sized('eXIf', least)),
		);
		const [before, after] = [extended(0x0c), chunk('EXIF', little)];
		expect(strip(riff(before, chunk('VP8 ', 'pixels'), after), 'image/webp')).toEqual(
			isUpright
				? riff(extended(0), chunk('VP8 ', 'pixels'))
				: riff(extended(8), chunk('VP8 ', 'pixels'), chunk('EXIF', least)),
		);
	});

	test.each([0, 9, 65_535])('the orientation %i, which does not exist, is none', (orientation) => {
		const bytes = jpeg(segment(0xe1, 'Exif\0\0', exif('II', orientation, PRIVATE)));
		expect(strip(bytes, 'image/jpeg')).toEqual(jpeg());
	});
});

test('23: what sets the colours stays, and the small picture inside does not', () => {
	const colours = segment(0xe2, 'ICC_PROFILE\0', 'curves');
	const adobe = segment(0xee, 'Adobe', '\0\x64\0\0\0\0\x01');
	const small = segment(0xe0, 'JFIF\0', '\x01\x02\0\0\x01\0\x01\x01\x01', PRIVATE);
	const plain = segment(0xe0, 'JFIF\0', '\x01\x02\0\0\x01\0\x01\0\0');
	expect(strip(jpeg(small, colours, adobe), 'image/jpeg')).toEqual(jpeg(plain, colours, adobe));
	const kept = [sized('gAMA', '\0\0\0\0'), sized('iCCP', 'curves'), sized('tRNS', '\0')];
	expect(strip(png(...kept), 'image/png')).toEqual(png(...kept));
});

test('23: metadata behind the first scan, or in a frame, is found too', () => {
	const late = segment(0xe1, 'Exif\0\0', exif('II', 1, PRIVATE));
	const scan = segment(0xda, 'scan');
	const two = (between: Buffer) =>
		jpeg(scan, Buffer.from('data\xff\0\xff\xd0more', 'latin1'), between, scan);
	expect(strip(two(late), 'image/jpeg')).toEqual(two(Buffer.alloc(0)));
	const frame = (...inside: Buffer[]) =>
		riff(extended(2), chunk('ANMF', Buffer.alloc(16), ...inside));
	const pixels = chunk('VP8L', 'pixels');
	expect(strip(frame(pixels, chunk('note', PRIVATE)), 'image/webp')).toEqual(frame(pixels));
});

test('23: a picture that claims more parts than any has is refused at once', () => {
	const parts = Buffer.concat(Array.from({ length: 200_000 }, () => Buffer.from('\x21\x01\0')));
	expect(strip(gif(parts), 'image/gif')).toBeUndefined();
});

test('23: 25 MB made to be slow are walked in less than two seconds', () => {
	const markers = Buffer.alloc(25 * 1024 * 1024, Buffer.from('\xff\0', 'latin1'));
	const before = performance.now();
	expect(strip(jpeg(segment(0xda, 'scan'), markers), 'image/jpeg')).toBeDefined();
	expect(performance.now() - before).toBeLessThan(2_000);
});

describe('B9: a HEIC', () => {
	const start = box('ftyp', 'heic', u32(0), 'mif1');
	const picture = full('infe', 2, u16(1, 0), 'hvc1\0');
	/** One picture whose place is said so, and its data behind it. */
	const made = (iloc: Buffer, ...behind: Buffer[]) =>
		Buffer.concat([start, full('meta', 0, full('iinf', 0, u16(1), picture), iloc), ...behind]);
	const data = box('mdat', 'pixels', PRIVATE);
	const at = made(places(0, { id: 1, extents: [[0, 6]] })).length + 8;

	test('tells where a picture lies in two versions, and to the end where no length is said', () => {
		for (const version of [0, 1] as const) {
			const here = at + 2 * version;
			const bytes = made(places(version, { id: 1, extents: [[here, 6]] }), data);
			const stripped = strip(bytes, 'image/heic');
			expect(stripped?.includes('pixels')).toBe(true);
			expect(stripped?.includes(PRIVATE)).toBe(false);
			const all = made(places(version, { id: 1, extents: [[here, 0]] }), data);
			expect(strip(all, 'image/heic')).toEqual(all);
		}
	});

	test.each([
		['behind its end', [[9_999, 6]]],
		['in what says where it lies', [[40, 6]]],
		['half outside its data', [[at, 9_999]]],
		['nowhere', []],
	])('whose picture lies %s is refused', (_, extents) => {
		const place = { id: 1, extents: extents as [number, number][] };
		expect(strip(made(places(0, place), data), 'image/heic')).toBeUndefined();
	});

	test('that is a sequence, or is built of pieces of others, is refused', () => {
		const place = places(0, { id: 1, extents: [[at, 6]] });
		expect(strip(made(place, data, box('moov', PRIVATE)), 'image/heic')).toBeUndefined();
		const pieces = Buffer.from(places(1, { id: 1, extents: [[at + 2, 6]] }));
		pieces.writeUInt16BE(2, 18);
		expect(strip(made(pieces, data), 'image/heic')).toBeUndefined();
	});

	test('that holds a JPEG, with metadata of its own, is refused', () => {
		const camera = segment(0xe1, 'Exif\0\0', exif('II', 1, PRIVATE));
		const inside = jpeg(camera);
		for (const others of [[], [picture]]) {
			const items = full('infe', 2, u16(2, 0), 'jpeg\0');
			const all = full('iinf', 0, u16(1 + others.length), ...others, items);
			const bytes = (place: number) =>
				Buffer.concat([
					start,
					full(
						'meta',
						0,
						all,
						places(
							0,
							{ id: 1, extents: [[place, 6]] },
							{ id: 2, extents: [[place + 6, inside.length]] },
						),
					),
					box('mdat', 'pixels', inside),
				]);
			const at = bytes(0).length - inside.length - 6;
			expect(strip(bytes(at), 'image/heic')).toBeUndefined();
		}
	});

	test('does not keep the head of a JPEG among its properties', () => {
		const place = places(0, { id: 1, extents: [[at, 6]] });
		const properties = box('iprp', box('ipco', box('jpgC', PRIVATE)));
		const described = (iloc: Buffer) =>
			Buffer.concat([
				start,
				full('meta', 0, full('iinf', 0, u16(1), picture), properties, iloc),
				data,
			]);
		const shifted = places(0, { id: 1, extents: [[described(place).length - data.length + 8, 6]] });
		const stripped = strip(described(shifted), 'image/heic');
		expect(stripped?.includes('pixels')).toBe(true);
		expect(stripped?.includes(PRIVATE)).toBe(false);
	});

	test('that gives one id to a picture and to Exif shows neither', () => {
		const items = full('iinf', 0, u16(2), picture, full('infe', 2, u16(1, 0), 'Exif\0'));
		const bytes = (place: number) =>
			Buffer.concat([
				start,
				full('meta', 0, items, places(0, { id: 1, extents: [[place, 6]] })),
				data,
			]);
		expect(strip(bytes(bytes(0).length - data.length + 8), 'image/heic')).toBeUndefined();
	});

	test('made to be slow is answered in less than two seconds', () => {
		const many = (part: Buffer, bytes: number) => Buffer.alloc(bytes - (bytes % part.length), part);
		const extents = many(Buffer.concat([u32(at), u32(1)]), 65_535 * 8);
		const nothing = many(u16(1, 0, 0, 65_535), 600_000);
		const slow = [
			made(full('iloc', 0, u16(0x4400, 1, 1, 0, 65_535), extents), data),
			Buffer.concat([start, many(box('mdat'), 20_000_000)]),
			Buffer.concat([start, many(box('wide'), 790_000)]),
			made(full('iloc', 1, Buffer.from([0, 0]), u16(65_535), nothing)),
			made(places(0, { id: 1, extents: [[at, 6]] }), many(box('mdat', ' '), 5_000)),
			Buffer.concat([start, full('meta', 0, box('iprp', box('ipco', many(box('x'), 24_000_000))))]),
		];
		for (const bytes of slow) {
			const before = performance.now();
			strip(bytes, 'image/heic');
			expect(performance.now() - before).toBeLessThan(2_000);
		}
	});
});

test('the samples carry valid checksums', () => {
	const bytes = sized('tEXt', 'a');
	expect(bytes.readUInt32BE(bytes.length - 4)).toBe(crc32('tEXta'));
});
