import { expect, test } from 'vitest';
import { fuzzCanvases, fuzzDecoding, fuzzFrames } from './fuzz/fuzz';

/** A part of `npm run simulate -- --fuzz N`, which takes as many as one likes. */
const SEED = '1';

test('46: of 15,000 hostile updates of canvases none that is accepted throws, waits or reads in two ways', () => {
	const found = fuzzCanvases(15_000, SEED);
	expect(found).toMatchObject({ offered: 15_000, threw: 0, waiting: 0, differing: 0 });
	// Enough came through to say something.
	expect(found.accepted).toBeGreaterThan(1_500);
}, 120_000);

test('7: 15,000 hostile frames crash nothing and leak nothing', async () => {
	const found = await fuzzFrames(15_000, SEED);
	expect(found.sent).toBe(15_000);
	for (const count of [found.closed, found.refused]) expect(count).toBeGreaterThan(50);
	// Few are sound, and most of their connections are closed before the answer.
	expect(found.acked).toBeGreaterThan(25);
	expect(fuzzDecoding(15_000, SEED)).toBeGreaterThan(1_000);
}, 120_000);
