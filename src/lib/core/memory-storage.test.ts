import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { note } from '../../../tests/core-stage';
import { runStorageTests } from '../../../tests/storage.conformance';
import type { DomainEvent } from '../model/event';
import { memoryStorage } from './memory-storage';
import type { StoredEvent } from './ports';
import { chapterOf, eventsOf, writersOf } from '../../../tests/stored';

const packing = {
	pack: (text: string) => deflateRawSync(text),
	unpack: (packed: Uint8Array) => inflateRawSync(packed).toString(),
};

runStorageTests('memory', () => Promise.resolve({ storage: memoryStorage() }));
runStorageTests('memory, packed', () => Promise.resolve({ storage: memoryStorage(packing) }));

test('contacts that are packed away are as they were, and are changed like the others', async () => {
	let packed = 0;
	const pack = (text: string) => (packed++, packing.pack(text));
	const storage = memoryStorage({ ...packing, pack });
	const contacts = Array.from({ length: 2_000 }, (_, i) => `ct_${i}`);
	await storage.commit({ events: contacts.map((contact) => eventOf(contact, 'one', 1)) });
	await storage.commit({ events: contacts.map((contact) => eventOf(contact, 'two', 2)) });
	expect(packed).toBeGreaterThan(2_000);
	for (const contact of ['ct_0', 'ct_999', 'ct_1999']) {
		expect(await eventsOf(storage, contact)).toEqual([
			eventOf(contact, 'one', 1).event,
			eventOf(contact, 'two', 2).event,
		]);
		expect(await chapterOf(storage, contact)).toBe(2);
		expect((await writersOf(storage, contact)).get(`${contact} two`)).toBe(7);
	}
	const ofTeam = await storage.confirmedBy(({ kind }) => kind === 'teammate');
	expect(ofTeam.length).toBe(4_000);
});

function eventOf(contact: string, text: string, chapter: number): StoredEvent {
	const by = { kind: 'teammate' as const, id: 'tm_1' };
	const event = { id: `${contact} ${text}`, at: chapter, by, ...note(text) } as DomainEvent;
	return { contact, chapter, event, writer: 7 };
}
