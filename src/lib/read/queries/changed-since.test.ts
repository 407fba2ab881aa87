import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DomainEvent } from '../../model/event';
import { Database } from '../tables';
import { changedSince } from './changed-since';

const ME = 'agt_me';
let db: Database;
beforeEach(() => void (db = new Database('ws_changed_since')));
afterEach(() => db.delete());

/** A conversation whose last event is at `at`, by `by`. */
async function happened(id: string, at: number, by: string, shelf: 'open' | 'closed' = 'open') {
	const entry = await db.entries.count();
	await db.entries.add({
		id: `evt_${entry}`,
		contact: 'con_1',
		chapter: 0,
		at,
		thread: id,
		delivery: 'sent',
		event: { id: `evt_${entry}`, by: { kind: 'teammate', id: by }, at } as DomainEvent,
	});
	await db.conversations.put({
		id,
		contact: 'con_1',
		shelf,
		assignee: '',
		group: '',
		updatedAt: at,
	} as never);
}

test('U7: what others changed since, the oldest change first, closed ones too', async () => {
	await happened('cnv_before', 90, 'agt_ana');
	await happened('cnv_second', 130, 'agt_ana');
	await happened('cnv_first', 110, 'agt_ana', 'closed');
	const rows = await changedSince(db, { since: 100, until: 150, me: ME });
	expect(rows.map(({ id }) => id)).toEqual(['cnv_first', 'cnv_second']);
});

test('U7: what I did myself meanwhile is no news, unless somebody else did too', async () => {
	await happened('cnv_mine', 110, ME);
	await happened('cnv_both', 120, 'agt_ana');
	await happened('cnv_both', 130, ME);
	const rows = await changedSince(db, { since: 100, until: 150, me: ME });
	expect(rows.map(({ id }) => id)).toEqual(['cnv_both']);
});

test('U7: what happens once the connection is back is not told as missed', async () => {
	await happened('cnv_missed', 110, 'agt_ana');
	await happened('cnv_missed', 160, 'agt_ana');
	await happened('cnv_later', 160, 'agt_ana');
	const rows = await changedSince(db, { since: 100, until: 150, me: ME });
	expect(rows.map(({ id }) => id)).toEqual(['cnv_missed']);
});
