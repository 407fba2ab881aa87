/**
 * SHA-256, synchronous and without a platform: WebCrypto is asynchronous, and the engine that
 * derives effect ids must be a plain function. Not for passwords or tokens.
 */
export function sha256(text: string): string {
	digest(text);
	return hex(8);
}

/** A deterministic id for things that two hosts may both make: 128 bits of the parts' hash. */
export function hashId(prefix: string, ...parts: (string | number)[]): string {
	// Parts are joined by a character that ids never contain, so ('a', 'b|c') and ('a|b', 'c')
	// differ.
	digest(parts.join('\u0000'));
	return `${prefix}_${hex(4)}`;
}

// Scratch space: `sha256` is synchronous and never re-entered, and allocating costs more than
// hashing.
const w = new Int32Array(64);
const state = new Int32Array(8);
let block = new Uint8Array(1024);

/** Leaves the hash in `state`. */
function digest(text: string): void {
	const length = encode(text);
	const total = ((length + 9 + 63) >> 6) << 6;
	for (let i = length; i < total; i++) block[i] = 0;
	block[length] = 0x80;
	const bits = length * 8;
	writeWord(total - 8, Math.floor(bits / 2 ** 32));
	writeWord(total - 4, bits);
	for (let i = 0; i < 8; i++) state[i] = INITIAL[i]!;
	for (let offset = 0; offset < total; offset += 64) compress(offset);
}

function writeWord(at: number, word: number): void {
	block[at] = word >>> 24;
	block[at + 1] = word >>> 16;
	block[at + 2] = word >>> 8;
	block[at + 3] = word;
}

/** The first words of the hash; an id needs half of them. */
function hex(words: number): string {
	let text = '';
	for (let i = 0; i < words; i++) text += hex16(state[i]! >>> 16) + hex16(state[i]! & 0xffff);
	return text;
}

function hex16(half: number): string {
	return HEX[half >> 8]! + HEX[half & 0xff]!;
}

function compress(offset: number): void {
	for (let i = 0, at = offset; i < 16; i++, at += 4) {
		w[i] = (block[at]! << 24) | (block[at + 1]! << 16) | (block[at + 2]! << 8) | block[at + 3]!;
	}
	for (let i = 16; i < 64; i++) {
		const x = w[i - 15]!,
			y = w[i - 2]!;
		const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
		const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
		w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
	}
	// Indexed, not destructured: the iterator protocol would cost more than the rounds.
	let a = state[0]!,
		b = state[1]!,
		c = state[2]!,
		d = state[3]!;
	let e = state[4]!,
		f = state[5]!,
		g = state[6]!,
		h = state[7]!;
	for (let i = 0; i < 64; i++) {
		const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
		const t1 = (h + S1 + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
		const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
		const t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		h = g;
		g = f;
		f = e;
		e = (d + t1) | 0;
		d = c;
		c = b;
		b = a;
		a = (t1 + t2) | 0;
	}
	state[0]! += a;
	state[1]! += b;
	state[2]! += c;
	state[3]! += d;
	state[4]! += e;
	state[5]! += f;
	state[6]! += g;
	state[7]! += h;
}

/**
 * Writes the text as UTF-8 into `block`, which grows to hold it and its padding. Returns the
 * length.
 */
function encode(text: string): number {
	if (block.length < text.length * 3 + 72) block = new Uint8Array(text.length * 3 + 72);
	let n = 0;
	for (let i = 0; i < text.length; i++) {
		let code = text.charCodeAt(i);
		if (code < 0x80) {
			block[n++] = code;
			continue;
		}
		if (code >= 0xd800 && code < 0xdc00) {
			code = text.codePointAt(i)!;
			if (code > 0xffff) i++;
		}
		if (code >= 0x10000) {
			block[n++] = 0xf0 | (code >> 18);
			block[n++] = 0x80 | ((code >> 12) & 63);
		} else if (code >= 0x800) block[n++] = 0xe0 | (code >> 12);
		block[n++] = code < 0x800 ? 0xc0 | (code >> 6) : 0x80 | ((code >> 6) & 63);
		block[n++] = 0x80 | (code & 63);
	}
	return n;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * The first 32 bits of the fractional parts of the square roots of the first eight primes (FIPS
 * 180-4).
 */
const INITIAL = Int32Array.from(primes(8).map((prime) => fraction(Math.sqrt(prime))));
/** … and of the cube roots of the first sixty-four. */
const K = Int32Array.from(primes(64).map((prime) => fraction(Math.cbrt(prime))));

function fraction(root: number): number {
	return ((root - Math.floor(root)) * 4294967296) | 0;
}

function primes(count: number): number[] {
	const found: number[] = [];
	for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime)) found.push(n);
	return found;
}
