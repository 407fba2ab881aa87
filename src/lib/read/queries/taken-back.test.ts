import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TAKEN_BACK } from '../../model/assignment';
import { Database } from '../tables';
import { takenBack } from './taken-back';

let db: Database;
beforeEach(() => void (db = new Database('ws_taken')));
afterEach(() => db.delete());

const ME = 'tea_me';

async function taken(effect: string, teammate: string | null | undefined) {
	await db.settings.put({ name: TAKEN_BACK + effect, value: false });
	if (teammate === undefined) return;
	await db.entries.put({
		id: effect,
		contact: 'con_1',
		chapter: 1,
		at: 1,
		thread: `con_1.cnv_${effect}`,
		delivery: 'sent',
		event: {
			id: effect,
			at: 1,
			by: { kind: 'engine', id: 'runner' },
			type: 'conversationAssigned',
			conversation: `cnv_${effect}`,
			teammate,
		},
	});
}

test('E-26: what was mine for a moment and is somebody else’s now', async () => {
	await taken('ev_ana', 'tea_ana');
	await taken('ev_mine', ME);
	await taken('ev_nobody', null);
	await taken('ev_undecided', undefined);
	await db.settings.put({ name: 'projection', value: 1 });
	expect(await takenBack(db, { me: ME })).toEqual([
		{ effect: 'ev_ana', conversation: 'con_1.cnv_ev_ana', isTold: false },
	]);
});
