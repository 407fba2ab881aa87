import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { conversationKey } from '../../model/conversation';
import type { DomainEvent } from '../../model/event';
import type { Store } from '../store';
import { stagedStore, storeSent } from '../../../../tests/store-stage';
import type { Database } from '../tables';
import { changedSince } from './changed-since';

const ME = 'agt_me';
const CONTACT = 'con_1';
let db: Database;
let store: Store;
let made = 0;
beforeEach(() => void ({ db, store } = stagedStore('ws_changed_since')));
afterEach(() => db.delete());

/** A conversation whose last event is at `at`, by `by`. */
async function happened(
	conversation: string,
	at: number,
	by: string,
	shelf: 'open' | 'closed' = 'open',
) {
	const event: DomainEvent = {
		id: `evt_${made++}`,
		by: { kind: 'teammate', id: by },
		at,
		type: 'noteAdded',
		conversation,
		text: 'n',
	};
	await store.write(async (tables) => {
		await storeSent(tables, [{ contact: CONTACT, chapter: 1, event, writer: 1 }]);
		await tables.conversations.put({
			id: conversationKey(CONTACT, conversation),
			contact: CONTACT,
			shelf,
			assignee: '',
			group: '',
			updatedAt: at,
		} as never);
	});
}

async function missed(): Promise<string[]> {
	const rows = await changedSince(db, { since: 100, until: 150, me: ME });
	return rows.map(({ id }) => id.slice(CONTACT.length + 1));
}

test('U7: what others changed since, the oldest change first, closed ones too', async () => {
	await happened('cnv_before', 90, 'agt_ana');
	await happened('cnv_second', 130, 'agt_ana');
	await happened('cnv_first', 110, 'agt_ana', 'closed');
	expect(await missed()).toEqual(['cnv_first', 'cnv_second']);
});

test('U7: what I did myself meanwhile is no news, unless somebody else did too', async () => {
	await happened('cnv_mine', 110, ME);
	await happened('cnv_both', 120, 'agt_ana');
	await happened('cnv_both', 130, ME);
	expect(await missed()).toEqual(['cnv_both']);
});

test('U7: what happens once the connection is back is not told as missed', async () => {
	await happened('cnv_missed', 110, 'agt_ana');
	await happened('cnv_missed', 160, 'agt_ana');
	await happened('cnv_later', 160, 'agt_ana');
	expect(await missed()).toEqual(['cnv_missed']);
});
