import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createWriter, EVENTS, freshClientId, readEntries } from './event-log';

// Yjs drops a member named `__proto__` when it reads JSON, which is as well: no event of ours has
// one.
const json = fc
	.jsonValue({ maxDepth: 3 })
	.filter((value) => !JSON.stringify(value).includes('"__proto__"'));
const events = fc.uniqueArray(
	fc.record({ id: fc.string({ minLength: 1, maxLength: 12 }), payload: json }),
	{ selector: (event) => event.id, minLength: 1, maxLength: 8 },
);

test('I1: what a writer appends is what Y.Map.set would have put there', () => {
	fc.assert(
		fc.property(fc.array(events, { maxLength: 4 }), (batches) => {
			const writer = createWriter(7);
			const doc = new Y.Doc({ guid: 'room' });
			const seen = new Set<string>();
			for (const batch of batches) {
				const fresh = batch.filter((event) => !seen.has(event.id));
				for (const event of fresh) seen.add(event.id);
				if (fresh.length) Y.applyUpdate(doc, writer.append(fresh));
				for (const event of fresh) expect(doc.getMap(EVENTS).get(event.id)).toEqual(event);
			}
			expect(doc.getMap(EVENTS).size).toBe(seen.size);
			expect(doc.store.pendingStructs).toBeNull();
		}),
	);
});

test('entries are read back from the structs alone, in writing order', () => {
	fc.assert(
		fc.property(events, (batch) => {
			const entries = readEntries(createWriter(9).append(batch));
			expect(entries).toEqual(batch.map((event) => ({ key: event.id, value: event, client: 9 })));
		}),
	);
});

test('finding 9: a key named __proto__ is an entry like any other and touches no prototype', () => {
	const hostile = JSON.parse('{"id":"__proto__","__proto__":{"polluted":1}}');
	const [entry] = readEntries(createWriter(3).append([hostile]));
	expect(entry!.key).toBe('__proto__');
	expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('structs of other types, deletions and foreign roots are left out', () => {
	const doc = new Y.Doc({ guid: 'room' });
	doc.getMap(EVENTS).set('kept', { id: 'kept' });
	doc.getMap(EVENTS).set('gone', { id: 'gone' });
	doc.getMap(EVENTS).delete('gone');
	doc.getMap(EVENTS).set('nested', new Y.Map());
	doc.getMap('other').set('foreign', 1);
	doc.getArray(EVENTS + '2').push([1]);
	const keys = readEntries(Y.encodeStateAsUpdate(doc)).map((entry) => entry.key);
	expect(keys).toEqual(['kept']);
	expect(() => readEntries(new Uint8Array([1, 2, 3]))).toThrow();
});

test('I2: a fresh client id is a positive 32-bit number', () => {
	expect(freshClientId(() => 0)).toBe(1);
	expect(freshClientId(() => 0.9999999999)).toBeLessThanOrEqual(0xffffffff);
});
