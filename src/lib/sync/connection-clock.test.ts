import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../base/clock';
import { connectionClock } from './connection-clock';

/** The relay's time is the true one; the device's is off, and can be set while a ping is away. */
function setup(offMs = 0, welcomeMs = 0) {
	let time = 1_750_000_000_000;
	let slept = 0;
	let skew = offMs;
	const told: number[] = [];
	const within: number[] = [];
	const world = { now: () => time + skew, elapsed: () => time - slept };
	const clock = connectionClock(world, ({ offsetMs, withinMs }) => {
		told.push(offsetMs);
		within.push(withinMs);
	});
	if (welcomeMs !== undefined) {
		clock.hello();
		time += welcomeMs;
		const now = time;
		time += welcomeMs;
		clock.welcome(now);
	}
	return {
		told,
		within,
		error: () => Math.abs(world.now() + told.at(-1)! - time),
		/** A ping whose answer takes so long each way; in between something happens. */
		beat(wayMs: number, between = () => {}) {
			const sent = clock.ping();
			time += wayMs;
			const now = time;
			between();
			time += wayMs;
			clock.pong({ sent, now });
		},
		set: (byMs: number) => void (skew += byMs),
		sleep(ms: number) {
			time += ms;
			slept += ms;
		},
	};
}

describe('A2: a round trip is measured by the clock that only grows', () => {
	test.each([-HOUR, -MINUTE, -SECOND, SECOND, MINUTE])(
		'the device’s clock is set by %i ms while the answer is on its way',
		(byMs) => {
			const { beat, set, error } = setup(3 * SECOND);
			beat(20, () => set(byMs));
			beat(20);
			beat(20);
			expect(error()).toBeLessThanOrEqual(SECOND / 4);
		},
	);

	test('half of a slow round trip is added, not what somebody set the clock by', () => {
		const { beat, set, error } = setup();
		beat(2 * SECOND, () => set(-MINUTE));
		expect(error()).toBeLessThanOrEqual(1);
	});

	test.each([2 * SECOND, MINUTE])(
		'a device that slept for %i ms in between believes the next answer instead',
		(ms) => {
			const { beat, sleep, error } = setup();
			beat(20);
			beat(20, () => sleep(ms));
			expect(error()).toBeLessThanOrEqual(SECOND / 4);
			beat(20);
			expect(error()).toBeLessThanOrEqual(SECOND / 4);
		},
	);
});

describe('A2: a welcome that took long tells the time as well as it can', () => {
	test.each([0, 40, 2 * SECOND, 4 * SECOND])('%i ms each way', (wayMs) => {
		const { told, within, error } = setup(3 * SECOND, wayMs);
		expect(error()).toBeLessThanOrEqual(1);
		expect(within.at(-1)).toBe(wayMs);
		expect(told).toEqual([-3 * SECOND]);
	});

	test('a better measurement of the same time is told as well', () => {
		const { beat, within, told } = setup(0, 4 * SECOND);
		beat(20);
		expect(told).toHaveLength(2);
		expect(within).toEqual([4 * SECOND, 20]);
		beat(19);
		expect(told).toHaveLength(2);
	});
});
