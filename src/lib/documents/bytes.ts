/**
 * Writes values in the binary encoding of lib0, of which Yjs updates (V1) are made.
 *
 * I1 The bytes are those that lib0 writes (property-tested against it). It is here because an event
 *    is many short strings, and lib0 passes each one through TextEncoder: that was half of the
 *    engine's time.
 */
export function encode(write: () => void): Uint8Array {
	at = 0;
	write();
	const written = new Uint8Array(at);
	written.set(bytes.subarray(0, at));
	return written;
}

export function writeByte(byte: number): void {
	reserve(1);
	bytes[at++] = byte;
}

export function writeUint(value: number): void {
	reserve(LONGEST_NUMBER);
	let rest = value;
	while (rest > 0x7f) {
		bytes[at++] = 0x80 | (rest & 0x7f);
		rest = Math.floor(rest / 0x80);
	}
	bytes[at++] = rest;
}

export function writeString(text: string): void {
	if (text.length < 0x80 && writeShortAscii(text)) return;
	const encoded = utf8.encode(text);
	writeUint(encoded.length);
	reserve(encoded.length);
	bytes.set(encoded, at);
	at += encoded.length;
}

/** Any JSON value, and `undefined`. */
export function writeAny(value: unknown): void {
	switch (typeof value) {
		case 'string':
			writeByte(119);
			return writeString(value);
		case 'number':
			return writeNumber(value);
		case 'boolean':
			return writeByte(value ? 120 : 121);
		case 'object':
			return value === null ? writeByte(126) : writeObject(value);
		default:
			writeByte(127);
	}
}

// Scratch space: `encode` is synchronous and never re-entered.
let bytes = new Uint8Array(4096);
let at = 0;
const utf8 = new TextEncoder();
const float = new DataView(new ArrayBuffer(8));
/** A 53-bit number in groups of seven bits. */
const LONGEST_NUMBER = 8;
const LARGEST_INT = 0x7fffffff;

function reserve(count: number): void {
	if (at + count <= bytes.length) return;
	const larger = new Uint8Array(Math.max(bytes.length * 2, at + count));
	larger.set(bytes);
	bytes = larger;
}

/** False, with nothing written, when a character needs more than one byte. */
function writeShortAscii(text: string): boolean {
	const { length } = text;
	reserve(length + 1);
	const [into, start] = [bytes, at + 1];
	for (let i = 0; i < length; i++) {
		const code = text.charCodeAt(i);
		if (code > 0x7f) return false;
		into[start + i] = code;
	}
	into[at] = length;
	at = start + length;
	return true;
}

function writeNumber(value: number): void {
	if (Number.isInteger(value) && Math.abs(value) <= LARGEST_INT) {
		writeByte(125);
		return writeInt(value);
	}
	float.setFloat32(0, value);
	const isShort = float.getFloat32(0) === value;
	writeByte(isShort ? 124 : 123);
	if (!isShort) float.setFloat64(0, value);
	reserve(8);
	for (let i = 0; i < (isShort ? 4 : 8); i++) bytes[at++] = float.getUint8(i);
}

/** The sign has a bit of its own in the first byte, so that zero can be negative. */
function writeInt(value: number): void {
	const sign = value < 0 || Object.is(value, -0) ? 0x40 : 0;
	const size = Math.abs(value);
	if (size <= 0x3f) return writeByte(sign | size);
	writeByte(0x80 | sign | (size & 0x3f));
	writeUint(size >>> 6);
}

function writeObject(value: object): void {
	if (Array.isArray(value)) {
		writeByte(117);
		writeUint(value.length);
		for (const item of value) writeAny(item);
		return;
	}
	const keys = Object.keys(value);
	writeByte(118);
	writeUint(keys.length);
	for (const key of keys) {
		writeString(key);
		writeAny((value as Record<string, unknown>)[key]);
	}
}
