import { expect, test } from 'vitest';
import { contactRoom, parseRoom } from '../src/lib/model/room';
import { createCompactor } from './compaction';
import { LIMITS } from './limits';
import { createMemoryLog } from './memory-log';
import { createRoom } from './room';

const CONTACT = 'con_0000000000000000';

test('E-29: what a customer said is never compacted, since a snapshot has no times', async () => {
	expect(await isCompacted(contactRoom(CONTACT, 1, 'said'))).toBe(false);
	expect(await isCompacted(contactRoom(CONTACT, 1, 'shown'))).toBe(true);
	expect(await isCompacted('public')).toBe(true);
});

async function isCompacted(name: string): Promise<boolean> {
	const log = createMemoryLog();
	const update = new Uint8Array([0, 0]);
	const entry = { room: name, at: 1, principal: 'tmt_a', update, binds: [] };
	await log.append([entry, entry]);
	const limits = { ...LIMITS, compactEntries: 1 };
	const report = (error: unknown) => expect(error).toBeUndefined();
	const compact = () => Promise.resolve(update);
	const compactor = createCompactor({ log, limits, compact, report });
	const parsed = parseRoom(name);
	if (!parsed) throw new Error('not a room');
	const room = createRoom(name, parsed, limits, () => 1);
	room.load(await log.room(name));
	compactor.consider(room);
	compactor.considerRead(room);
	await new Promise((resolve) => setTimeout(resolve, 20));
	return compactor.done() > 0;
}
