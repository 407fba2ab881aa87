import { fc, test as property } from '@fast-check/vitest';
import { createDecoder, readAny } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeAny, writeVarUint } from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { said } from '../tests/guard-harness';
import { ANY, JSON_TEXTS, scanUpdate, type Struct } from './update';
import { readValue } from './values';

/** A value as a struct holds it, in the middle of an update. */
function struct(value: unknown): { update: Uint8Array; struct: Struct } {
	const encoder = createEncoder();
	writeVarUint(encoder, 1);
	writeAny(encoder, value as never);
	const bytes = toUint8Array(encoder);
	const update = Uint8Array.from([9, 9, 9, ...bytes, 9, 9]);
	const place = { client: 1, clock: 0, length: 1, hasOrigin: false, start: 0 };
	return { update, struct: { ...place, content: ANY, from: 3, to: 3 + bytes.length } };
}

function asLib0(update: Uint8Array, { from, to }: Struct): unknown {
	const decoder = createDecoder(update.subarray(from, to));
	decoder.pos = 1;
	return readAny(decoder);
}

const values = fc.anything({
	withBigInt: false,
	key: fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__'),
	values: [
		fc.string({ unit: 'grapheme' }),
		fc.integer(),
		fc.maxSafeInteger(),
		fc.double(),
		fc.boolean(),
		fc.constantFrom(null, undefined, -0, 0, 63, 64, -64, 2 ** 31, 2 ** 40, '\ufeffBOM', '€', ''),
		fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
		fc.uint8Array({ maxLength: 20 }),
	],
});

property.prop([values])('a value is read as lib0 reads it', (value) => {
	const { update, struct: place } = struct(value);
	expect(readValue(update, place)).toEqual(asLib0(update, place));
});

describe('whatever the scan lets through is read as lib0 reads it', () => {
	property.prop([fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 })])(
		'of an event with some bytes changed',
		(changes) => {
			const event = said('ev_1', { text: '¿Qué tal? 🙂', n: [1.5, -70, null], deep: { a: true } });
			const update = createWriter(7).append([event]).slice();
			for (const [at, byte] of changes) update[at % update.length] = byte;
			const scan = scanUpdate(update, { maxStructs: 10 });
			for (const each of scan.ok ? scan.structs : []) {
				if (each.content !== ANY || each.length !== 1) continue;
				expect(readValue(update, each)).toEqual(asLib0(update, each));
			}
		},
	);
});

test('a text of JSON is parsed, and the word for what JSON cannot say is nothing', () => {
	for (const [text, value] of [
		['{"a":[1]}', { a: [1] }],
		['undefined', undefined],
	] as const) {
		const { update, struct: place } = struct(text);
		// Without the byte that says that a text follows.
		const bytes = Uint8Array.from([...update.subarray(0, 4), ...update.subarray(5)]);
		const asText = { ...place, content: JSON_TEXTS, to: place.to - 1 };
		expect(readValue(bytes, asText)).toEqual(value);
	}
});
