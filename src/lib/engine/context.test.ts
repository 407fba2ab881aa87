import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { WalkContext } from './context';
import { stage } from './stage.test-kit';
import { openTurn } from './turn';

const turn = openTurn(stage().view(), { now: 1, host: 'host_one' });
const elsewhere = openTurn(stage().view(), { now: 2, host: 'host_two' });
const id = fc.string({ minLength: 1, maxLength: 40 });
const place = fc.record({ runId: id, node: id, visit: fc.integer({ min: 1, max: 500 }) });

test.prop([place])('E-27: the lot of a visit is the same on every host, at any time', (at) => {
	const roll = new WalkContext({ turn, ...at, parked: 0 }).roll;
	expect(new WalkContext({ turn: elsewhere, ...at, parked: 3 }).roll).toBe(roll);
	expect(roll).toBeGreaterThanOrEqual(0);
	expect(roll).toBeLessThan(1);
});

test.prop([place])('E-27: run, step and visit each draw their own lot', (at) => {
	const others = [
		{ ...at, runId: `${at.runId}x` },
		{ ...at, node: `${at.node}x` },
		{ ...at, visit: at.visit + 1 },
	];
	const rolls = [at, ...others].map((one) => new WalkContext({ turn, ...one, parked: 0 }).roll);
	expect(new Set(rolls).size).toBe(4);
});

test('E-27: over many runs the lots are even', () => {
	const tenths = Array.from({ length: 10 }, () => 0);
	for (let i = 0; i < 5_000; i++) {
		const { roll } = new WalkContext({ turn, runId: `run_${i}`, node: 'n', visit: 1, parked: 0 });
		tenths[Math.floor(roll * 10)]! += 1;
	}
	// Five standard deviations around 500: a fair draw fails this once in a million.
	for (const count of tenths) expect(Math.abs(count - 500)).toBeLessThan(106);
});
