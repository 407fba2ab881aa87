import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { HOUR, measuredClock, SECOND } from '../base/clock';
import { deviceClock } from './device-clock';

const START = 1_750_000_000_000;

function setup(offsetMs = 0) {
	const world = { now: () => START, elapsed: () => 0 };
	const moved: number[] = [];
	return { clock: deviceClock(world, offsetMs, (offset) => moved.push(offset)), moved };
}

describe('A2: what the network may have taken is no error of the clock', () => {
	const anyTrip = { wayThere: fc.nat(20 * SECOND), wayBack: fc.nat(20 * SECOND) };

	property.prop([fc.record(anyTrip), fc.integer({ min: -HOUR, max: HOUR })])(
		'a clock that is right stays as it is, however slow the answer',
		({ wayThere, wayBack }, kept) => {
			const { clock, moved } = setup(kept);
			const relayNow = START + kept - wayBack;
			clock.set(measuredClock(relayNow, START, wayThere + wayBack));
			expect(clock.takeShift()).toBe(0);
			expect(clock.now()).toBe(START + kept);
			expect(moved).toEqual([]);
		},
	);

	property.prop([fc.record(anyTrip), fc.integer({ min: -HOUR, max: HOUR })])(
		'a clock that is off by more is corrected by the middle of what is possible',
		({ wayThere, wayBack }, errorMs) => {
			const { clock } = setup();
			const relayNow = START + errorMs - wayBack;
			const measured = measuredClock(relayNow, START, wayThere + wayBack);
			clock.set(measured);
			const shift = clock.takeShift();
			const isPossible = errorMs <= wayBack && -errorMs <= wayThere;
			expect(shift === 0).toBe(isPossible || measured.offsetMs === 0);
			// Never further off than the half of the round trip, or than before.
			const most = isPossible ? Math.abs(errorMs) : (wayThere + wayBack) / 2 + 1;
			expect(Math.abs(START + errorMs - clock.now())).toBeLessThanOrEqual(most);
		},
	);

	test('a measurement that is known to the millisecond is taken as it is', () => {
		const { clock, moved } = setup(3 * SECOND);
		clock.set({ offsetMs: SECOND, withinMs: 0 });
		expect(clock.takeShift()).toBe(-2 * SECOND);
		expect(moved).toEqual([SECOND]);
	});
});
