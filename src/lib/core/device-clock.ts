import { type Instant, type MeasuredClock, stopwatch } from '../base/clock';
import type { Storage } from './ports';

/**
 * The relay's time as far as it is known here: this device's clock and how far it is off.
 *
 * I1 Once the relay has said what time it is, `now()` is never behind that and what has passed
 *    since, even if somebody sets the device's clock back: what is written would stand before what
 *    it answers.
 * I2 What waits here is moved by what the clock was off, never by how long the line took: a clock
 *    that may be right is left alone, and another is corrected by the middle of what is possible.
 */
export type DeviceClock = {
	now(): Instant;
	/** The relay has told its time. */
	set(measured: MeasuredClock): void;
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
		set({ offsetMs, withinMs }) {
			const before = now();
			const told = world.now() + offsetMs;
			const at = Math.abs(told - before) <= withinMs ? before : told;
			const last = offset;
			known = { at, passed: stopwatch(world) };
			offset = at - world.now();
			shift += now() - before;
			if (Math.abs(offset - last) >= 1) moved(offset);
		},
		takeShift() {
			const taken = Math.round(shift);
			shift = 0;
			return taken;
		},
	};
}
