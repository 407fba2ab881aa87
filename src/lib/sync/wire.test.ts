import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { decodeBinary, encodeFeed } from './wire';

const update = new Uint8Array([1, 2, 3]);
const room = 'contact/con_0000000000000000/1/said';

test('E-29: the feed tells when an entry was stored, and nothing of a snapshot', () => {
	const entries = [
		{ seq: 1, room, update, at: 1_700_000_000_123 },
		{ seq: 2, room, update },
	];
	expect(decodeBinary(encodeFeed(entries))).toEqual({ type: 'feed', entries });
});

test('a feed of an earlier relay, without times, is read as it was', () => {
	const encoder = encoding.createEncoder();
	for (const number of [2, 1, 7]) encoding.writeVarUint(encoder, number);
	encoding.writeVarString(encoder, room);
	encoding.writeVarUint8Array(encoder, update);
	const entries = [{ seq: 7, room, update }];
	expect(decodeBinary(encoding.toUint8Array(encoder))).toEqual({ type: 'feed', entries });
});
