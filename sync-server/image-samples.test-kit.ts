import { crc32 } from 'node:zlib';

/** Pictures built byte by byte, each with a private word wherever its format has room for one. */
export const PRIVATE = 'GPS -33.45 Ana';

type Part = string | Buffer;
const join = (...parts: Part[]) =>
	Buffer.concat(parts.map((part) => (typeof part === 'string' ? latin(part) : part)));
const latin = (text: string) => Buffer.from(text, 'latin1');

/** A TIFF block with the orientation as the second of its tags, and a text behind them. */
export function exif(order: 'II' | 'MM', orientation: number, text: string): Buffer {
	const tags = text === '' ? 1 : 2;
	const bytes = Buffer.alloc(14 + 12 * tags);
	const isLittle = order === 'II';
	const u16 = (value: number, at: number) =>
		isLittle ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
	const u32 = (value: number, at: number) =>
		isLittle ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
	bytes.write(order, 'latin1');
	u16(42, 2);
	u32(8, 4);
	u16(tags, 8);
	const at = 10 + 12 * (tags - 1);
	if (tags === 2) {
		u16(0x010e, 10);
		u16(2, 12);
		u32(text.length, 14);
		u32(bytes.length, 18);
	}
	u16(0x0112, at);
	u16(3, at + 2);
	u32(1, at + 4);
	u16(orientation, at + 8);
	return join(bytes, text);
}

export function segment(code: number, ...parts: Part[]): Buffer {
	const body = join(...parts);
	const head = Buffer.from([0xff, code, 0, 0]);
	head.writeUInt16BE(body.length + 2, 2);
	return join(head, body);
}

export const jpeg = (...segments: Buffer[]) =>
	join('\xff\xd8', ...segments, segment(0xdb, 'tables'), segment(0xda, 'scan'), 'data\xff\xd9');

export function sized(name: string, ...parts: Part[]): Buffer {
	const body = join(name, ...parts);
	const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(body.length - 4);
	check.writeUInt32BE(crc32(body));
	return join(length, body, check);
}

export const png = (...chunks: Buffer[]) =>
	join(
		'\x89PNG\r\n\x1a\n',
		sized('IHDR', Buffer.alloc(13)),
		...chunks,
		sized('IDAT', 'pixels'),
		sized('IEND'),
	);

export function chunk(name: string, ...parts: Part[]): Buffer {
	const body = join(...parts);
	const length = Buffer.alloc(4);
	length.writeUInt32LE(body.length);
	return join(name, length, body, body.length % 2 === 1 ? '\0' : '');
}

export const riff = (...chunks: Buffer[]) => chunk('RIFF', 'WEBP', ...chunks);
export const extended = (flags: number) => chunk('VP8X', Buffer.from([flags]), Buffer.alloc(9));

export const gif = (...blocks: Buffer[]) =>
	join(
		'GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff',
		...blocks,
		'\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b',
	);
const gifText = (label: number, ...texts: string[]) =>
	join(
		Buffer.from([0x21, label]),
		...texts.flatMap((text) => [Buffer.from([text.length]), text]),
		'\0',
	);

export function box(type: string, ...parts: Part[]): Buffer {
	const body = join(...parts);
	const size = Buffer.alloc(4);
	size.writeUInt32BE(body.length + 8);
	return join(size, type, body);
}

export const full = (type: string, version: number, ...parts: Part[]) =>
	box(type, Buffer.from([version, 0, 0, 0]), ...parts);
export const u16 = (...values: number[]) =>
	Buffer.from(values.flatMap((value) => [value >> 8, value & 255]));
export const u32 = (...values: number[]) =>
	Buffer.from(values.flatMap((value) => [...u16(value >>> 16, value & 0xffff)]));

/** Where an item lies: one or more pieces, in the file or in the data inside `meta`. */
export type Place = { id: number; isInside?: boolean; extents: [offset: number, length: number][] };
export const places = (version: 0 | 1, ...items: Place[]) =>
	full(
		'iloc',
		version,
		Buffer.from([0x44, 0x00]),
		u16(items.length),
		...items.map(({ id, isInside, extents }) =>
			join(
				u16(id),
				version === 1 ? u16(isInside ? 1 : 0) : '',
				u16(0, extents.length),
				...extents.map((extent) => u32(...extent)),
			),
		),
	);

