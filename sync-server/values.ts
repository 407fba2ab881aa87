import { ANY, type Struct } from './update';

/**
 * The value that a struct of a log holds: one, well formed and not nested too deep, for the scan
 * has been here (update.ts). The relay reads every event so; lib0's reader gives the same and takes
 * twice as long, since it decodes each name and each word with a decoder of the web.
 */
export function readValue(update: Uint8Array, { content, from, to }: Struct): unknown {
	const reader = new Reader(Buffer.from(update.buffer, update.byteOffset + from, to - from));
	// Behind the count of values, which is one.
	reader.at = 1;
	if (content === ANY) return reader.any();
	const text = reader.text();
	return text === 'undefined' ? undefined : JSON.parse(text);
}

class Reader {
	at = 0;
	readonly #bytes: Buffer;

	constructor(bytes: Buffer) {
		this.#bytes = bytes;
	}

	any(): unknown {
		switch (this.#byte()) {
			case 118:
				return this.#object();
			case 119:
				return this.text();
			case 125:
				return this.#integer();
			case 123:
				return this.#bytes.readDoubleBE(this.#pass(8));
			case 124:
				return this.#bytes.readFloatBE(this.#pass(4));
			case 122:
				return this.#bytes.readBigInt64BE(this.#pass(8));
			case 121:
				return false;
			case 120:
				return true;
			case 126:
				return null;
			case 117:
				return this.#list();
			case 116:
				return this.#raw();
		}
		return undefined;
	}

	text(): string {
		const length = this.#count();
		const from = this.#pass(length);
		return this.#bytes.toString('utf8', from, from + length);
	}

	#object(): Record<string, unknown> {
		const value: Record<string, unknown> = {};
		for (let left = this.#count(); left > 0; left--) {
			const name = this.text();
			value[name] = this.any();
		}
		return value;
	}

	#list(): unknown[] {
		const value: unknown[] = [];
		for (let left = this.#count(); left > 0; left--) value.push(this.any());
		return value;
	}

	#raw(): Uint8Array {
		const length = this.#count();
		const from = this.#pass(length);
		return new Uint8Array(this.#bytes.subarray(from, from + length));
	}

	#byte(): number {
		return this.#bytes[this.at++]!;
	}

	/** Answers where it was. */
	#pass(length: number): number {
		const from = this.at;
		this.at += length;
		return from;
	}

	#count(): number {
		let value = 0;
		for (let unit = 1; ; unit *= 128) {
			const byte = this.#byte();
			value += (byte & 127) * unit;
			if (byte < 128) return value;
		}
	}

	/** The first byte has a sign and six bits of the number. */
	#integer(): number {
		let byte = this.#byte();
		const sign = byte & 64 ? -1 : 1;
		let value = byte & 63;
		for (let unit = 64; byte >= 128; unit *= 128) {
			byte = this.#byte();
			value += (byte & 127) * unit;
		}
		return sign * value;
	}
}
