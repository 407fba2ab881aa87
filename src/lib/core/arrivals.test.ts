import { expect, test } from 'vitest';
import { contactRoom } from '../model/room';
import { takeArrivals } from './arrivals';
import type { Arrival } from './inbound';

function entry(contact: number, bytes = 1): Arrival {
	const id = `con_${String(contact).padStart(20, '0')}`;
	return {
		entry: { seq: 1, room: contactRoom(id, 1, 'said'), update: new Uint8Array(bytes) },
	};
}

function taken(arrivals: Arrival[]): number[] {
	const sizes = [];
	while (arrivals.length) sizes.push(takeArrivals(arrivals).length);
	return sizes;
}

test('P17: what a device catches up with is committed by many at once, of few contacts', () => {
	expect(taken([])).toEqual([]);
	expect(taken(Array.from({ length: 3_000 }, (_, n) => entry(n % 7)))).toEqual([1_024, 1_024, 952]);
	expect(taken(Array.from({ length: 450 }, (_, n) => entry(n)))).toEqual([200, 200, 50]);
	expect(taken(Array.from({ length: 250 }, (_, n) => ({ acked: n })))).toEqual([200, 50]);
	expect(taken([entry(1, 3_000_000), entry(1, 3_000_000), entry(1, 9_000_000)])).toEqual([1, 1, 1]);
});