/** A picture of two tiles in one `mdat`, with Exif and XMP between and behind them. */
export function heif(brand: string, coded: string, said: string | undefined): Buffer {
	const text = said ?? '\0'.repeat(PRIVATE.length);
	/** What is not kept is a box that nobody reads. */
	const named = (type: string) => (said === undefined ? 'free' : type);
	const item = (id: number, type: string, ...more: string[]) =>
		full('infe', 2, u16(id, 0), type, ...more);
	const start = box('ftyp', brand, u32(0), 'mif1', brand);
	const aside = box(named('uuid'), text);
	const meta = (at: number) =>
		full(
			'meta',
			0,
			full('hdlr', 0, u32(0), 'pict', u32(0, 0, 0), text, '\0'),
			full('pitm', 0, u16(4)),
			full(
				'iinf',
				0,
				u16(4),
				item(1, coded, text, '\0'),
				item(2, named('Exif'), text, '\0'),
				item(3, named('mime'), text, said === undefined ? '\0\0\0\0' : '\0a/b', '\0'),
				item(4, 'grid', '\0'),
			),
			full('iref', 0, box('cdsc', u16(2, 1, 4)), box('dimg', u16(4, 1, 1))),
			box(
				'iprp',
				box('ipco', full('ispe', 0, u32(9, 9)), full('irot', 0), describedBy(text, said)),
				full('ipma', 0, u32(0)),
			),
			box('idat', 'a grid', text),
			places(
				1,
				{
					id: 1,
					extents: [
						[at, 6],
						[at + 6 + text.length, 4],
					],
				},
				{ id: 2, extents: [[at + 6, text.length]] },
				{ id: 3, extents: [[at + 10 + text.length, text.length]] },
				{ id: 4, isInside: true, extents: [[0, 6]] },
			),
			box(named('xml '), text),
		);
	const at = join(start, aside, meta(0)).length + 8;
	return join(start, aside, meta(at), box('mdat', 'pixels', text, 'more', text));
}
const describedBy = (text: string, said: string | undefined) =>
	box(said === undefined ? 'free' : 'udes', u32(0), text);

const described = exif('II', 1, PRIVATE);
const looped = gifText(0xff, 'NETSCAPE2.0', '\x01\0\0');

export const SAMPLES = [
	{
		name: 'a JPEG with EXIF, XMP, IPTC, a comment and further pictures',
		mime: 'image/jpeg',
		bytes: jpeg(
			segment(0xe1, 'Exif\0\0', described),
			segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', PRIVATE),
			segment(0xe2, 'MPF\0', PRIVATE),
			segment(0xed, 'Photoshop 3.0\0', PRIVATE),
			segment(0xeb, 'JP', PRIVATE),
			segment(0xfe, PRIVATE),
		),
		bare: jpeg(),
	},
	{
		name: 'a PNG with EXIF, texts and a time',
		mime: 'image/png',
		bytes: png(
			sized('eXIf', described),
			sized('tEXt', 'Author\0', PRIVATE),
			sized('zTXt', 'Author\0\0', PRIVATE),
			sized('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0', PRIVATE),
			sized('tIME', Buffer.alloc(7)),
			sized('meTa', PRIVATE),
		),
		bare: png(),
	},
	{
		name: 'a WebP with EXIF and XMP',
		mime: 'image/webp',
		bytes: riff(
			extended(0x0c),
			chunk('VP8 ', 'pixels'),
			chunk('EXIF', 'Exif\0\0', described),
			chunk('XMP ', PRIVATE),
		),
		bare: riff(extended(0), chunk('VP8 ', 'pixels')),
	},
	{
		name: 'a GIF with comments and XMP',
		mime: 'image/gif',
		bytes: gif(looped, gifText(0xfe, PRIVATE), gifText(0xff, 'XMP DataXMP', PRIVATE)),
		bare: gif(looped),
	},
	{
		name: 'a HEIC with Exif, XMP, names, a description and a film behind it',
		mime: 'image/heic',
		bytes: join(heif('heic', 'hvc1', PRIVATE), box('mpvd', PRIVATE)),
		bare: heif('heic', 'hvc1', undefined),
	},
	{
		name: 'an AVIF with Exif, XMP, names and a description',
		mime: 'image/avif',
		bytes: heif('avif', 'av01', PRIVATE),
		bare: heif('avif', 'av01', undefined),
	},
];
