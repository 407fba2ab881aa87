import * as Y from 'yjs';
import { assert } from '../src/lib/base/assert';
import type { World } from '../src/lib/core/ports';
import { parseRoom } from '../src/lib/model/room';
import type { createCommits } from './commits';
import type { Judge } from './judge';
import type { Log, StoredRoom } from './log';
import type { Rooms } from './rooms';
import type { Origin } from './session';
import { documentOf } from './stored';

/**
 * What the relay itself reads and writes in canvases: what people told it by HTTP, as a new
 * teammate or the workspace's name. It goes the way of everything that is written.
 */
type Services = {
	log: Log;
	world: World;
	rooms: Rooms;
	judge: Judge;
	commits: ReturnType<typeof createCommits<Origin>>;
};

/** A principal that no token can carry. */
const RELAY = { id: 'relay', role: 'owner' } as const;

export function createOwnWrites({ log, world, rooms, judge, commits }: Services) {
	return {
		/** What a canvas holds on the disk. */
		async read<T>(name: string, look: (doc: Y.Doc) => T): Promise<T> {
			return look(documentOf(await log.room(name)).doc);
		},
		/** Resolves when it is durable. */
		async write(name: string, change: (doc: Y.Doc) => void): Promise<void> {
			const parsed = parseRoom(name);
			assert(parsed, 'the relay knows the names of its rooms');
			const { update, client } = makeUpdate(await log.room(name), change);
			await new Promise<void>((resolve, reject) => {
				rooms.use(name, parsed, (room) => {
					if (!room) return reject(new Error('the log cannot be read'));
					const ownerOf = () => undefined;
					const writer = () => ({ who: RELAY, now: world.now(), isHost: false, ownerOf });
					judge(room, update, writer, (verdict) => {
						if (verdict.kind !== 'store') {
							if (verdict.kind === 'refused') reject(new Error(verdict.reason));
							else resolve();
							return false;
						}
						room.accept(update, verdict, RELAY.id);
						const done = (problem?: string) => (problem ? reject(new Error(problem)) : resolve());
						const origin = { done };
						const entry = { principal: RELAY.id, binds: [client], claims: [], origin };
						commits.submit({ room, update, ...entry });
						return true;
					});
				});
			});
		},
	};
}

function makeUpdate(stored: StoredRoom, change: (doc: Y.Doc) => void) {
	const { doc } = documentOf(stored);
	const before = Y.encodeStateVector(doc);
	doc.transact(() => change(doc));
	return { update: Y.encodeStateAsUpdate(doc, before), client: doc.clientID };
}
