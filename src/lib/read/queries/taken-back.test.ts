import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TAKEN_BACK } from '../../model/assignment';
import { conversationKey } from '../../model/conversation';
import { entryKey } from '../../model/logged';
import type { Store } from '../store';
import { stagedStore, storeSent } from '../../../../tests/store-stage';
import type { Database } from '../tables';
import { takenBack } from './taken-back';

let db: Database;
let store: Store;
beforeEach(() => void ({ db, store } = stagedStore('ws_taken')));
afterEach(() => db.delete());

const ME = 'tea_me';
const CONTACT = 'con_1';

async function taken(effect: string, teammate: string | null | undefined) {
	await store.write(async (tables) => {
		await tables.settings.put({ name: TAKEN_BACK + entryKey(CONTACT, effect), value: false });
		if (teammate === undefined) return;
		const event = {
			id: effect,
			at: 1,
			by: { kind: 'engine' as const, id: 'runner' },
			type: 'conversationAssigned' as const,
			conversation: `cnv_${effect}`,
			teammate,
		};
		await storeSent(tables, [{ contact: CONTACT, chapter: 1, event, writer: 1 }]);
	});
}

test('E-26: what was mine for a moment and is somebody else’s now', async () => {
	await taken('ev_ana', 'tea_ana');
	await taken('ev_mine', ME);
	await taken('ev_nobody', null);
	await taken('ev_undecided', undefined);
	await db.settings.put({ name: 'projection', value: 1 });
	expect(await takenBack(db, { me: ME })).toEqual([
		{
			effect: entryKey(CONTACT, 'ev_ana'),
			conversation: conversationKey(CONTACT, 'cnv_ev_ana'),
		},
	]);
});
