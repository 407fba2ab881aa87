import { type Instant, stopwatch } from '../base/clock';
import type { Storage } from './ports';

/**
 * The relay's time as far as it is known here: this device's clock and how far it is off.
 *
 * I1 Once the relay has said what time it is, `now()` is never behind that and what has passed
 *    since, even if somebody sets the device's clock back: what is written would stand before what
 *    it answers.
 */
export type DeviceClock = {
	now(): Instant;
	/** The relay has told its time: add this to the local clock to get it. */
	set(offsetMs: number): void;
	/** By how much it was corrected since this was last asked. */
	takeShift(): number;
};

/** What the core has measured last, and keeps for whoever writes beside it or after it. */
export async function keptOffset(storage: Pick<Storage, 'setting'>): Promise<number> {
	return Number(await storage.setting('clockOffset')) || 0;
}

export function deviceClock(
	world: { now(): number; elapsed(): number },
	offsetMs: number,
	moved: (offsetMs: number) => void,
): DeviceClock {
	let offset = offsetMs;
	let shift = 0;
	let known: { at: Instant; passed: () => number } | undefined;

	function now(): Instant {
		return Math.round(known ? known.at + known.passed() : world.now() + offset);
	}

	return {
		now,
		set(offsetMs) {
			const before = now();
			const hasMoved = Math.abs(offsetMs - offset) >= 1;
			known = { at: world.now() + offsetMs, passed: stopwatch(world) };
			shift += now() - before;
			offset = offsetMs;
			if (hasMoved) moved(offset);
		},
		takeShift() {
			const taken = Math.round(shift);
			shift = 0;
			return taken;
		},
	};
}
