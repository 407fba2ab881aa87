import type { Entry, FeedQuery, Log, NewEntry, Owned, RecordKind, StoredRoom } from './log';

/** What survives a crash of a memory log: give the same disk to the next one. */
export type MemoryDisk = {
	epoch: string;
	head: number;
	entries: Entry[];
	rooms: Map<string, StoredRoom>;
	records: Map<string, Map<string, unknown>>;
	/** Conversation → contact. */
	owners: Map<string, string>;
};

export function createMemoryDisk(epoch = 'epoch_1'): MemoryDisk {
	return { epoch, head: 0, entries: [], rooms: new Map(), records: new Map(), owners: new Map() };
}

/**
 * The log of tests and of the simulation. `sync` decides when a commit has reached the disk: by
 * default at once; the simulation delays it, and `crash` loses what it has not let through.
 */
export function createMemoryLog(
	disk: MemoryDisk = createMemoryDisk(),
	sync: (reached: () => void) => void = (reached) => reached(),
): Log & { crash(): void } {
	let crashed = false;
	/**
	 * Seqs are given when a commit reaches the disk; commits reach it in the order they were made
	 * (L2).
	 */
	const commits: { entries: NewEntry[]; resolve(first: number): void }[] = [];

	function reached() {
		if (crashed) return;
		const commit = commits.shift();
		if (!commit) return;
		const first = disk.head + 1;
		for (const entry of commit.entries) store(disk, entry);
		commit.resolve(first);
	}

	return {
		epoch: disk.epoch,
		head: () => disk.head,
		append(entries) {
			return new Promise((resolve) => {
				commits.push({ entries, resolve });
				sync(reached);
			});
		},
		async room(room) {
			const stored = disk.rooms.get(room);
			return stored
				? { ...stored, entries: stored.entries.slice(), authors: stored.authors.slice() }
				: { entries: [], authors: [] };
		},
		async rooms(prefix) {
			return [...disk.rooms.keys()].filter((room) => room.startsWith(prefix)).sort();
		},
		async feed(query) {
			return page(disk, query);
		},
		async mentions(word, since) {
			const snapshots = [...disk.rooms.values()].flatMap(({ snapshot }) => snapshot ?? []);
			return [...disk.entries, ...snapshots].some(
				({ seq, update }) => seq > since && Buffer.from(update).includes(word),
			);
		},
		async compact(room, seq, update) {
			const stored = disk.rooms.get(room);
			if (!stored) return;
			stored.snapshot = { seq, update };
			stored.entries = stored.entries.filter((entry) => entry.seq > seq);
			disk.entries = disk.entries.filter((entry) => entry.room !== room || entry.seq > seq);
		},
		async owners(conversations) {
			return conversations.flatMap((conversation): Owned[] => {
				const contact = disk.owners.get(conversation);
				return contact === undefined ? [] : [[conversation, contact]];
			});
		},
		async conversations(contact) {
			return [...disk.owners].flatMap(([id, owner]) => (owner === contact ? [id] : []));
		},
		async own(owned) {
			for (const each of owned) own(disk, each);
		},
		async record(kind, id) {
			return disk.records.get(kind)?.get(id);
		},
		async records(kind) {
			return [...(disk.records.get(kind) ?? [])].map(([id, value]) => ({ id, value }));
		},
		async put(records) {
			for (const { kind, id, value } of records) {
				const table = tableOf(disk, kind);
				if (value === undefined) table.delete(id);
				else table.set(id, value);
			}
		},
		async close() {},
		crash() {
			crashed = true;
		},
	};
}

function store(disk: MemoryDisk, entry: NewEntry): void {
	const seq = ++disk.head;
	let room = disk.rooms.get(entry.room);
	if (!room) disk.rooms.set(entry.room, (room = { entries: [], authors: [] }));
	room.entries.push({ seq, update: entry.update });
	for (const client of entry.binds) room.authors.push([client, entry.principal]);
	const { contact, conversations } = entry.owns ?? { contact: '', conversations: [] };
	for (const conversation of conversations) own(disk, [conversation, contact]);
	disk.entries.push({ seq, room: entry.room, update: entry.update, at: entry.at });
}

function own({ owners }: MemoryDisk, [conversation, contact]: Owned): void {
	if (!owners.has(conversation)) owners.set(conversation, contact);
}

function page(disk: MemoryDisk, { since, upTo, rooms, maxBytes }: FeedQuery): Entry[] {
	const wanted = rooms && new Set(rooms);
	const found: Entry[] = [];
	for (const [room, { snapshot }] of disk.rooms) {
		if (snapshot && inside(snapshot.seq)) found.push({ room, ...snapshot });
	}
	for (let i = disk.entries.length - 1; i >= 0 && disk.entries[i]!.seq > since; i--) {
		if (disk.entries[i]!.seq <= upTo) found.push(disk.entries[i]!);
	}
	const ordered = found
		.filter(({ room }) => !wanted || wanted.has(room))
		.sort((a, b) => a.seq - b.seq);
	let bytes = 0;
	const end = ordered.findIndex(({ update }) => (bytes += update.length) > maxBytes);
	return end === -1 ? ordered : ordered.slice(0, Math.max(1, end));

	function inside(seq: number): boolean {
		return seq > since && seq <= upTo;
	}
}

function tableOf(disk: MemoryDisk, kind: RecordKind): Map<string, unknown> {
	let table = disk.records.get(kind);
	if (!table) disk.records.set(kind, (table = new Map()));
	return table;
}
