import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { createFolds } from '../core/folds';
import { memoryStorage } from '../core/memory-storage';
import type { DomainEvent } from '../model/event';
import { stagedStore } from '../../../tests/store-stage';
import { deviceStorage } from './storage';

/** How a device reads much at once (P17). */

function said(contact: string): DomainEvent {
	const by = { kind: 'contact' as const, id: contact };
	return { id: `ev_${contact}`, at: 1, by, type: 'messageSent', conversation: 'cnv_1', text: 'a' };
}
const CONTACTS = Array.from({ length: 40 }, (_, i) => `con_${i}`);

test('P17: logs that are asked for in one breath are read in one transaction, each its own', async () => {
	const { db, store } = stagedStore('ws_together');
	await db.open();
	const storage = deviceStorage(store.name);
	await storage.commit({
		events: CONTACTS.map((contact) => ({ contact, chapter: 1, event: said(contact), writer: 1 })),
	});
	const begun = vi.spyOn(IDBDatabase.prototype, 'transaction');
	const logs = await Promise.all([...CONTACTS, 'con_nobody'].map((one) => storage.log(one)));
	expect(begun).toHaveBeenCalledTimes(1);
	expect(logs.map((log) => log.map(({ event }) => event.id))).toEqual([
		...CONTACTS.map((contact) => [`ev_${contact}`]),
		[],
	]);
	// Later ones are read later, and see what was stored meanwhile.
	await storage.commit({ events: [{ contact: 'con_x', chapter: 1, event: said('x'), writer: 1 }] });
	expect(await storage.log('con_x')).toHaveLength(1);
	begun.mockRestore();
	const reading = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
		throw new DOMException('gone', 'InvalidStateError');
	});
	const failed = await Promise.allSettled(CONTACTS.map((one) => storage.log(one)));
	expect(new Set(failed.map(({ status }) => status))).toEqual(new Set(['rejected']));
	reading.mockRestore();
	expect(await storage.log('con_0')).toHaveLength(1);
	storage.close();
	db.close();
});

test('P17: folds of one commit are asked for at once, and those that are held are not', async () => {
	const storage = memoryStorage();
	const asked = vi.spyOn(storage, 'log');
	const folds = createFolds(storage);
	const held = await folds.get('con_0');
	const ready = folds.ready(new Set(CONTACTS));
	expect(asked).toHaveBeenCalledTimes(CONTACTS.length);
	await ready;
	for (const contact of CONTACTS) await folds.get(contact);
	expect(asked).toHaveBeenCalledTimes(CONTACTS.length);
	expect(await folds.get('con_0')).toBe(held);
});
