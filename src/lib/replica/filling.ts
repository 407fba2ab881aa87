import type { Floor } from '../read/log';
import type { StoreTables } from '../read/store-tables';
import type { ConversationRow, MarkRow, Shelf } from '../read/tables';
import type { Held } from './held';
import { topicOf } from './topic';
import type { Topics } from './topics';

export type FillingOptions = {
	/** Reads as of one version of the store (reader.ts, R1). */
	read<T>(look: (tables: StoreTables) => PromiseLike<T>, use: (found: T) => void): Promise<unknown>;
	/** Between two parts: lets everything that a person waits for go first. */
	pause(): Promise<void>;
	isStopped(): boolean;
};

/** So many rows are read at once: some 15 ms in which nothing else is done. */
const PART = 1_000;
/** Of closed conversations so many are held from the start; older ones when somebody gets there. */
const CLOSED = 5_000;

/**
 * Brings the rows of conversations into memory: every open and snoozed one, and of the closed ones
 * the newest.
 *
 * F1 Every closed conversation from `Held.closedFrom` on is in memory; of older ones some are.
 * F2 What no reading has confirmed is asked for before the filling ends, and dropped where the
 *    store does not have it.
 */
export class Filling {
	readonly #options: FillingOptions;
	readonly #held: Held;
	readonly #topics: Topics;
	/** Rows of a snapshot, or from before a change that was lost (F2). */
	readonly #doubtful = new Set<string>();
	/** Each begun filling ends the one before. */
	#number = 0;
	#more: Promise<void> | undefined;
	isWhole = false;

	constructor(options: FillingOptions, held: Held, topics: Topics) {
		this.#options = options;
		this.#held = held;
		this.#topics = topics;
	}

	doubt(keys: Iterable<string>): void {
		for (const key of keys) this.#doubtful.add(key);
	}

	confirm(rows: readonly ConversationRow[]): void {
		for (const { id } of rows) this.#doubtful.delete(id);
	}

	async fill(): Promise<void> {
		const number = ++this.#number;
		const isOver = () => this.#options.isStopped() || number !== this.#number;
		await this.#readMarks();
		if (!(await this.#fillShelf('open', Infinity, isOver)).isDone) return;
		if (!(await this.#fillShelf('snoozed', Infinity, isOver)).isDone) return;
		const { isDone, last } = await this.#fillShelf('closed', CLOSED, isOver);
		if (!isDone) return;
		await this.#settleDoubts();
		if (isOver()) return;
		this.#topics.batch(() => {
			this.#held.conversations.closedFrom = last;
			this.isWhole = true;
			this.#topics.touch(topicOf.conversations);
		});
	}

	/** One part more of the closed ones, where there are any. */
	more(): Promise<void> {
		this.#more ??= this.#readMore().finally(() => (this.#more = undefined));
		return this.#more;
	}

	async #readMore(): Promise<void> {
		const { conversations } = this.#held;
		const from = conversations.closedFrom;
		const number = this.#number;
		if (!from) return;
		const last = await this.#fillPart('closed', from);
		if (number !== this.#number) return;
		conversations.closedFrom = last;
		this.#topics.touch(topicOf.conversations);
	}

	/** `last`: where it was left off; undefined at the end. */
	async #fillShelf(
		shelf: Shelf,
		most: number,
		isOver: () => boolean,
	): Promise<{ isDone: boolean; last: Floor | undefined }> {
		let last: Floor | undefined;
		let count = 0;
		do {
			last = await this.#fillPart(shelf, last);
			count += PART;
			if (last) await this.#options.pause();
			if (isOver()) return { isDone: false, last };
		} while (last && count < most);
		return { isDone: true, last };
	}

	/** The newest below `before`. */
	async #fillPart(shelf: Shelf, before: Floor | undefined): Promise<Floor | undefined> {
		const upper = before ? [shelf, before.at, before.id] : [shelf, []];
		const range = IDBKeyRange.bound([shelf], upper, false, before !== undefined);
		let last: Floor | undefined;
		await this.#options.read(
			({ conversations }) =>
				conversations.newest({ index: '[shelf+updatedAt+id]', range, limit: PART }),
			(rows) => {
				this.confirm(rows);
				this.#held.putMany(rows);
				const oldest = rows.length === PART ? rows.at(-1) : undefined;
				last = oldest && { at: oldest.updatedAt, id: oldest.id };
			},
		);
		return last;
	}

	async #readMarks(): Promise<void> {
		await this.#options.read(
			({ marks }) => marks.all(),
			(marks: MarkRow[]) => this.#held.putMarks(marks),
		);
	}

	/** F2. */
	async #settleDoubts(): Promise<void> {
		const keys = [...this.#doubtful];
		if (!keys.length) return;
		await this.#options.read(
			({ conversations }) => conversations.bulkGet(keys),
			(rows) => {
				this.#held.putMany(rows.filter((row) => row !== undefined));
				keys.forEach((key, index) => {
					const isSettled = this.#doubtful.delete(key);
					if (isSettled && !rows[index]) this.#held.dropRow(key);
				});
			},
		);
	}
}
