import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { readRootMap, readUpdate } from './insertions';

const WRITERS = 3;
const action = fc.record({
	writer: fc.nat(WRITERS - 1),
	key: fc.constantFrom('name', 'brandColor', '__proto__'),
	value: fc.oneof(fc.string(), fc.integer(), fc.jsonValue({ maxDepth: 2 })),
	deletes: fc.boolean(),
	/** Whom this writer hears from before it writes. */
	hears: fc.option(fc.nat(WRITERS - 1)),
});

test('a root map read without Yjs is the map that Yjs shows, whoever wrote when and in whatever order', () => {
	fc.assert(
		fc.property(
			fc.array(action, { maxLength: 20 }),
			fc.infiniteStream(fc.nat()),
			(actions, dice) => {
				const docs = Array.from({ length: WRITERS }, () => new Y.Doc({ guid: 'public' }));
				const updates: Uint8Array[] = [];
				for (const doc of docs)
					doc.on('update', (update, origin) => origin ?? updates.push(update));
				for (const { writer, key, value, deletes, hears } of actions) {
					const doc = docs[writer]!;
					if (hears !== null) Y.applyUpdate(doc, Y.encodeStateAsUpdate(docs[hears]!), 'heard');
					if (deletes) doc.getMap('look').delete(key);
					else doc.getMap('look').set(key, value);
				}
				const whole = new Y.Doc({ guid: 'public' });
				for (const update of updates) Y.applyUpdate(whole, update);
				const shuffled = updates
					.map((update) => ({ update, place: dice.next().value! }))
					.sort((a, b) => a.place - b.place)
					.map(({ update }) => update);
				const shown = new Map(whole.getMap('look').entries());
				expect(readRootMap(shuffled, 'look')).toEqual(shown);
				// A compacted room tells the same story as the updates it was made of.
				expect(readRootMap([Y.encodeStateAsUpdate(whole)], 'look')).toEqual(shown);
			},
		),
	);
});

test('I1: every kind of content is read to its end', () => {
	const doc = new Y.Doc({ guid: 'canvas' });
	doc.getText('text').insert(0, 'áé😀', { bold: true });
	doc.getText('text').insertEmbed(1, { image: 'a.png' });
	doc.getText('text').delete(0, 1);
	doc.getArray('list').push([1, 'two', new Uint8Array([3]), { four: 4 }, null, new Y.Map()]);
	doc.getXmlFragment('xml').push([new Y.XmlElement('p'), new Y.XmlText('words')]);
	doc.getMap('documents').set('one', new Y.Doc({ guid: 'inner' }));
	const update = Y.encodeStateAsUpdate(doc);
	const places = readUpdate(update).insertions.map(({ client, clock, length }) => ({
		client,
		clock,
		length,
	}));
	const expected = Y.decodeUpdate(update).structs.flatMap((struct) =>
		struct instanceof Y.Item
			? [{ client: struct.id.client, clock: struct.id.clock, length: struct.length }]
			: [],
	);
	expect(places).toEqual(expected);
});

test('I1: damaged bytes are refused exactly where Yjs refuses them', () => {
	const doc = new Y.Doc({ guid: 'room' });
	doc.getMap('events').set('ev_1', { id: 'ev_1', text: 'Hola', at: 12 });
	doc.getMap('events').set('ev_1', { id: 'ev_1', text: 'Adiós', at: 13 });
	const update = Y.encodeStateAsUpdate(doc);
	fc.assert(
		fc.property(fc.nat(update.length), (length) => {
			const cut = update.slice(0, length);
			expect(isReadable(() => readUpdate(cut))).toBe(isReadable(() => Y.decodeUpdate(cut)));
		}),
	);
});

function isReadable(read: () => unknown): boolean {
	try {
		read();
		return true;
	} catch {
		// What was thrown does not matter here, only that it was.
		return false;
	}
}
