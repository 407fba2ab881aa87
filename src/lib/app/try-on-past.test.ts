import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DomainEvent } from '../model/event';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace } from '../model/workspace';
import { Database } from '../read/tables';
import type { Ask } from './ask';
import { tryOnPast } from './try-on-past';

const definition: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Notes',
	trigger: { kind: 'first-message', params: {} },
	settings: defaultSettings(),
	start: 'note',
	nodes: { note: { kind: 'note', params: { text: 'seen' }, next: {} } },
};
const draft = { workflow: 'wf_1', definition, workspace: emptyWorkspace(), now: 1_000 };

let db: Database;
const ask: Ask = (query, ...args) => query(db, ...args);
beforeEach(async () => {
	db = new Database(`ws_${Math.random().toString(36).slice(2)}`);
	for (let i = 0; i < 120; i++) {
		const contact = `con_${i}`;
		const event: DomainEvent = {
			id: `evt_${i}`,
			at: 500,
			by: { kind: 'contact', id: contact },
			type: 'messageSent',
			conversation: `cnv_${i}`,
			text: 'hi',
		};
		await db.contacts.put({
			id: contact,
			contact: { id: contact, attributes: {}, firstSeenAt: 500, lastSeenAt: 500 },
			newest: event,
		});
		const delivery = i === 7 ? 'failed' : 'sent';
		await db.entries.put({ id: event.id, contact, chapter: 0, at: 500, delivery, event });
	}
});
afterEach(() => db.delete());

test('a draft is tried on everybody, but on no word that the relay refused', async () => {
	const progress: number[] = [];
	const { signal } = new AbortController();
	const report = await tryOnPast(ask, draft, {
		signal,
		onprogress: (share) => progress.push(share),
	});
	expect(report).toMatchObject({ contacts: 120, events: 119 });
	expect(report?.steps.note?.entered).toBe(119);
	expect(progress.at(-1)).toBe(1);
});

test('nothing is written: no row, no update, nothing that waits to be sent', async () => {
	const counts = () => Promise.all(db.tables.map((table) => table.count()));
	const before = await counts();
	await tryOnPast(ask, draft, { signal: new AbortController().signal, onprogress: () => {} });
	expect(await counts()).toEqual(before);
});

test('whoever cancels gets no half of an answer', async () => {
	const controller = new AbortController();
	const trying = tryOnPast(ask, draft, {
		signal: controller.signal,
		onprogress: () => controller.abort(),
	});
	expect(await trying).toBeUndefined();
});
