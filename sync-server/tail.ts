/**
 * The newest entries of a room, as one run of bytes: each by itself would cost as much again, and a
 * view into what was read or written with it would keep all of that.
 */
export class Tail {
	#bytes = NOTHING;
	#used = 0;
	#seqs: number[] = [];
	#ends: number[] = [];
	readonly #maxBytes: number;

	constructor(maxBytes: number) {
		this.#maxBytes = maxBytes;
	}

	/** Answers whether all that was added is still there. */
	add(seq: number, update: Uint8Array): boolean {
		if (update.length > this.#maxBytes) {
			this.#drop(this.#seqs.length);
			return false;
		}
		// Half at once: to drop one for each that comes would move the rest each time.
		const isFull = this.#used + update.length > this.#maxBytes;
		if (isFull) this.#drop(this.#countUpTo(this.#used + update.length - this.#maxBytes / 2));
		this.#reserve(this.#used + update.length);
		this.#bytes.set(update, this.#used);
		this.#used += update.length;
		this.#seqs.push(seq);
		this.#ends.push(this.#used);
		return !isFull;
	}

	/** How many entries, and bytes of them, came after this one. */
	after(seq: number): { entries: number; bytes: number } {
		const first = this.#seqs.findIndex((each) => each > seq);
		if (first === -1) return { entries: 0, bytes: 0 };
		return { entries: this.#seqs.length - first, bytes: this.#used - this.#begin(first) };
	}

	/** Views, for at once: what is added next may move them. */
	updates(): Uint8Array[] {
		return this.#ends.map((end, index) => this.#bytes.subarray(this.#begin(index), end));
	}

	#begin(index: number): number {
		return index === 0 ? 0 : this.#ends[index - 1]!;
	}

	/** The oldest entries that hold at least so many bytes. */
	#countUpTo(bytes: number): number {
		const index = this.#ends.findIndex((end) => end >= bytes);
		return index === -1 ? this.#ends.length : index + 1;
	}

	#drop(count: number): void {
		const bytes = this.#begin(count);
		this.#bytes.copyWithin(0, bytes, this.#used);
		this.#used -= bytes;
		this.#seqs = this.#seqs.slice(count);
		this.#ends = this.#ends.slice(count).map((end) => end - bytes);
	}

	#reserve(bytes: number): void {
		if (bytes <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.min(2 * bytes, this.#maxBytes));
		grown.set(this.#bytes.subarray(0, this.#used));
		this.#bytes = grown;
	}
}

const NOTHING = new Uint8Array();
